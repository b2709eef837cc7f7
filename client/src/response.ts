import { commands, Disposable, type ExtensionContext, languages, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
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
import { responseHtml } from './responseHtml.js';

const VIEW_TYPE = 'depwarden.response';
const WHAT_TO_DO = 'What to do';
const SHOW = 'Show';
const NOT_AGAIN = "Don't show again";

/**
 * What is already installed and malicious: one message for each on a machine, and command `depwarden.showResponse`, which shows what to do about it on a page
 * of its own.
 */
export function registerResponse({ extensionUri, globalState }: ExtensionContext, client: LanguageClient): Disposable {
  const pages = createPages(client, Uri.joinPath(extensionUri, 'assets/icon.png'));
  return Disposable.from(
    pages,
    client.onNotification(INSTALLED_NOTIFICATION, (params: InstalledParams) => {
      if (isNews(globalState, params)) void tell(params, globalState);
    }),
    commands.registerCommand(SHOW_RESPONSE_COMMAND, async (given?: ResponseParams) => {
      const release = given ?? (await askForRelease());
      if (release !== undefined) await pages.show(release);
    }),
  );
}

interface Pages extends Disposable {
  /** Shows the page of a release, made anew; where it is open already, in its place. */
  show(release: ResponseParams): Promise<void>;
}

/** Pages without scripts: there is nothing on them but text, commands to be copied by hand, and links. */
function createPages(client: LanguageClient, icon: Uri): Pages {
  const open = new Map<string, WebviewPanel>();

  function panelOf(title: string): WebviewPanel {
    const known = open.get(title);
    if (known) {
      known.reveal();
      return known;
    }
    const options = { enableScripts: false, enableFindWidget: true, localResourceRoots: [] };
    const panel = window.createWebviewPanel(VIEW_TYPE, title, ViewColumn.Active, options);
    panel.iconPath = icon;
    panel.onDidDispose(() => open.delete(title));
    open.set(title, panel);
    return panel;
  }

  return {
    show: async release => {
      const title = `What to do about ${release.package} ${release.version}`;
      const body = await responseBody(client, release);
      panelOf(title).webview.html = responseHtml(title, body, crypto.randomUUID());
    },
    dispose: () => {
      for (const panel of [...open.values()]) panel.dispose();
    },
  };
}

async function responseBody(client: LanguageClient, release: ResponseParams): Promise<string> {
  if (!client.isRunning()) return '<p>Depwarden is not running. The command "Depwarden: Restart Server" starts it.</p>';
  return (await client.sendRequest<ResponseResult>(RESPONSE_REQUEST, release)).html;
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
