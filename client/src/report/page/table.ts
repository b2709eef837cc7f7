import type { PageRow, RowAction } from '../messages.js';
import { element } from './dom.js';
import { levelIcon } from './icons.js';
import { movedBy, rowsInView, scrolledTo, type View } from './rows.js';
import { LEVEL_NAMES } from './words.js';

/** The list of findings: a grid of which only the rows in view exist. The focus stays on the grid, and one row is the active one. */
export interface Table {
  readonly root: HTMLElement;
  /** Shows rows, without scrolling; `active` is the id of the active one. */
  show(rows: readonly PageRow[], active: string | undefined): void;
  /** How far it is scrolled down, in pixels. */
  top(): number;
  scroll(top: number): void;
  focus(): void;
}

export interface TableEvents {
  chosen(row: PageRow): void;
  act(action: RowAction, row: PageRow): void;
  scrolled(): void;
}

/** @param rowHeight in pixels, as the style sheet has it too */
export function createTable(events: TableEvents, rowHeight: number): Table {
  const body = element('div', { class: 'rows', attributes: { role: 'rowgroup' } });
  const grid = element('div', {
    class: 'grid',
    attributes: { role: 'grid', 'aria-label': 'Findings', 'aria-colcount': COLUMNS.length, tabindex: 0 },
  });
  const root = element('div', { class: 'table' }, grid);
  grid.append(heading(), body);
  let rows: readonly PageRow[] = [];
  let active = -1;
  let drawn = new Map<number, HTMLElement>();

  function view(): View {
    return { top: root.scrollTop, height: root.clientHeight - rowHeight, rowHeight, count: rows.length };
  }

  function draw(): void {
    const { first, end } = rowsInView(view());
    if (drawn.size === end - first && (drawn.size === 0 || drawn.has(first))) return;
    const before = drawn;
    drawn = new Map();
    for (let index = first; index < end; index++) {
      drawn.set(index, before.get(index) ?? rowElement(rows[index] as PageRow, index, index === active, rowHeight));
    }
    body.replaceChildren(...drawn.values());
  }

  function redraw(): void {
    drawn.clear();
    body.style.height = `${rows.length * rowHeight}px`;
    grid.setAttribute('aria-rowcount', String(rows.length + 1));
    body.replaceChildren();
    draw();
    tellActive();
  }

  function tellActive(): void {
    if (rows[active]) grid.setAttribute('aria-activedescendant', idOf(active));
    else grid.removeAttribute('aria-activedescendant');
    for (const [index, drawnRow] of drawn) markActive(drawnRow, index === active);
  }

  function choose(index: number): void {
    const row = rows[index];
    if (!row) return;
    active = index;
    root.scrollTop = scrolledTo(index, view());
    draw();
    tellActive();
    events.chosen(row);
  }

  function pressed(event: KeyboardEvent): void {
    const row = rows[active];
    const withCommand = event.ctrlKey || event.metaKey;
    const to = withCommand || event.altKey ? undefined : movedBy(event.key, active, view());
    if (to !== undefined) choose(to);
    else if (row && event.key === 'Enter') events.act('jump', row);
    else if (row?.fix && withCommand && event.key === '.') events.act('fix', row);
    else return;
    event.preventDefault();
  }

  /** What is clicked in a row takes no focus: the grid has it. */
  function clicked(event: MouseEvent): void {
    const target = event.target as Element;
    const index = Number(target.closest<HTMLElement>('.row')?.dataset.index ?? -1);
    const row = rows[index];
    grid.focus({ preventScroll: true });
    if (!row) return;
    choose(index);
    const action = target.closest<HTMLElement>('[data-action]')?.dataset.action as RowAction | undefined;
    if (action !== undefined) events.act(action, row);
    else if (event.detail === 2) events.act('jump', row);
  }

  grid.addEventListener('keydown', pressed);
  body.addEventListener('mousedown', event => event.preventDefault());
  body.addEventListener('click', clicked);
  root.addEventListener('scroll', () => {
    draw();
    tellActive();
    events.scrolled();
  });
  new ResizeObserver(draw).observe(root);

  return {
    root,
    show: (next, activeId) => {
      rows = next;
      active = rows.findIndex(({ id }) => id === activeId);
      redraw();
    },
    top: () => root.scrollTop,
    scroll: top => {
      root.scrollTop = top;
    },
    focus: () => grid.focus(),
  };
}

const COLUMNS = ['Severity', 'Package', 'Finding', 'Place', 'Fix'] as const;

function heading(): HTMLElement {
  const cells = COLUMNS.map(name => element('div', { class: 'cell', text: name, attributes: { role: 'columnheader' } }));
  const row = element('div', { class: 'columns', attributes: { role: 'row', 'aria-rowindex': 1 } }, ...cells);
  return element('div', { class: 'heading', attributes: { role: 'rowgroup' } }, row);
}

function rowElement(row: PageRow, index: number, isActive: boolean, rowHeight: number): HTMLElement {
  const cells = [
    cell('level', LEVEL_NAMES[row.level], '', levelIcon(row.level)),
    cell('label', row.label, row.label),
    cell('message', row.message, `${row.message}\n${row.rule}`),
    placeCell(row),
    fixCell(row),
  ];
  const made = element('div', { class: 'row', attributes: { role: 'row', id: idOf(index), 'aria-rowindex': index + 2 } }, ...cells);
  for (const [at, one] of cells.entries()) one.setAttribute('aria-colindex', String(at + 1));
  made.dataset.index = String(index);
  made.style.transform = `translateY(${index * rowHeight}px)`;
  markActive(made, isActive);
  return made;
}

function cell(name: string, text: string, title: string, ...before: readonly Node[]): HTMLElement {
  const attributes = { role: 'gridcell', ...(title !== '' && { title }) };
  return element('div', { class: `cell ${name}`, attributes }, ...before, element('span', { text }));
}

function placeCell(row: PageRow): HTMLElement {
  const place = placeOf(row);
  const link = element('span', { class: 'link', text: place, attributes: { title: `Go to ${place}` } });
  link.dataset.action = 'jump';
  return element('div', { class: 'cell place', attributes: { role: 'gridcell' } }, link);
}

function fixCell({ fix }: PageRow): HTMLElement {
  const made = element('div', { class: 'cell fix', attributes: { role: 'gridcell' } });
  if (fix) {
    const button = element('span', {
      class: 'small-button',
      text: 'Fix',
      attributes: { title: fix.title, role: 'button', 'aria-label': `Fix: ${fix.title}` },
    });
    button.dataset.action = 'fix';
    made.append(button);
  }
  return made;
}

export function placeOf({ file, range }: PageRow): string {
  return range ? `${file}:${range.start.line + 1}` : file;
}

function markActive(row: HTMLElement, isActive: boolean): void {
  row.classList.toggle('active', isActive);
  row.setAttribute('aria-selected', String(isActive));
}

function idOf(index: number): string {
  return `row-${index}`;
}
