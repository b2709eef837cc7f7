// The report's page: it shows what the extension sends, and sends back what is to be done.
import type { FromPage, PageOverview, PageRow, ReportState, RowAction, ToPage } from '../messages.js';
import { button, element, onChange, replace } from './dom.js';
import { bars, type Filter, filtered, isFiltering, NO_FILTER, type Searchable, searchable } from './filter.js';
import { createFilters, createHead } from './head.js';
import { readSaved, type Saved } from './saved.js';
import { createDetail, createFiles } from './side.js';
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
  let active = saved.active;
  /** Where to scroll once there are rows. */
  let topToRestore: number | undefined = saved.top;

  const act = (action: RowAction, row: PageRow): void => host.postMessage({ type: action, row: row.id });
  const head = createHead(command => host.postMessage({ type: 'command', command }), TIMES);
  const filters = createFilters(setFilter);
  const table = createTable({ chosen, act, scrolled: save }, setRowHeight());
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
      showRows();
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

  /** After rows have changed: the active one stays, or what stands in its place becomes active. */
  function showRows(): void {
    const at = rows.findIndex(({ id }) => id === active);
    rows = filtered(all, filter);
    if (at >= 0 && rows.length > 0 && !rows.some(({ id }) => id === active)) active = rows[Math.min(at, rows.length - 1)]?.id;
    table.show(rows, active);
    detail.show(rows.find(({ id }) => id === active));
    files.show({ bars: bars(filter.file === '' ? rows : filtered(all, { ...filter, file: '' })), chosen: filter.file });
    filters.show(overview, filter, rows.length);
    if (topToRestore !== undefined && rows.length > 0) {
      table.scroll(topToRestore);
      if (document.activeElement === document.body && document.hasFocus()) table.focus();
      topToRestore = undefined;
    }
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
    detail.show(row);
    save();
  }

  function save(): void {
    host.setState({ filter, top: topToRestore ?? table.top(), ...(active !== undefined && { active }) });
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

/** High enough for one line in the font that the editor has chosen; in pixels. */
function setRowHeight(): number {
  const height = Math.ceil(Number.parseFloat(getComputedStyle(document.body).fontSize) * 2.1) || 28;
  document.documentElement.style.setProperty('--row-height', `${height}px`);
  return height;
}

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const TIMES: Times = { day: milliseconds => DAY.format(milliseconds), time: milliseconds => TIME.format(milliseconds) };

start(acquireVsCodeApi());
