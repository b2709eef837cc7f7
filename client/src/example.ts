import { commands, type Disposable, type ExtensionContext, Uri, window, workspace } from 'vscode';

/** Set while a window is about to open the example: that window shows its files. */
const OPENING = 'example.opening';
/** The last is in front. */
const SHOWN = ['requirements.txt', 'package.json'];

/** Command `depwarden.openExample`: opens a fresh copy of the example that the extension brings, whose own files are never changed. */
export function registerExample({ extensionUri, globalStorageUri, globalState }: ExtensionContext): Disposable {
  const folder = Uri.joinPath(globalStorageUri, 'example');
  const isOpen = (workspace.workspaceFolders ?? []).some(({ uri }) => uri.toString() === folder.toString());
  if (isOpen && globalState.get(OPENING)) void globalState.update(OPENING, undefined).then(() => show(folder));
  return commands.registerCommand('depwarden.openExample', async () => {
    if (isOpen) return show(folder);
    await workspace.fs.createDirectory(globalStorageUri);
    await workspace.fs.copy(Uri.joinPath(extensionUri, 'assets', 'example'), folder, { overwrite: true });
    await globalState.update(OPENING, true);
    await commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: workspace.workspaceFolders !== undefined });
  });
}

async function show(folder: Uri): Promise<void> {
  for (const name of SHOWN) await window.showTextDocument(Uri.joinPath(folder, name), { preview: false });
}
