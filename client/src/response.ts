import { commands, Disposable, languages, Uri, window, workspace } from 'vscode';
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
import { isNews, type Memory, mute } from './incidentMemory.js';

const SCHEME = 'depwarden-response';
const WHAT_TO_DO = 'What to do';
const SHOW = 'Show';
const NOT_AGAIN = "Don't show again";

/**
 * What is already installed and malicious: one message for each on a machine, and command `depwarden.showResponse`, which shows what to do about it as a
 * read-only page.
 */
export function registerResponse(client: LanguageClient, memory: Memory): Disposable {
  return Disposable.from(
    client.onNotification(INSTALLED_NOTIFICATION, (params: InstalledParams) => {
      if (isNews(memory, params)) void tell(params, memory);
    }),
    workspace.registerTextDocumentContentProvider(SCHEME, { provideTextDocumentContent: uri => responseText(client, uri) }),
    commands.registerCommand(SHOW_RESPONSE_COMMAND, async (given?: ResponseParams) => {
      const release = given ?? (await askForRelease());
      if (release !== undefined) await commands.executeCommand('markdown.showPreview', pageOf(release));
    }),
  );
}

async function tell(params: InstalledParams, memory: Memory): Promise<void> {
  const { message, package: name, version, ecosystem } = params;
  const actions = [...(version === undefined ? [] : [WHAT_TO_DO]), SHOW, NOT_AGAIN];
  const chosen = await window.showErrorMessage(message, ...actions);
  if (chosen === SHOW) return show(params);
  if (chosen === NOT_AGAIN) return mute(memory, params);
  if (chosen !== WHAT_TO_DO || version === undefined) return;
  const release: ResponseParams = { package: name, version, ecosystem };
  await commands.executeCommand(SHOW_RESPONSE_COMMAND, release);
}

/** On the line of the manifest that says it; where there is none, in the report. */
async function show({ uri, package: name }: InstalledParams): Promise<void> {
  const place = uri === undefined ? undefined : Uri.parse(uri);
  const diagnostic =
    place && languages.getDiagnostics(place).find(({ source, message }) => source === 'depwarden' && message.includes(name));
  if (!place || !diagnostic) return commands.executeCommand('depwarden.showReport');
  await window.showTextDocument(place, { selection: diagnostic.range });
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
