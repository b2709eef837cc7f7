import {
  commands,
  Disposable,
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  window,
} from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { ReportRow } from '../../server/src/protocol/index.js';
import type { OverviewFeed, Standing } from './overview.js';
import type { RowAction } from './report/messages.js';
import { actOn, releaseOf } from './rowActions.js';
import {
  badgeOf,
  type CategoryNode,
  categoriesOf,
  type Grouping,
  type GroupNode,
  messageOf,
  type Node,
  placeOf,
  type RowNode,
  wordsOf,
} from './treeNodes.js';

const VIEW = 'depwarden.findings';

/** The side bar's view `Findings`: the report's rows by severity or by manifest, those that say the same of one release folded. */
export function registerTree(client: LanguageClient, feed: OverviewFeed): Disposable {
  const changed = new EventEmitter<undefined>();
  let groupedBy: Grouping = 'file';
  const provider: TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getChildren: node => {
      if (node === undefined) return [...categoriesOf(feed.now().overview?.rows ?? [], groupedBy)];
      return node.kind === 'row' ? [] : [...node.children];
    },
    getTreeItem: node => (node.kind === 'category' ? categoryItem(node) : findingItem(node, groupedBy)),
  };
  const view = window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });
  const show = (standing: Standing): void => {
    view.badge = badgeOf(standing.status);
    view.message = standing.server === 'running' ? messageOf(standing.overview, standing.status) : '';
    void commands.executeCommand('setContext', 'depwarden.scan', standing.status?.scan.state);
    void commands.executeCommand('setContext', 'depwarden.isScanning', standing.status?.scan.running !== undefined);
    void commands.executeCommand('setContext', 'depwarden.failed', standing.status?.state === 'degraded');
    void commands.executeCommand('setContext', 'depwarden.server', standing.server);
    void commands.executeCommand('setContext', 'depwarden.hasManifests', (standing.overview?.totals.manifests ?? 0) > 0);
    changed.fire(undefined);
  };
  const group = (by: Grouping): void => {
    groupedBy = by;
    void commands.executeCommand('setContext', 'depwarden.groupedBy', by);
    changed.fire(undefined);
  };
  show(feed.now());
  group('file');
  feed.watch(view, view.visible);
  return Disposable.from(
    view,
    changed,
    feed.onDidChange(show),
    view.onDidChangeVisibility(({ visible }) => feed.watch(view, visible)),
    commands.registerCommand('depwarden.findings.groupByLevel', () => group('level')),
    commands.registerCommand('depwarden.findings.groupByManifest', () => group('file')),
    ...ACTIONS.map(action => commands.registerCommand(`depwarden.findings.${action}`, (node: GroupNode | RowNode) => act(node, action))),
  );

  async function act({ row: { id } }: GroupNode | RowNode, action: RowAction): Promise<void> {
    const row = (await feed.fresh())?.rows.find(one => one.id === id);
    if (row) await actOn(client, action, row);
  }
}

const ACTIONS: readonly RowAction[] = ['jump', 'reveal', 'fix', 'respond', 'ignore', 'copy', 'learn'];

function categoryItem({ label, level, count }: CategoryNode): TreeItem {
  const item = new TreeItem(label, level === 'hint' ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.Expanded);
  item.id = label;
  item.description = String(count);
  item.iconPath = level ? iconOf(level) : ThemeIcon.File;
  return item;
}

function findingItem(node: GroupNode | RowNode, groupedBy: Grouping): TreeItem {
  const { id, message, rule, level } = node.row;
  const { label, description } = wordsOf(node, groupedBy);
  const place = placeOf(node.row);
  const more = node.kind === 'group' ? ` and ${node.children.length - 1} more` : '';
  const item = new TreeItem(label, node.kind === 'group' ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  item.id = node.kind === 'group' ? node.id : id;
  item.description = description;
  item.tooltip = `${message}\n${rule}, ${place}${more}`;
  item.iconPath = iconOf(node.kind === 'group' ? node.level : level);
  item.accessibilityInformation = { label: `${level}: ${message} ${place}${more}` };
  item.contextValue = contextOf(node);
  if (node.kind === 'row') item.command = { title: 'Go to Line', command: 'depwarden.findings.jump', arguments: [node] };
  return item;
}

/** What the menu offers. A fix is that of one place: a group offers none. */
function contextOf({ kind, row }: GroupNode | RowNode): string {
  return [
    'row',
    ...(kind === 'row' && row.fix ? ['fix'] : []),
    ...(releaseOf(row) ? ['respond'] : []),
    ...(row.package === undefined ? [] : ['ignore']),
    ...(row.kind === 'installed' ? ['installed'] : []),
  ].join(' ');
}

function iconOf(level: ReportRow['level']): ThemeIcon {
  const [icon, colour] = ICONS[level];
  return new ThemeIcon(icon, new ThemeColor(colour));
}

const ICONS: Readonly<Record<ReportRow['level'], readonly [string, string]>> = {
  error: ['error', 'problemsErrorIcon.foreground'],
  warning: ['warning', 'problemsWarningIcon.foreground'],
  information: ['info', 'problemsInfoIcon.foreground'],
  hint: ['lightbulb', 'descriptionForeground'],
};
