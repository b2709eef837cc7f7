import { commands, type Disposable, type ExtensionContext, Uri, window, workspace } from 'vscode';

/** Command `depwarden.showDocumentation`: a page of the documentation as a preview. The pages lie in the extension: no network is needed. */
export function registerDocumentation({ extensionUri }: ExtensionContext): Disposable {
  const folder = Uri.joinPath(extensionUri, 'docs');
  return commands.registerCommand('depwarden.showDocumentation', async (given?: unknown) => {
    const pages = await pagesIn(folder);
    const page =
      pages.find(({ description }) => description === given) ??
      (await window.showQuickPick(pages, { title: 'Show which page of the documentation?', matchOnDescription: true }));
    if (page !== undefined) await commands.executeCommand('markdown.showPreview', page.uri);
  });
}

interface Page {
  readonly label: string;
  /** The name of the file, without its end. */
  readonly description: string;
  readonly uri: Uri;
}

async function pagesIn(folder: Uri): Promise<readonly Page[]> {
  const names = (await workspace.fs.readDirectory(folder)).flatMap(([file]) =>
    file.endsWith('.md') ? [file.slice(0, -'.md'.length)] : [],
  );
  const pages = names.map(async name => {
    const uri = Uri.joinPath(folder, `${name}.md`);
    const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
    return { label: /^# (.+)$/m.exec(text)?.[1] ?? name, description: name, uri };
  });
  return (await Promise.all(pages)).sort((a, b) => a.label.localeCompare(b.label));
}
