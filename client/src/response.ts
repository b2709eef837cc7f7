import { commands, Disposable, Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  INSTALLED_NOTIFICATION,
  type InstalledParams,
  RELEASE_EXAMPLES,
  RESPONSE_REQUEST,
  type ResponseParams,
  type ResponseResult,
  SHOW_RESPONSE_COMMAND,
} from '../../server/src/protocol/index.js';

const SCHEME = 'depwarden-response';
const WHAT_TO_DO = 'What to do';

/**
 * What is already installed and malicious: one message for each, and command `depwarden.showResponse`, which shows what to do about it as a
 * read-only page.
 */
export function registerResponse(client: LanguageClient): Disposable {
  return Disposable.from(
    client.onNotification(INSTALLED_NOTIFICATION, (params: InstalledParams) => void tell(params)),
    workspace.registerTextDocumentContentProvider(SCHEME, { provideTextDocumentContent: uri => responseText(client, uri) }),
    commands.registerCommand(SHOW_RESPONSE_COMMAND, async (given?: ResponseParams) => {
      const release = given ?? (await askForRelease());
      if (release !== undefined) await commands.executeCommand('markdown.showPreview', pageOf(release));
    }),
  );
}

async function tell({ message, package: name, version, ecosystem }: InstalledParams): Promise<void> {
  const actions = version === undefined ? [] : [WHAT_TO_DO];
  const chosen = await window.showErrorMessage(message, ...actions);
  if (chosen !== WHAT_TO_DO || version === undefined) return;
  const release: ResponseParams = { package: name, version, ecosystem };
  await commands.executeCommand(SHOW_RESPONSE_COMMAND, release);
}

/** The path is what the tab shows; the query is what the page is made from. */
function pageOf(release: ResponseParams): Uri {
  const title = `What to do about ${release.package.replaceAll('/', ' ')} ${release.version}`;
  return Uri.from({ scheme: SCHEME, path: `/${title}.md`, query: JSON.stringify(release) });
}

async function responseText(client: LanguageClient, { query }: Uri): Promise<string> {
  if (!client.isRunning()) return 'Depwarden is not running. The command "Depwarden: Restart Server" starts it.\n';
  const { markdown } = await client.sendRequest<ResponseResult>(RESPONSE_REQUEST, JSON.parse(query));
  return markdown;
}

const ECOSYSTEMS = Object.keys(RELEASE_EXAMPLES) as readonly (keyof typeof RELEASE_EXAMPLES)[];

async function askForRelease(): Promise<ResponseParams | undefined> {
  const chosen = await window.showQuickPick(ECOSYSTEMS, { title: 'Respond to malware (1/2): which registry is the release from?' });
  const ecosystem = ECOSYSTEMS.find(one => one === chosen);
  if (ecosystem === undefined) return undefined;
  const example = RELEASE_EXAMPLES[ecosystem];
  const word = await window.showInputBox({
    title: 'Respond to malware (2/2): which release?',
    placeHolder: example,
    validateInput: text => (readRelease(text) ? undefined : `A package and its version, such as ${example}`),
  });
  const release = readRelease(word ?? '');
  return release && { ...release, ecosystem };
}

function readRelease(word: string): { readonly package: string; readonly version: string } | undefined {
  const [, name, version] = /^(@?[^@\s=]+)(?:@|==)([^@\s=]+)$/.exec(word.trim()) ?? [];
  return name === undefined || version === undefined ? undefined : { package: name, version };
}
