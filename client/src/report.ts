import { commands, Disposable, type ExtensionContext, Uri, ViewColumn, type Webview, type WebviewPanel, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  FIX_WORKSPACE_COMMAND,
  type OverviewResult,
  RETRY_COMMAND,
  SCAN_COMMAND,
  SHOW_REPORT_COMMAND,
  STOP_SCAN_COMMAND,
} from '../../server/src/protocol/index.js';
import type { OverviewFeed } from './overview.js';
import { pageHtml } from './report/html.js';
import { PAGE_COMMANDS, type PageCommand, type PageOverview, ROW_ACTIONS, type RowAction, type ToPage } from './report/messages.js';
import { titleOf } from './report/title.js';
import { actOn, showPlace } from './rowActions.js';
import { QUIETLY } from './scan.js';

const VIEW_TYPE = 'depwarden.report';

/** Command `depwarden.showReport`: the one panel of the report, which comes back after a reload of the window. */
export function registerReport({ extensionUri }: ExtensionContext, client: LanguageClient, feed: OverviewFeed): Disposable {
  let shown: WebviewPanel | undefined;
  const dist = Uri.joinPath(extensionUri, 'dist');
  const icon = Uri.joinPath(extensionUri, 'assets/icon.png');

  function attach(panel: WebviewPanel): void {
    shown = panel;
    panel.iconPath = icon;
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    const page = connect(panel.webview, client, feed);
    const entitle = (): void => {
      const { overview } = feed.now();
      if (overview) panel.title = titleOf(overview);
    };
    const titles = feed.onDidChange(entitle);
    const looked = (): void => {
      feed.watch(panel, panel.visible);
      page.shown(panel.visible);
    };
    panel.onDidChangeViewState(looked);
    panel.onDidDispose(() => {
      page.dispose();
      titles.dispose();
      feed.watch(panel, false);
      if (shown === panel) shown = undefined;
    });
    panel.webview.html = htmlFor(panel.webview, dist);
    entitle();
    looked();
  }

  return Disposable.from(
    commands.registerCommand(SHOW_REPORT_COMMAND, () => {
      if (shown) shown.reveal();
      else attach(window.createWebviewPanel(VIEW_TYPE, titleOf(undefined), ViewColumn.Active));
    }),
    window.registerWebviewPanelSerializer(VIEW_TYPE, {
      deserializeWebviewPanel: async panel => {
        shown?.dispose();
        attach(panel);
      },
    }),
    { dispose: () => shown?.dispose() },
  );
}

function htmlFor(webview: Webview, dist: Uri): string {
  const file = (name: string): string => webview.asWebviewUri(Uri.joinPath(dist, name)).toString();
  return pageHtml({ script: file('report.js'), style: file('report.css') }, crypto.randomUUID());
}

/** The page's end in the extension. While it is hidden there is no page; what is sent while it loads, the editor keeps for it. */
interface PageEnd extends Disposable {
  shown(isShown: boolean): void;
}

/** What comes from the page is looked at before it is believed. */
type Received = Readonly<Partial<Record<'type' | 'row' | 'command' | 'knows', unknown>>>;

function connect(webview: Webview, client: LanguageClient, feed: OverviewFeed): PageEnd {
  let isShown = false;
  let sent: unknown;

  function send(): void {
    if (!isShown) return;
    const { overview, server, status, failure } = feed.now();
    const { isTrusted: trusted, workspaceFolders = [] } = workspace;
    const message: ToPage = {
      state: {
        server,
        trusted,
        hasFolder: workspaceFolders.length > 0,
        ...(status && { status }),
        ...(failure !== undefined && { failure }),
      },
      ...(overview && overview !== sent && { overview: forPage(overview) }),
    };
    sent = overview;
    void webview.postMessage(message);
  }

  function sendAll(): void {
    sent = undefined;
    send();
  }

  async function receive(message: Received): Promise<void> {
    if (message.type === 'ready') {
      if (!message.knows) sendAll();
    } else if (message.type === 'command') {
      if (isOneOf(PAGE_COMMANDS, message.command)) await COMMANDS[message.command]();
    } else if (message.type === 'showIgnored') {
      const row = (await feed.fresh())?.ignored.find(one => one.id === message.row);
      if (row) await showPlace(row);
    } else if (isOneOf(ROW_ACTIONS, message.type)) {
      await actOnRow(message.type, message.row);
    }
  }

  async function actOnRow(action: RowAction, id: unknown): Promise<void> {
    const row = (await feed.fresh())?.rows.find(one => one.id === id);
    if (row) await actOn(client, action, row);
  }

  const listening = Disposable.from(
    webview.onDidReceiveMessage(receive),
    feed.onDidChange(send),
    workspace.onDidGrantWorkspaceTrust(send),
    workspace.onDidChangeWorkspaceFolders(send),
  );
  return {
    shown: now => {
      if (now === isShown) return;
      isShown = now;
      sendAll();
    },
    dispose: () => listening.dispose(),
  };
}

function forPage({ manifests: _manifests, rows, ignored, ...rest }: OverviewResult): PageOverview {
  return {
    ...rest,
    ignored: ignored.map(({ uri: _uri, package: _package, ...row }) => row),
    rows: rows.map(({ uri: _uri, package: _package, respond: _respond, ...row }) => row),
  };
}

const COMMANDS: Readonly<Record<PageCommand, () => Thenable<unknown>>> = {
  scan: () => commands.executeCommand(SCAN_COMMAND, QUIETLY),
  fixAll: () => commands.executeCommand(FIX_WORKSPACE_COMMAND),
  stop: () => commands.executeCommand(STOP_SCAN_COMMAND),
  retry: () => commands.executeCommand(RETRY_COMMAND),
  export: () => commands.executeCommand('depwarden.exportReport'),
  restart: () => commands.executeCommand('depwarden.restartServer'),
  output: () => commands.executeCommand('depwarden.showOutput'),
  trust: () => commands.executeCommand('workbench.trust.manage'),
};

function isOneOf<T>(known: readonly T[], value: unknown): value is T {
  return (known as readonly unknown[]).includes(value);
}
