import { type CancellationToken, commands, Disposable, env, ProgressLocation, UIKind, Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { EXPORT_REQUEST, type ExportFormat, type ExportParams, type ExportResult } from '../../server/src/protocol/index.js';

/** A form of export, as the user chooses it. */
interface Choice {
  readonly label: string;
  readonly detail: string;
  readonly format: ExportFormat;
  readonly file: string;
  /** Without the dot. */
  readonly extension: string;
}

const SBOM: Choice = {
  label: 'SBOM (CycloneDX)',
  detail: 'Every release of the workspace and what is known against it, for programs',
  format: 'cyclonedx',
  file: 'bom.cdx.json',
  extension: 'json',
};

const REPORTS: readonly Choice[] = [
  { label: 'HTML', detail: 'One page for people, in any browser', format: 'html', file: 'depwarden.html', extension: 'html' },
  { label: 'Markdown', detail: 'For an issue or a pull request', format: 'markdown', file: 'depwarden.md', extension: 'md' },
  { label: 'SARIF', detail: 'For code scanning and for editors', format: 'sarif', file: 'depwarden.sarif', extension: 'sarif' },
  { label: 'JSON', detail: 'Everything, for scripts', format: 'json', file: 'depwarden.json', extension: 'json' },
];

/** Commands `depwarden.exportSbom` and `depwarden.exportReport`: what the workspace comes to, as a file. */
export function registerExports(client: LanguageClient): Disposable {
  return Disposable.from(
    commands.registerCommand('depwarden.exportSbom', () => exportAs(client, SBOM)),
    commands.registerCommand('depwarden.exportReport', async () => {
      const choice = await window.showQuickPick(REPORTS, { title: 'Export Report', placeHolder: 'In which form?', matchOnDetail: true });
      if (choice) await exportAs(client, choice);
    }),
  );
}

async function exportAs(client: LanguageClient, choice: Choice): Promise<void> {
  if (!client.isRunning()) {
    void window.showErrorMessage('Depwarden is not running: nothing can be exported. The command "Depwarden: Restart Server" starts it.');
    return;
  }
  const target = await askForFile(choice);
  if (!target) return;
  try {
    const text = await textOf(client, choice);
    if (text === undefined) return;
    await writeWhole(target, text);
    await tell(target, choice);
  } catch (error) {
    void window.showErrorMessage(`Depwarden: nothing was exported. ${error instanceof Error ? error.message : String(error)}`);
  }
}

function askForFile({ label, file, extension }: Choice): Thenable<Uri | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return window.showSaveDialog({
    title: `Export ${label}`,
    filters: { [label]: [extension] },
    ...(folder && { defaultUri: Uri.joinPath(folder, file) }),
  });
}

/** Undefined where the user has cancelled it. */
function textOf(client: LanguageClient, { label, format }: Choice): Thenable<string | undefined> {
  const options = { location: ProgressLocation.Notification, title: `Depwarden: making the ${label} export`, cancellable: true };
  return window.withProgress(options, async (_progress, token: CancellationToken) => {
    const params: ExportParams = { format };
    try {
      return (await client.sendRequest<ExportResult>(EXPORT_REQUEST, params, token)).text;
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    }
  });
}

/** Beside it first, then in its place: a file is never left half written. */
async function writeWhole(target: Uri, text: string): Promise<void> {
  const beside = target.with({ path: `${target.path}.${crypto.randomUUID().slice(0, 8)}.tmp` });
  try {
    await workspace.fs.writeFile(beside, new TextEncoder().encode(text));
    await workspace.fs.rename(beside, target, { overwrite: true });
  } catch (error) {
    await workspace.fs.delete(beside).then(undefined, () => undefined);
    throw error;
  }
}

async function tell(target: Uri, { format }: Choice): Promise<void> {
  const [label, open] = openingOf(format);
  const chosen = await window.showInformationMessage(`Depwarden: exported to ${workspace.asRelativePath(target)}.`, label);
  if (chosen === label) await open(target);
}

type Open = (target: Uri) => Thenable<unknown>;

const inEditor: Open = target => commands.executeCommand('vscode.open', target);

/** How a file of a form is read by people, and what the button says. A browser elsewhere cannot see the file: there the text has to do. */
function openingOf(format: ExportFormat): readonly [label: string, open: Open] {
  const isHere = env.uiKind === UIKind.Desktop && env.remoteName === undefined;
  if (format === 'html' && isHere) return ['Open in Browser', target => env.openExternal(target)];
  if (format === 'markdown') return ['Open Preview', target => commands.executeCommand('markdown.showPreview', target)];
  return ['Open', inEditor];
}
