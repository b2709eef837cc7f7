// What stands beside the list: the chosen finding, and the files that findings are in.
import { type PageRow, RESPONDED_RULES, type RowAction } from '../messages.js';
import { button, element, onChange, replace } from './dom.js';
import { type Bar, LEVELS } from './filter.js';
import { levelIcon } from './icons.js';
import { placeOf } from './table.js';
import { countOf, LEVEL_NAMES, quantity } from './words.js';

export interface Detail {
  readonly root: HTMLElement;
  show(row: PageRow | undefined): void;
}

/** The chosen finding: what it rests on, and what can be done. */
export function createDetail(act: (action: RowAction, row: PageRow) => void): Detail {
  const root = element('section', { class: 'detail', attributes: { 'aria-label': 'Chosen finding' } });
  const show = onChange((row: PageRow | null) => {
    if (row === null) replace(root, element('p', { class: 'muted', text: 'Choose a finding to see what it rests on.' }));
    else replace(root, ...detailOf(row, act));
  });
  return { root, show: row => show(row ?? null) };
}

function detailOf(row: PageRow, act: (action: RowAction, row: PageRow) => void): readonly Node[] {
  const { level, label, rule, message, fix, advisories, ways } = row;
  const kind = element('p', { class: 'kind' }, levelIcon(level), element('span', { text: `${LEVEL_NAMES[level]}, ${rule}` }));
  const links = advisories.map(({ id, url }) => linkTo(id, url));
  return [
    element('h2', { text: label }),
    kind,
    element('p', { text: message }),
    ...waysOf(ways),
    ...(fix?.explanation === undefined ? [] : [element('p', { class: 'muted', text: fix.explanation })]),
    ...(links.length > 0 ? [element('p', { class: 'links' }, ...links)] : []),
    element('p', { class: 'muted', text: placeOf(row) }),
    element('div', { class: 'buttons' }, ...buttonsOf(row, act)),
  ];
}

function buttonsOf(row: PageRow, act: (action: RowAction, row: PageRow) => void): readonly HTMLElement[] {
  const { kind, rule, fix, version } = row;
  const secondary = { class: 'secondary' };
  return [
    ...(fix ? [button(fix.title, () => act('fix', row), { key: 'fix' })] : []),
    ...(RESPONDED_RULES.includes(rule) && version !== undefined ? [button('What to do', () => act('respond', row))] : []),
    button(kind === 'installed' ? 'Show where it is' : 'Go to line', () => act('jump', row), { ...secondary, key: 'jump' }),
    ...(kind === 'policy' ? [] : [button('Explain rule', () => act('learn', row), secondary)]),
  ];
}

/** Dependency paths from the direct dependency to the bad release, drawn as steps one below the other. */
function waysOf(ways: PageRow['ways']): readonly Node[] {
  return ways.slice(0, MOST_PATHS).map(way => {
    const steps = way.map((step, at) => element('li', { class: at === way.length - 1 ? 'step bad' : 'step', text: step }));
    return element('ol', { class: 'way', attributes: { 'aria-label': `Dependency path from ${way[0] ?? ''}` } }, ...steps);
  });
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
  const attributes = { 'aria-pressed': isChosen, 'aria-label': `${file}: ${said.join(', ')}`, title: `${file}\n${said.join(', ')}` };
  const made = button('', choose, { class: 'bar-button', key: file, attributes });
  made.append(element('span', { class: 'file', text: file }), element('span', { class: 'total', text: String(total) }), bar);
  return element('li', {}, made);
}

function partOf(level: keyof Bar['counts'], count: number): HTMLElement {
  const part = element('span', { class: `part ${level}` });
  part.style.flexGrow = String(count);
  return part;
}

const MOST_PATHS = 3;
const MOST_BARS = 200;
