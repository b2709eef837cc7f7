// What stands beside the list: the chosen finding, and the files that findings are in.
import { type PageRow, RESPONDED_RULES, type RowAction } from '../messages.js';
import { button, element, onChange, replace } from './dom.js';
import { type Bar, LEVELS } from './filter.js';
import { createGraph } from './graph.js';
import { levelIcon } from './icons.js';
import { pathsTo, placeOf } from './paths.js';
import { countOf, LEVEL_NAMES, quantity } from './words.js';

export interface Detail {
  readonly root: HTMLElement;
  show(shown: Chosen | undefined): void;
}

export interface Chosen {
  readonly row: PageRow;
  /** Every row that says the same of the same release, `row` among them. */
  readonly group: readonly PageRow[];
}

/** The chosen finding: what it rests on, and what can be done. */
export function createDetail(act: (action: RowAction, row: PageRow) => void): Detail {
  const root = element('section', { class: 'detail', attributes: { 'aria-label': 'Chosen finding' } });
  const show = onChange((chosen: Chosen | null) => {
    if (chosen === null) replace(root, element('p', { class: 'muted', text: 'No finding is chosen.' }));
    else replace(root, ...detailOf(chosen, act));
  });
  return { root, show: chosen => show(chosen ?? null) };
}

function detailOf({ row, group }: Chosen, act: (action: RowAction, row: PageRow) => void): readonly Node[] {
  const { level, label, rule, message, fix, advisories } = row;
  const kind = element('p', { class: 'kind' }, levelIcon(level), element('span', { text: `${LEVEL_NAMES[level]}, ${rule}` }));
  return [
    element('h2', {}, element('bdi', { text: label })),
    kind,
    element('p', { class: 'said', text: message, attributes: { dir: 'auto' } }),
    element('div', { class: 'buttons' }, ...buttonsOf(row, act)),
    ...(fix?.explanation === undefined ? [] : [element('p', { class: 'muted', text: fix.explanation, attributes: { dir: 'auto' } })]),
    element('p', { class: 'muted' }, element('bdi', { text: placeOf(row) })),
    ...advisoryList(advisories),
    ...graphOf(group, act),
  ];
}

function buttonsOf(row: PageRow, act: (action: RowAction, row: PageRow) => void): readonly HTMLElement[] {
  const { kind, rule, fix, version, ecosystem } = row;
  const secondary = { class: 'secondary' };
  return [
    ...(RESPONDED_RULES.includes(rule) && version !== undefined ? [button('What to do', () => act('respond', row))] : []),
    ...(fix ? [button(fix.title, () => act('fix', row), { key: 'fix' })] : []),
    kind === 'installed'
      ? button('Show where it is', () => act('reveal', row), secondary)
      : button('Go to line', () => act('jump', row), secondary),
    ...(ecosystem === undefined ? [] : [button('Ignore…', () => act('ignore', row), secondary)]),
    button('Copy', () => act('copy', row), secondary),
    ...(kind === 'policy' ? [] : [button('Explain rule', () => act('learn', row), secondary)]),
  ];
}

function advisoryList(advisories: PageRow['advisories']): readonly Node[] {
  if (advisories.length === 0) return [];
  const items = advisories.slice(0, MOST_ADVISORIES).map(({ id, url, title, severity }) => {
    const item = element('li', {}, linkTo(id, url));
    if (severity !== undefined) item.append(element('span', { class: 'grade', text: severity }));
    if (title !== undefined) item.append(element('p', { class: 'said', text: title, attributes: { dir: 'auto' } }));
    return item;
  });
  const more = advisories.length - items.length;
  return [
    element('h3', { text: advisories.length === 1 ? 'Advisory' : `${advisories.length} advisories` }),
    element('ul', { class: 'advisories' }, ...items, ...(more > 0 ? [element('li', { class: 'muted', text: `and ${more} more` })] : [])),
  ];
}

function graphOf(group: readonly PageRow[], act: (action: RowAction, row: PageRow) => void): readonly Node[] {
  const paths = pathsTo(group);
  if (paths.length === 0) return [];
  return [element('h3', { text: 'Brought in by' }), createGraph(paths, row => act('jump', row))];
}

/** The editor opens it outside, and asks first. */
function linkTo(label: string, url: string): HTMLElement {
  if (!url.startsWith('https://')) return element('span', { text: label });
  return element('a', { text: label, attributes: { href: url }, key: url });
}

export interface Files {
  readonly root: HTMLElement;
  show(state: { readonly bars: readonly Bar[]; readonly chosen: string }): void;
}

/** A bar a file, as long as it has findings, in the colours of their levels. A click leaves only that file in the list. */
export function createFiles(choose: (file: string) => void): Files {
  const list = element('ul', { class: 'bars' });
  const title = element('h2', { text: 'By file' });
  const root = element('section', { class: 'files', attributes: { 'aria-label': 'Findings by file' } }, title, list);
  const show = onChange(({ bars, chosen }: { readonly bars: readonly Bar[]; readonly chosen: string }) => {
    const longest = Math.max(1, ...bars.map(({ total }) => total));
    const shown = bars
      .slice(0, MOST_BARS)
      .map(bar => barOf(bar, longest, bar.file === chosen, () => choose(bar.file === chosen ? '' : bar.file)));
    const more = bars.length - shown.length;
    replace(list, ...shown, ...(more > 0 ? [element('li', { class: 'muted', text: `and ${quantity(more, 'file', 'files')} more` })] : []));
  });
  return { root, show };
}

function barOf({ file, total, counts }: Bar, longest: number, isChosen: boolean, choose: () => void): HTMLElement {
  const said = LEVELS.filter(level => counts[level] > 0).map(level => countOf(level, counts[level]));
  const parts = LEVELS.filter(level => counts[level] > 0).map(level => partOf(level, counts[level]));
  const bar = element('span', { class: 'bar', attributes: { 'aria-hidden': true } }, ...parts);
  bar.style.width = `${(100 * total) / longest}%`;
  const attributes = { 'aria-pressed': isChosen, title: `${file}\n${said.join(', ')}` };
  const spoken = element('span', { class: 'unseen', text: ` findings: ${said.join(', ')}` });
  const made = button('', choose, { class: 'bar-button', key: file, attributes });
  made.append(
    element('span', { class: 'file' }, element('bdi', { text: file })),
    element('span', { class: 'total', text: String(total) }),
    spoken,
    bar,
  );
  return element('li', {}, made);
}

function partOf(level: keyof Bar['counts'], count: number): HTMLElement {
  const part = element('span', { class: `part ${level}` });
  part.style.flexGrow = String(count);
  return part;
}

const MOST_ADVISORIES = 50;
const MOST_BARS = 200;
