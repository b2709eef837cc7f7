// What stands above the list: what was looked at, how old that is, what could not be checked, and the filters.

import { capitalized, failuresInWords, progressInWords } from '../../standing.js';
import type { PageCommand, PageIgnored, PageOverview, ReportState } from '../messages.js';
import { titleOf } from '../title.js';
import { button, element, onChange, replace } from './dom.js';
import { choices, type Filter, isFiltering, LEVELS, NO_FILTER, withLevel } from './filter.js';
import { levelIcon } from './icons.js';
import { placeOf } from './paths.js';
import { agesOf, countOf, doingOf, type Left, leftInWords, leftOf, lookedAt, partInWords, quantity, shownOf, type Times } from './words.js';

export interface Head {
  readonly root: HTMLElement;
  show(state: ReportState, overview: PageOverview | undefined): void;
}

/** @param showIgnored goes to the place of one that is ignored, by its id */
export function createHead(run: (command: PageCommand) => void, showIgnored: (id: string) => void, times: Times): Head {
  const heading = element('h1', { text: titleOf(undefined) });
  const facts = element('div', { class: 'facts' });
  const doing = element('p', { class: 'doing', attributes: { role: 'status' } });
  const scan = button('Scan workspace', () => run('scan'), { class: 'secondary' });
  const fixAll = button('Fix all…', () => run('fixAll'));
  const save = button('Export…', () => run('export'), { class: 'secondary' });
  const title = element('div', { class: 'title' }, heading, doing, fixAll, scan, save);
  const notices = element('div', { class: 'notices' });
  const left = element('details', { class: 'left' });
  const ignored = element('details', { class: 'left deliberate' });
  const root = element('header', {}, title, facts, notices, left, ignored);

  const showFacts = onChange((lines: readonly string[]) => replace(facts, ...lines.map(text => element('p', { text }))));
  const showNotices = onChange((all: readonly Notice[]) => replace(notices, ...all.map(notice => noticeOf(notice, run))));
  const showLeft = onChange((all: readonly Left[]) => {
    left.hidden = all.length === 0;
    replace(left, element('summary', { key: 'left' }, element('span', { text: leftInWords(all) })), leftList(all));
    left.classList.toggle(
      'deliberate',
      all.every(({ deliberate }) => deliberate),
    );
  });

  const showIgnoredRows = onChange((all: readonly PageIgnored[]) => {
    ignored.hidden = all.length === 0;
    const summary = element(
      'summary',
      { key: 'ignored' },
      element('span', { text: `${quantity(all.length, 'finding', 'findings')} ignored by policy` }),
    );
    replace(ignored, summary, ignoredList(all, showIgnored));
  });

  return {
    root,
    show: (state, overview) => {
      const said = titleOf(overview);
      if (heading.textContent !== said) heading.textContent = said;
      fixAll.hidden = !state.hasFolder || state.server !== 'running' || !overview?.rows.some(({ fix }) => fix?.preferred);
      scan.hidden = !state.hasFolder || state.server !== 'running';
      save.hidden = scan.hidden || !overview || overview.totals.manifests === 0;
      const told = doingOf(state, overview?.waiting ?? 0);
      if (doing.textContent !== told) doing.textContent = told;
      showFacts(overview ? [lookedAt(overview), agesOf(overview, times)] : []);
      showNotices(noticesOf(state, overview));
      showLeft(leftOf(overview?.unchecked ?? []));
      showIgnoredRows(overview?.ignored ?? []);
    },
  };
}

interface Notice {
  readonly text: string;
  readonly action: string;
  readonly command: PageCommand;
}

function noticesOf({ server, trusted, hasFolder, failure, status }: ReportState, overview: PageOverview | undefined): readonly Notice[] {
  const known = overview !== undefined && overview.totals.manifests + overview.rows.length > 0;
  return [
    ...(server === 'stopped' && known ? [STOPPED] : []),
    ...(failure !== undefined ? [{ text: 'What is shown may be out of date.', action: 'Show output', command: 'output' as const }] : []),
    ...(trusted ? [] : [{ ...UNTRUSTED, text: status?.untrusted ?? UNTRUSTED.text }]),
    ...(server === 'running' && status ? failureNotices(status) : []),
    ...(server === 'running' && known && hasFolder ? coverageNotices(status?.scan ?? overview.scan, overview) : []),
  ];
}

function failureNotices(status: NonNullable<ReportState['status']>): readonly Notice[] {
  if (status.state !== 'degraded') return [];
  return failuresInWords(status).map(words => ({ text: `${capitalized(words)}.`, action: 'Try again', command: 'retry' }));
}

/** What is missing from the report, until there is nothing missing. */
function coverageNotices(scan: PageOverview['scan'], { totals }: PageOverview): readonly Notice[] {
  if (scan.running) {
    const progress = scan.running.of === 0 ? '' : `: ${progressInWords(scan.running)} manifests`;
    return [{ text: `Scanning workspace${progress}.`, action: 'Stop', command: 'stop' }];
  }
  if (scan.state === 'whole') return [];
  if (scan.state === 'partial')
    return [{ text: `The last scan did not read everything: ${partOf(scan)}.`, action: 'Scan again', command: 'scan' }];
  return [totals.manifests > 0 ? ONLY_OPEN : NOTHING_OPEN];
}

function partOf({ done, of }: PageOverview['scan']): string {
  return of === undefined ? 'how many manifests there are is not known' : `${progressInWords({ done, of })} manifests`;
}

const STOPPED: Notice = {
  text: 'Depwarden is not running: what is shown may be out of date.',
  action: 'Restart server',
  command: 'restart',
};
const UNTRUSTED: Notice = {
  text: 'This workspace is not trusted: nothing outside of it is read, and what it configures does not count.',
  action: 'Manage trust',
  command: 'trust',
};
const ONLY_OPEN: Notice = { text: 'Only open files are shown here.', action: 'Scan workspace', command: 'scan' };
const NOTHING_OPEN: Notice = { ...ONLY_OPEN, text: 'No manifest is scanned yet.' };

function noticeOf({ text, action, command }: Notice, run: (command: PageCommand) => void): HTMLElement {
  return element(
    'p',
    { class: 'notice' },
    element('span', { text }),
    button(action, () => run(command), { class: 'link-button' }),
  );
}

function leftList(all: readonly Left[]): HTMLElement {
  const groups = all.map(({ reason, parts, deliberate }) =>
    element(
      'li',
      {},
      element('strong', { text: deliberate ? `${reason} (not meant to be checked)` : reason }),
      element(
        'ul',
        {},
        ...parts.slice(0, MOST_PARTS).map(part => element('li', { text: partInWords(part) })),
        ...furtherParts(parts.length),
      ),
    ),
  );
  return element(
    'ul',
    { class: 'left-list', attributes: { tabindex: 0, role: 'list', 'aria-label': 'Not checked' }, key: 'list' },
    ...groups,
  );
}

function ignoredList(all: readonly PageIgnored[], showIgnored: (id: string) => void): HTMLElement {
  const items = all.slice(0, MOST_PARTS).map(row => {
    const until = row.expires === undefined ? 'for ever' : `until ${row.expires}`;
    return element(
      'li',
      {},
      element('bdi', { class: 'name', text: row.label }),
      document.createTextNode(` ${row.rule}, ${until}: `),
      element('bdi', { text: row.reason }),
      document.createTextNode(' '),
      button(placeOf(row), () => showIgnored(row.id), { class: 'link-button', key: row.id }),
    );
  });
  const more = all.length - items.length;
  const rest = more > 0 ? [element('li', { text: `and ${more} more` })] : [];
  return element(
    'ul',
    { class: 'left-list', attributes: { tabindex: 0, role: 'list', 'aria-label': 'Ignored findings' } },
    ...items,
    ...rest,
  );
}

function furtherParts(count: number): readonly Node[] {
  return count > MOST_PARTS ? [element('li', { text: `and in ${count - MOST_PARTS} more files` })] : [];
}

const MOST_PARTS = 100;

export interface Filters {
  readonly root: HTMLElement;
  show(overview: PageOverview | undefined, filter: Filter, shown: number): void;
  focus(): void;
}

export function createFilters(changed: (filter: Filter) => void): Filters {
  let filter = NO_FILTER;
  const change = (part: Partial<Filter>): void => changed({ ...filter, ...part });
  const text = element('input', {
    class: 'text',
    attributes: { type: 'search', 'aria-label': 'Filter findings by words', placeholder: 'Filter by words', spellcheck: false },
  });
  text.addEventListener('input', () => change({ text: text.value }));
  const levels = element('div', { class: 'levels', attributes: { role: 'group', 'aria-label': 'Severity' } });
  const selects = SELECTS.map(([key, label, all]) => createSelect(label, all, value => change({ [key]: value })));
  const reach = createSelect('Direct or transitive', 'Direct and transitive', value => change({ reach: value as Filter['reach'] }));
  const clear = button('Clear filters', () => changed(NO_FILTER), { class: 'link-button' });
  const count = element('p', { class: 'count', attributes: { role: 'status' } });
  const root = element(
    'div',
    { class: 'filters', attributes: { role: 'search' } },
    levels,
    text,
    ...selects.map(({ root }) => root),
    reach.root,
    clear,
    count,
  );

  const showLevels = onChange(
    ({ counts, chosen }: { readonly counts: PageOverview['totals']['counts']; readonly chosen: Filter['levels'] }) => {
      const shown = LEVELS.filter(level => counts[level] > 0 || chosen.includes(level));
      const buttons = shown.map(level => {
        const made = button('', () => changed(withLevel(filter, level)), {
          class: 'level-button',
          key: level,
          attributes: { 'aria-pressed': chosen.includes(level) },
        });
        made.append(levelIcon(level), element('span', { text: countOf(level, counts[level]) }));
        return made;
      });
      replace(levels, ...buttons);
    },
  );

  return {
    root,
    focus: () => {
      text.focus();
      text.select();
    },
    show: (overview, now, shown) => {
      filter = now;
      const rows = overview?.rows ?? [];
      root.hidden = rows.length === 0;
      if (text.value !== now.text) text.value = now.text;
      showLevels({ counts: countsOf(rows), chosen: now.levels });
      for (const [at, [key]] of SELECTS.entries())
        selects[at]?.show(
          choices(
            rows.map(row => row[key]),
            now[key],
          ),
          now[key],
        );
      const kinds = rows.map(({ kind, isTransitive }) => (kind !== 'dependency' ? undefined : isTransitive ? 'transitive' : 'direct'));
      reach.show(choices(kinds, now.reach), now.reach);
      clear.hidden = !isFiltering(now);
      const told = shownOf(shown, rows.length);
      if (count.textContent !== told) count.textContent = told;
    },
  };
}

const SELECTS = [
  ['rule', 'Rule', 'All rules'],
  ['ecosystem', 'Ecosystem', 'All ecosystems'],
  ['file', 'File', 'All files'],
] as const;

interface Select {
  readonly root: HTMLSelectElement;
  show(offered: ReturnType<typeof choices>, chosen: string): void;
}

/** Its options are left alone while they stay the same: it may be open. */
function createSelect(label: string, all: string, changed: (value: string) => void): Select {
  const root = element('select', { attributes: { 'aria-label': label } });
  root.addEventListener('change', () => changed(root.value));
  const offer = onChange((offered: ReturnType<typeof choices>) => {
    const options = offered.map(({ value, count }) => element('option', { text: `${value} (${count})`, attributes: { value } }));
    root.replaceChildren(element('option', { text: all, attributes: { value: '' } }), ...options);
    root.disabled = offered.length === 0;
  });
  return {
    root,
    show: (offered, chosen) => {
      offer(offered);
      root.value = chosen;
      root.classList.toggle('filtering', chosen !== '');
    },
  };
}

/** Of the rows that there are: the server counts what else there is beside. */
function countsOf(rows: PageOverview['rows']): PageOverview['totals']['counts'] {
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { level } of rows) counts[level]++;
  return counts;
}
