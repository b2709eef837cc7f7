import { type LogOutputChannel, workspace } from 'vscode';
import { LanguageClient, type LanguageClientOptions, RevealOutputChannelOn, TransportKind } from 'vscode-languageclient/node';
import { type InitializationOptions, LOCKFILE_GLOBS, MANIFEST_GLOBS, POLICY_GLOB } from '../../server/src/protocol/index.js';
import { executeCommand } from './scan.js';
import { withRulesOfUser } from './userRules.js';

/**
 * The files sent to the server. Wider than its own choice by file name where a glob cannot say it; it ignores the others.
 * Local files only: a manifest elsewhere has no installed packages beside it to be judged by.
 */
const DOCUMENTS = [...MANIFEST_GLOBS, ...LOCKFILE_GLOBS, POLICY_GLOB].map(pattern => ({ scheme: 'file', pattern }));

/** A client, not yet started, of the server bundled at `serverModule`. It logs to `output` and shows no message by itself. */
export function createClient(serverModule: string, output: LogOutputChannel): LanguageClient {
  const run = { module: serverModule, transport: TransportKind.ipc };
  const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
  const initializationOptions = (): InitializationOptions => ({
    statusNotifications: true,
    installedNotifications: true,
    alertNotifications: true,
    ignoreCommand: true,
    ruleCommand: true,
    problemsInHover: true,
    policySchema: true,
    terminalCommands: true,
    reportCommand: true,
    trusted: workspace.isTrusted,
  });
  const options: LanguageClientOptions = {
    documentSelector: DOCUMENTS,
    initializationOptions,
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    markdown: { isTrusted: false, supportHtml: false },
    middleware: {
      executeCommand: (command, args, next) => executeCommand(client, command, args, next),
      workspace: { configuration: async (params, token, next) => withRulesOfUser(params, await next(params, token)) },
    },
  };
  const client = new LanguageClient('depwarden', 'Depwarden', { run, debug }, options);
  return client;
}
