import { headlineOf } from '../headline.js';
import type { PageRow, RowAction } from '../messages.js';
import { element, svg } from './dom.js';
import { levelIcon } from './icons.js';
import { placeOf } from './paths.js';
import { movedBy, rowsInView, scrolledTo, type View } from './rows.js';
import { COLUMNS, type Column, type Sort } from './sort.js';
import { LEVEL_NAMES } from './words.js';

/** The list of findings: a grid of which only the rows in view exist. The focus stays on the grid, and one row is the active one. */
export interface Table {
  readonly root: HTMLElement;
  /** Shows rows, without scrolling; `active` is the id of the active one. */
  show(rows: readonly PageRow[], active: string | undefined, sort: Sort): void;
  /** How far it is scrolled down, in pixels. */
  top(): number;
  scroll(top: number): void;
  focus(): void;
}

export interface TableEvents {
  chosen(row: PageRow): void;
  act(action: RowAction, row: PageRow): void;
  sortBy(column: Column): void;
  scrolled(): void;
}

export function createTable(events: TableEvents): Table {
  const body = element('div', { class: 'rows', attributes: { role: 'rowgroup' } });
  const grid = element('div', {
    class: 'grid',
    attributes: { role: 'grid', 'aria-label': 'Findings', 'aria-colcount': COLUMNS.length, tabindex: 0 },
  });
  /** As high as a row is by the style sheet. */
  const probe = element('div', { class: 'probe', attributes: { 'aria-hidden': true } });
  const root = element('div', { class: 'table' }, probe, grid);
  const heads = headingCells(column => events.sortBy(column));
  const heading = headingOf([...heads.values()]);
  grid.append(heading, body);
  let rows: readonly PageRow[] = [];
  let active = -1;
  let rowHeight = 1;
  let drawn = new Map<number, HTMLElement>();

  function view(): View {
    return { top: root.scrollTop, height: root.clientHeight - heading.offsetHeight, rowHeight, count: rows.length };
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
    if (drawn.has(active)) grid.setAttribute('aria-activedescendant', idOf(active));
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
    if (event.target !== grid) return;
    const row = rows[active];
    const withCommand = event.ctrlKey || event.metaKey;
    const to = withCommand || event.altKey ? undefined : movedBy(event.key, active, view());
    if (to !== undefined) choose(to);
    else if (row && event.key === 'Enter') events.act('jump', row);
    else if (row?.fix && withCommand && event.key === '.') events.act('fix', row);
    else if (row && withCommand && event.key.toLowerCase() === 'c' && String(getSelection()) === '') events.act('copy', row);
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

  function measure(): void {
    const height = probe.getBoundingClientRect().height;
    if (height > 0 && height !== rowHeight) {
      rowHeight = height;
      redraw();
    } else draw();
  }

  grid.addEventListener('keydown', pressed);
  body.addEventListener('mousedown', event => event.preventDefault());
  body.addEventListener('click', clicked);
  root.addEventListener('scroll', () => {
    draw();
    tellActive();
    events.scrolled();
  });
  const observer = new ResizeObserver(measure);
  observer.observe(root);
  observer.observe(probe);

  return {
    root,
    show: (next, activeId, sort) => {
      rows = next;
      active = rows.findIndex(({ id }) => id === activeId);
      for (const [column, head] of heads) showOrder(head, column === sort.column ? sort : undefined);
      measure();
      redraw();
    },
    top: () => root.scrollTop,
    scroll: top => {
      root.scrollTop = top;
    },
    focus: () => grid.focus(),
  };
}

const NAMES: Readonly<Record<Column, string>> = {
  severity: 'Severity',
  package: 'Package',
  finding: 'Finding',
  place: 'Place',
  fix: 'Fix',
};

function headingOf(cells: readonly HTMLElement[]): HTMLElement {
  const row = element('div', { class: 'columns', attributes: { role: 'row', 'aria-rowindex': 1 } }, ...cells);
  return element('div', { class: 'heading', attributes: { role: 'rowgroup' } }, row);
}

function headingCells(sortBy: (column: Column) => void): ReadonlyMap<Column, HTMLElement> {
  return new Map(
    COLUMNS.map(column => {
      const name = NAMES[column];
      const sort = element(
        'button',
        { class: 'sort', attributes: { type: 'button', title: `Sort by ${name.toLowerCase()}` } },
        element('span', { text: name }),
        arrow(),
      );
      sort.addEventListener('click', () => sortBy(column));
      return [column, element('div', { class: `cell ${column}`, attributes: { role: 'columnheader' } }, sort)];
    }),
  );
}

/** Points down: the highest first. */
function arrow(): SVGElement {
  return svg('svg', { class: 'arrow', viewBox: '0 0 8 8', width: 8, height: 8, 'aria-hidden': 'true' }, svg('path', { d: 'M1 2h6L4 7z' }));
}

function showOrder(head: HTMLElement, sort: Sort | undefined): void {
  head.setAttribute('aria-sort', sort === undefined ? 'none' : sort.descending ? 'descending' : 'ascending');
}

function rowElement(row: PageRow, index: number, isActive: boolean, rowHeight: number): HTMLElement {
  const cells = [levelCell(row), packageCell(row), findingCell(row), placeCell(row), fixCell(row)];
  const made = element('div', { class: 'row', attributes: { role: 'row', id: idOf(index), 'aria-rowindex': index + 2 } }, ...cells);
  for (const [at, one] of cells.entries()) one.setAttribute('aria-colindex', String(at + 1));
  made.dataset.index = String(index);
  made.style.transform = `translateY(${index * rowHeight}px)`;
  markActive(made, isActive);
  return made;
}

function cell(column: Column, title: string, ...children: readonly Node[]): HTMLElement {
  const attributes = { role: 'gridcell', ...(title !== '' && { title }) };
  return element('div', { class: `cell ${column}`, attributes }, ...children);
}

function levelCell({ level }: PageRow): HTMLElement {
  return cell('severity', LEVEL_NAMES[level], levelIcon(level), element('span', { class: 'level unseen', text: LEVEL_NAMES[level] }));
}

function packageCell({ label, version }: PageRow): HTMLElement {
  const name = version !== undefined && label.endsWith(` ${version}`) ? label.slice(0, -version.length - 1) : label;
  const release = name === label ? [] : [document.createTextNode(' '), element('span', { class: 'version', text: version ?? '' })];
  return cell('package', label, element('bdi', { class: 'two-lines' }, element('span', { class: 'name', text: name }), ...release));
}

function findingCell({ brief, message, rule }: PageRow): HTMLElement {
  return cell('finding', `${message}\n${rule}`, element('bdi', { class: 'two-lines', text: headlineOf(brief) }));
}

/** The file, and below it the folder that tells it from others of its name. */
function placeCell(row: PageRow): HTMLElement {
  const place = placeOf(row);
  const at = place.lastIndexOf('/');
  const [base = '', line = ''] = place.slice(at + 1).split(/(?=:\d+$)/);
  const link = element('bdi', { class: 'link' }, element('span', { class: 'base', text: base }), element('span', { text: line }));
  link.dataset.action = 'jump';
  const folder = at < 0 ? [] : [element('span', { class: 'folder' }, element('bdi', { text: place.slice(0, at) }))];
  return cell('place', `Go to ${place}`, link, ...folder);
}

function fixCell({ fix }: PageRow): HTMLElement {
  if (!fix) return cell('fix', '');
  const button = element('span', { class: 'small-button', attributes: { role: 'button' } });
  button.append(element('bdi', { class: 'two-lines', text: wordsOf(fix) }));
  button.dataset.action = 'fix';
  return cell('fix', fix.title, button);
}

/** What the fix does; in which other file, the title tells. */
function wordsOf({ short, file }: NonNullable<PageRow['fix']>): string {
  const place = ` in ${file?.replace(/^.*\//, '')}`;
  return file !== undefined && short.endsWith(place) ? short.slice(0, -place.length) : short;
}

function markActive(row: HTMLElement, isActive: boolean): void {
  row.classList.toggle('active', isActive);
  row.setAttribute('aria-selected', String(isActive));
}

function idOf(index: number): string {
  return `row-${index}`;
}
