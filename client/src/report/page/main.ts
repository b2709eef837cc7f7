// The report's page: it shows what the extension sends, and sends back what is to be done.
import type { FromPage, PageOverview, PageRow, ReportState, RowAction, ToPage } from '../messages.js';
import { button, element, onChange, replace } from './dom.js';
import { bars, type Filter, filtered, isFiltering, NO_FILTER, type Searchable, searchable } from './filter.js';
import { createFilters, createHead } from './head.js';
import { readSaved, type Saved } from './saved.js';
import { createDetail, createFiles } from './side.js';
import { type Sort, sorted, sortedBy } from './sort.js';
import { createTable } from './table.js';
import { type EmptyState, emptyState, type Times } from './words.js';

/** The editor's end of the page: https://code.visualstudio.com/api/extension-guides/webview#getstate-and-setstate. */
interface Host {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: Saved): void;
}

declare function acquireVsCodeApi(): Host;

function start(host: Host): void {
  const saved = readSaved(host.getState());
  let state: ReportState = { server: 'starting', trusted: true, hasFolder: true };
  let overview: PageOverview | undefined;
  let all: readonly Searchable[] = [];
  let rows: readonly PageRow[] = [];
  let filter = saved.filter;
  let sort: Sort = saved.sort;
  let active = saved.active;
  /** Where to scroll once there are rows. */
  let topToRestore: number | undefined = saved.top;

  const act = (action: RowAction, row: PageRow): void => host.postMessage({ type: action, row: row.id });
  const head = createHead(
    command => host.postMessage({ type: 'command', command }),
    row => host.postMessage({ type: 'showIgnored', row }),
    TIMES,
  );
  const filters = createFilters(setFilter);
  const table = createTable({ chosen, act, sortBy: column => setSort(sortedBy(column, sort)), scrolled: save });
  const detail = createDetail(act);
  const files = createFiles(file => setFilter({ ...filter, file }));
  const empty = element('section', { class: 'empty' });
  const side = element('aside', { class: 'side', attributes: { 'aria-label': 'Details' } }, detail.root, files.root);
  const content = element('div', { class: 'content' }, table.root, side);
  document.body.append(element('main', {}, head.root, filters.root, content, empty));

  const showEmpty = onChange((said: EmptyState | null) => {
    content.hidden = said !== null;
    empty.hidden = said === null;
    replace(empty, ...(said === null ? [] : emptyParts(said)));
  });

  function emptyParts({ title, text, command }: EmptyState): readonly Node[] {
    const action = command === 'scan' ? 'Scan workspace' : 'Restart server';
    const buttons = command === undefined ? [] : [button(action, () => host.postMessage({ type: 'command', command }))];
    return [element('h2', { text: title }), element('p', { text }), ...buttons];
  }

  function receive(message: ToPage): void {
    state = message.state;
    if (message.overview) {
      overview = message.overview;
      all = searchable(overview.rows);
      showNews(rows);
    }
    head.show(state, overview);
    showNone();
  }

  function showNone(): void {
    const none: EmptyState | undefined =
      rows.length === 0 && all.length > 0
        ? { title: 'No finding is left', text: 'No finding has all that the filters ask for.' }
        : undefined;
    showEmpty(none ?? emptyState(state, overview) ?? null);
  }

  /** Where what was chosen is gone, what stands in its place is chosen; what a filter hides stays chosen without being shown. */
  function showNews(before: readonly PageRow[]): void {
    const at = before.findIndex(({ id }) => id === active);
    const isGone = !all.some(({ row: { id } }) => id === active);
    showRows();
    if (at < 0 || !isGone || rows.length === 0) return;
    active = rows[Math.min(at, rows.length - 1)]?.id;
    showRows();
  }

  function showRows(): void {
    rows = sorted(filtered(all, filter), sort);
    table.show(rows, active, sort);
    showDetail();
    files.show({ bars: bars(filter.file === '' ? rows : filtered(all, { ...filter, file: '' })), chosen: filter.file });
    filters.show(overview, filter, rows.length);
    if (topToRestore !== undefined && rows.length > 0) {
      table.scroll(topToRestore);
      if (document.activeElement === document.body && document.hasFocus()) table.focus();
      topToRestore = undefined;
    }
  }

  function showDetail(): void {
    const row = rows.find(({ id }) => id === active);
    detail.show(row && { row, group: all.map(one => one.row).filter(({ group }) => group === row.group) });
  }

  function setSort(next: Sort): void {
    sort = next;
    table.scroll(0);
    showRows();
    save();
  }

  function setFilter(next: Filter): void {
    filter = next;
    table.scroll(0);
    showRows();
    showNone();
    save();
  }

  function chosen(row: PageRow): void {
    active = row.id;
    showDetail();
    side.scrollTop = 0;
    save();
  }

  function save(): void {
    host.setState({ filter, sort, top: topToRestore ?? table.top(), ...(active !== undefined && { active }) });
  }

  window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => receive(data));
  window.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f') {
      filters.focus();
      event.preventDefault();
    }
    if (event.key === 'Escape' && isFiltering(filter) && !(event.target instanceof HTMLSelectElement)) setFilter(NO_FILTER);
  });
  filters.show(overview, filter, 0);
  receive({ state });
  // What was sent while the page was loading comes right behind the event.
  window.addEventListener('load', () => setTimeout(() => host.postMessage({ type: 'ready', knows: overview !== undefined })));
}

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const TIMES: Times = { day: milliseconds => DAY.format(milliseconds), time: milliseconds => TIME.format(milliseconds) };

start(acquireVsCodeApi());
