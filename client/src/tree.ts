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

const VIEW = 'depwarden.findings';

/** The side bar's view `Findings`: the report's rows by severity or by manifest. */
export function registerTree(client: LanguageClient, feed: OverviewFeed): Disposable {
  const changed = new EventEmitter<undefined>();
  let groupedBy: Grouping = 'level';
  const provider: TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getChildren: node =>
      node === undefined ? groupsOf(feed.now().overview?.rows ?? [], groupedBy) : node.kind === 'group' ? [...node.rows] : [],
    getTreeItem: node => (node.kind === 'group' ? groupItem(node) : rowItem(node, groupedBy)),
  };
  const view = window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });
  const show = (standing: Standing): void => {
    view.badge = badgeOf(standing);
    view.message = messageOf(standing) ?? '';
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
  group('level');
  feed.watch(view, view.visible);
  return Disposable.from(
    view,
    changed,
    feed.onDidChange(show),
    view.onDidChangeVisibility(({ visible }) => feed.watch(view, visible)),
    commands.registerCommand('depwarden.findings.groupByLevel', () => group('level')),
    commands.registerCommand('depwarden.findings.groupByManifest', () => group('file')),
    ...ACTIONS.map(action => commands.registerCommand(`depwarden.findings.${action}`, (node: RowNode) => act(node, action))),
  );

  async function act({ row: { id } }: RowNode, action: RowAction): Promise<void> {
    const row = (await feed.fresh())?.rows.find(one => one.id === id);
    if (row) await actOn(client, action, row);
  }
}

const ACTIONS: readonly RowAction[] = ['jump', 'fix', 'respond', 'learn'];

type Grouping = 'level' | 'file';
type Node = GroupNode | RowNode;

interface GroupNode {
  readonly kind: 'group';
  readonly label: string;
  readonly level?: ReportRow['level'];
  readonly rows: readonly RowNode[];
}

interface RowNode {
  readonly kind: 'row';
  readonly row: ReportRow;
}

const LEVEL_NAMES: Readonly<Record<ReportRow['level'], string>> = {
  error: 'Errors',
  warning: 'Warnings',
  information: 'Information',
  hint: 'Hints',
};

function groupsOf(rows: readonly ReportRow[], by: Grouping): GroupNode[] {
  const groups = new Map<string, ReportRow[]>();
  for (const row of rows) {
    const group = groups.get(row[by]);
    if (group) group.push(row);
    else groups.set(row[by], [row]);
  }
  return [...groups].map(([key, own]) => {
    const nodes = own.map((row): RowNode => ({ kind: 'row', row }));
    const [{ level }] = own as [ReportRow];
    return { kind: 'group', rows: nodes, ...(by === 'level' ? { label: LEVEL_NAMES[level], level } : { label: key }) };
  });
}

function groupItem({ label, level, rows }: GroupNode): TreeItem {
  const item = new TreeItem(label, level === 'hint' ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.Expanded);
  item.id = label;
  item.description = String(rows.length);
  item.iconPath = level ? iconOf(level) : ThemeIcon.File;
  return item;
}

/** What the group says already is left out. */
function rowItem(node: RowNode, groupedBy: Grouping): TreeItem {
  const { id, label, file, range, message, level, rule, fix } = node.row;
  const item = new TreeItem(label);
  const place = range ? `${file}:${range.start.line + 1}` : file;
  item.id = id;
  item.description = groupedBy === 'level' ? place : rule;
  item.tooltip = `${message}\n${rule}, ${place}`;
  item.iconPath = iconOf(level);
  item.accessibilityInformation = { label: `${level}: ${message} ${place}` };
  item.contextValue = ['row', ...(fix ? ['fix'] : []), ...(releaseOf(node.row) ? ['respond'] : [])].join(' ');
  item.command = { title: 'Go to Line', command: 'depwarden.findings.jump', arguments: [node] };
  return item;
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

/** Hints and information call nobody. */
function badgeOf({ status }: Standing): { readonly value: number; readonly tooltip: string } | undefined {
  const { error = 0, warning = 0 } = status?.counts ?? {};
  return error + warning === 0 ? undefined : { value: error + warning, tooltip: `Depwarden: ${error} errors, ${warning} warnings` };
}

function messageOf({ server, overview }: Standing): string | undefined {
  if (server !== 'running' || !overview || overview.totals.manifests === 0) return undefined;
  if (overview.unchecked.some(({ deliberate }) => !deliberate)) return 'Not everything could be checked: see the report.';
  return overview.rows.length === 0 ? 'Nothing found.' : undefined;
}
