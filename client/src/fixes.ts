import { commands, Disposable, env, Uri, window, workspace } from 'vscode';
import { COPY_COMMAND, type FixSummary, type TerminalCommand, TYPE_COMMAND } from '../../server/src/protocol/index.js';

/** Commands that hand the user a command line: on the clipboard, or typed into a terminal of its own. None is run. */
export function registerTerminalCommands(): Disposable {
  return Disposable.from(
    commands.registerCommand(COPY_COMMAND, ({ command }: TerminalCommand) => env.clipboard.writeText(command)),
    commands.registerCommand(TYPE_COMMAND, ({ command, folder }: TerminalCommand) => {
      const terminal = window.createTerminal({ name: 'Depwarden', cwd: folder });
      terminal.show();
      terminal.sendText(command, false);
    }),
  );
}

/** Runs work that may have documents changed, and gives their URIs besides. */
export async function withChanged<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly changed: ReadonlySet<string> }> {
  const changed = new Set<string>();
  const listening = workspace.onDidChangeTextDocument(({ document }) => changed.add(document.uri.toString()));
  try {
    return { result: await work(), changed };
  } finally {
    listening.dispose();
  }
}

/**
 * Tells what came of fixing many files.
 * @param changed URIs of documents that have changed meanwhile: in a preview its user may have left out any
 */
export function showFixed({ changes, stays, uris, refused, applied }: FixSummary, changed: ReadonlySet<string>): void {
  const left = refused.length > 0 ? ` Not touched, because changed meanwhile: ${refused.join(', ')}.` : '';
  const rest = stays > 0 ? ` Findings that need a look: ${stays}, see the report.` : '';
  if (changes === 0) void window.showInformationMessage(`Depwarden found nothing to fix by itself.${rest}${left}`);
  else showApplied({ uris, applied }, changed, left);
}

/** The same of updating one file. */
export function showUpdates({ changes, uris, refused, applied }: FixSummary, changed: ReadonlySet<string>): void {
  const left = refused.length > 0 ? ' The file has changed meanwhile.' : '';
  if (changes === 0) void window.showInformationMessage('Depwarden knows of no safe update within a major line in this file.');
  else showApplied({ uris, applied }, changed, left);
}

function showApplied({ uris, applied }: Pick<FixSummary, 'uris' | 'applied'>, changed: ReadonlySet<string>, left: string): void {
  const documents = uris.map(uri => Uri.parse(uri).toString()).filter(uri => changed.has(uri));
  if (applied && documents.length > 0) {
    const where = documents.length === 1 ? '1 file' : `${documents.length} files`;
    void window.showInformationMessage(
      `Depwarden: ${where} changed, ${savedText(documents.filter(isUnsaved).length, documents.length)}.${left}`,
    );
  } else {
    void window.showInformationMessage(`Depwarden: nothing was changed.${left}`);
  }
}

function isUnsaved(uri: string): boolean {
  return workspace.textDocuments.some(document => document.uri.toString() === uri && document.isDirty);
}

function savedText(unsaved: number, all: number): string {
  if (unsaved === 0) return 'and saved';
  return unsaved === all ? 'not saved yet' : `${unsaved} of them not saved yet`;
}
