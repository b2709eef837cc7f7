// Runs inside VS Code's extension host. Each check is printed, marked so that it can be told from VS Code's own log.
import assert from 'node:assert/strict';
import {
  type CodeAction,
  commands,
  type Diagnostic,
  DiagnosticSeverity,
  type Disposable,
  extensions,
  type Hover,
  languages,
  type Tab,
  TabInputWebview,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import { SCAN_COMMAND, type ScanSummary } from '../../../../server/src/protocol/index.js';
import { PATIENCE } from '../../../support/limits.mjs';

/** What VS Code calls: resolves where every check holds. */
export async function run(): Promise<void> {
  let failed = 0;
  for (const [what, check] of Object.entries(CHECKS)) {
    try {
      await check();
      console.log(`suite:   ok    ${what}`);
    } catch (error) {
      failed++;
      console.log(`suite:   FAIL  ${what}: ${error instanceof Error ? error.message : error}`);
    }
  }
  console.log(`suite: extension host: ${Object.keys(CHECKS).length - failed} passed, ${failed} failed`);
  if (failed > 0) throw new Error(`${failed} checks failed`);
}

const CHECKS: Readonly<Record<string, () => Promise<void>>> = {
  'the extension activates where the workspace holds a manifest': async () => {
    const extension = extensions.getExtension('depwarden.depwarden');
    assert.ok(extension, 'the extension is not there');
    await until(() => extension.isActive || undefined, 'the extension is not active');
  },

  'every contributed command is registered': async () => {
    const contributed: { command: string }[] = extensions.getExtension('depwarden.depwarden')?.packageJSON.contributes.commands;
    const registered = await commands.getCommands(true);
    assert.deepEqual(
      contributed.map(({ command }) => command).filter(command => !registered.includes(command)),
      [],
    );
  },

  'a scan finds what is in files that are not open, and says how much it looked at': async () => {
    const summary = await commands.executeCommand<ScanSummary>(SCAN_COMMAND);
    assert.deepEqual([summary.manifests, summary.cancelled], [2, false]);
    await diagnosticsOf(uriOf('requirements.txt'), diagnostic => codeOf(diagnostic) === 'admits-malicious-release');
  },

  'a manifest that is opened gets diagnostics, each with a rule and at its place': async () => {
    const document = await openManifest('package.json');
    const found = await diagnosticsOf(document.uri, diagnostic => codeOf(diagnostic) === 'malicious-release');
    assert.equal(document.getText(found.range), '5.6.1');
    assert.equal(found.severity, DiagnosticSeverity.Error);
    assert.equal(found.source, 'depwarden');
  },

  'a requirements file is checked too': async () => {
    const document = await openManifest('requirements.txt');
    const found = await diagnosticsOf(document.uri, diagnostic => codeOf(diagnostic) === 'admits-malicious-release');
    assert.equal(document.getText(found.range), '>=1.50,<2');
  },

  'a marked line has a hover, and a quick fix that changes it': async () => {
    const { uri } = await openManifest('package.json');
    const { range } = await diagnosticsOf(uri, diagnostic => codeOf(diagnostic) === 'malicious-release');
    const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', uri, range.start);
    const shown = hovers.flatMap(({ contents }) => contents).map(content => (typeof content === 'string' ? content : content.value));
    assert.match(shown.join('\n'), /chalk/);
    const actions = await commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', uri, range, 'quickfix', 10);
    assert.ok(actions.some(({ edit, title }) => edit?.has(uri) && title.includes('chalk')));
  },

  'the report opens in a tab': async () => {
    await commands.executeCommand('depwarden.showReport');
    const isReport = ({ input }: Tab): boolean => input instanceof TabInputWebview && input.viewType.endsWith('depwarden.report');
    const report = (): Tab | undefined => window.tabGroups.all.flatMap(group => group.tabs).find(isReport);
    await until(report, 'no tab with the report', window.tabGroups.onDidChangeTabs);
  },

  'a restarted server checks what is open': async () => {
    const { uri } = await openManifest('package.json');
    await commands.executeCommand('depwarden.restartServer');
    await diagnosticsOf(uri, diagnostic => codeOf(diagnostic) === 'malicious-release');
  },
};

async function openManifest(name: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(uriOf(name));
  await window.showTextDocument(document);
  return document;
}

/** Not by `findFiles`: the server build of an older VS Code comes without the program that searches. */
function uriOf(name: string): Uri {
  const [folder] = workspace.workspaceFolders ?? [];
  assert.ok(folder, 'no folder is open');
  return Uri.joinPath(folder.uri, name);
}

function diagnosticsOf(uri: Uri, wanted: (diagnostic: Diagnostic) => boolean): Promise<Diagnostic> {
  return until(() => languages.getDiagnostics(uri).find(wanted), 'no such diagnostic', languages.onDidChangeDiagnostics);
}

/** Waits for a value, looking again at each event, or twenty times a second where there is no event to wait for. */
function until<T>(value: () => T | undefined, otherwise: string, event?: (listener: () => void) => Disposable): Promise<T> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = value();
      if (found !== undefined) settle(() => resolve(found));
    };
    const settle = (settled: () => void): void => {
      clearTimeout(limit);
      subscription.dispose();
      settled();
    };
    const limit = setTimeout(() => settle(() => reject(new Error(`${otherwise} within ${PATIENCE / 1000} s`))), PATIENCE);
    const subscription = event?.(look) ?? polling(look);
    look();
  });
}

function polling(look: () => void): Disposable {
  const timer = setInterval(look, 50);
  return { dispose: () => clearInterval(timer) };
}

function codeOf({ code }: Diagnostic): unknown {
  return typeof code === 'object' ? code.value : code;
}
