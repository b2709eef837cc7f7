import { EventEmitter, type ExtensionContext, window } from 'vscode';
import { STATUS_NOTIFICATION, type StatusParams } from '../../server/src/protocol/index.js';
import { registerAlerts } from './alerts.js';
import { createClient } from './client.js';
import { registerCommands } from './commands.js';
import { registerDecorations } from './decorations.js';
import { registerDocumentation } from './documentation.js';
import { registerExample } from './example.js';
import { registerExports } from './export.js';
import { registerTerminalCommands } from './fixes.js';
import { registerIgnore } from './ignore.js';
import { registerInterpreters } from './interpreters.js';
import { registerLanguageStatus } from './languageStatus.js';
import { createOverviewFeed } from './overview.js';
import { registerReport } from './report.js';
import { registerResponse } from './response.js';
import { registerRulePages } from './rulePages.js';
import { registerStatus } from './status.js';
import { registerTree } from './tree.js';
import { registerTrust } from './trust.js';
import { registerWalkthrough } from './walkthrough.js';

/** Starts the language server and what of the window belongs to it. All of it ends with the extension's subscriptions. */
export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel('Depwarden', { log: true });
  const client = createClient(context.asAbsolutePath('dist/server.js'), output);
  const status = new EventEmitter<StatusParams>();
  const feed = createOverviewFeed(client, status.event);
  context.subscriptions.push(
    output,
    status,
    feed,
    client.onNotification(STATUS_NOTIFICATION, (params: StatusParams) => status.fire(params)),
    registerStatus(client, status.event),
    registerReport(context, client, feed),
    registerTree(client, feed),
    registerResponse(context, client),
    registerLanguageStatus(status.event),
    registerDecorations(),
    registerExports(client),
    registerAlerts(client),
    registerIgnore(client),
    registerRulePages(context),
    registerDocumentation(context),
    registerExample(context),
    registerWalkthrough(),
    registerInterpreters(client),
    registerTrust(client),
    registerTerminalCommands(),
    registerCommands(client, output),
    client,
  );
  // Where the server cannot be started, the client has logged it, the status bar says so, and its click tries again.
  await client.start().catch(() => undefined);
}
