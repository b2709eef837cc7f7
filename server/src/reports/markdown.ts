// The report as Markdown for people: a comment on a pull request, an issue, a job summary.

import type { Level } from '../model/index.js';
import { escapeMarkdown } from '../text/markdown.js';
import { quoted } from '../text/sanitize.js';
import { HIDDEN, type ShownNames, UNREAD } from './gitignore.js';
import type { Group } from './grouping.js';
import { MARKUPS } from './markup.js';
import type { Overview, OverviewRow, Unchecked } from './overview.js';
import { advisoriesOf, ageOf, fixedOf, furtherPathsOf, groupedRows, isInstalledRow, subjectOf, totalsOf, verdictOf } from './sentences.js';

/**
 * Most UTF-16 units that the report has: what GitHub takes as one comment. Rows that do not fit are left out, the mildest first, and the report says how many.
 */
export const MARKDOWN_LIMIT = 65_536;

/**
 * The report as Markdown: what is installed and malicious first, then what could not be checked, then the findings by level. What one rule says of one release
 * is one row with all its places.
 * @param limit the most UTF-16 units it may have
 * @returns text that ends with a line break
 */
export function markdownReport(overview: Overview, limit = MARKDOWN_LIMIT): string {
  const head = [
    `## Depwarden: ${verdictOf(overview)}`,
    ...installedPart(overview),
    ...uncheckedPart(overview),
    ...policyPart(overview),
    ...fixedPart(overview),
  ].join('\n\n');
  const foot = [
    totalsOf(overview)
      .map(sentence => inert(sentence))
      .join(' '),
    ...gitignorePart(overview),
    ageOf(overview).join(' '),
  ].join('\n\n');
  const tables = tablesOf(groupedRows(overview.rows.filter(row => !isInstalledRow(row))), limit - head.length - foot.length - ROOM);
  return `${[head, ...tables, foot].join('\n\n')}\n`;
}

/** What the sentences about what was left out take, and the line breaks between the parts. UTF-16 units. */
const ROOM = 300;

function installedPart({ rows }: Overview): readonly string[] {
  const installed = groupedRows(rows.filter(isInstalledRow));
  if (installed.length === 0) return [];
  const lines = installed.slice(0, MOST_INSTALLED).map(({ first, others }) => {
    const { message, respond } = first;
    const fix = [first, ...others].find(row => row.fix)?.fix;
    const todo = respond === undefined ? '' : ` What to do: ${code(respond)}.`;
    return `- **${inert(message)}** In ${placesOf(first, others, code, MOST_INSTALLED_PLACES)}.${todo}${fix ? ` Fix: ${inert(fix.title)}.` : ''}`;
  });
  return ['### Installed', [...lines, ...leftOut(installed.length - lines.length)].join('\n')];
}

function uncheckedPart({ unchecked }: Overview): readonly string[] {
  const unknown = unchecked.filter(({ deliberate }) => !deliberate);
  if (unknown.length === 0) return [];
  const lines = unknown.slice(0, MOST_LINES).map(one => `- ${code(one.file)}: ${subjectOf(one)}${namesOf(one)}: ${inert(one.reason)}`);
  return [
    '### Not checked',
    'What is listed here is unknown, not clean.',
    [...lines, ...leftOut(unknown.length - lines.length)].join('\n'),
  ];
}

function policyPart({ policy = [] }: Overview): readonly string[] {
  if (policy.length === 0) return [];
  const lines = policy.slice(0, MOST_LINES).map(({ about, effect }) => `- ${code(about)}: ${inert(effect)}`);
  return ['### Policy', [...lines, ...leftOut(policy.length - lines.length)].join('\n')];
}

function namesOf({ names }: Unchecked): string {
  if (names.length === 0) return '';
  const more = names.length - MOST_NAMES;
  return ` (${names.slice(0, MOST_NAMES).map(code).join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}

function fixedPart(overview: Overview): readonly string[] {
  const fixed = fixedOf(overview);
  if (fixed.length === 0) return [];
  const lines = fixed.slice(0, MOST_LINES).map(({ file, said }) => `- ${code(file)}: ${inert(said)}`);
  return ['### Fixed', [...lines, ...leftOut(fixed.length - lines.length)].join('\n')];
}

function gitignorePart({ gitignore }: Overview): readonly string[] {
  if (!gitignore) return [];
  const listed = (what: string, { names, more }: ShownNames): readonly string[] =>
    names.length === 0 ? [] : [`${inert(what)}: ${names.map(code).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`];
  return [...listed(HIDDEN, gitignore.hidden), ...listed(UNREAD, gitignore.unread)];
}

function leftOut(count: number): readonly string[] {
  return count > 0 ? [`- and ${count} more`] : [];
}

/** Of long lists this much is shown. */
const MOST_LINES = 15;
const MOST_NAMES = 10;
const MOST_INSTALLED = 10;
const MOST_INSTALLED_PLACES = 3;

/** A table a level with a row a group, and how many findings did not fit. */
function tablesOf(groups: readonly Group<OverviewRow>[], room: number): readonly string[] {
  const tables = new Map<Level, string[]>();
  let [used, shown] = [0, 0];
  for (const group of groups) {
    const { level } = group;
    const line = tableRow(group);
    const needed = line.length + 1 + (tables.has(level) ? 0 : headOf(level).length + 2);
    if (used + needed > room) break;
    used += needed;
    shown++;
    const lines = tables.get(level) ?? [headOf(level)];
    lines.push(line);
    tables.set(level, lines);
  }
  const hidden = findingsIn(groups.slice(shown));
  const cut =
    hidden > 0 ? [`**${hidden} of ${findingsIn(groups)} findings are left out here**, the mildest: a comment has room for no more.`] : [];
  return [...[...tables.values()].map(lines => lines.join('\n')), ...cut];
}

function findingsIn(groups: readonly Group<OverviewRow>[]): number {
  return groups.reduce((sum, { others }) => sum + 1 + others.length, 0);
}

function headOf(level: Level): string {
  return [`### ${HEADINGS[level]}`, '', '| where | what | fix |', '| --- | --- | --- |'].join('\n');
}

const HEADINGS: Readonly<Record<Level, string>> = { error: 'Errors', warning: 'Warnings', information: 'Information', hint: 'Hints' };

function tableRow(group: Group<OverviewRow>): string {
  const { first, others } = group;
  const { message, rule } = first;
  const links = advisoriesOf(group)
    .slice(0, MOST_NAMES)
    .map(({ id, url }) => MARKUPS.markdown.link(quoted(id, 40), url));
  const [path, ...more] = furtherPathsOf(group);
  const through = path === undefined ? [] : [`Also ${inert(path, codeInCell)}${more.length > 0 ? `, and ${more.length} more` : ''}.`];
  const what = [inert(message, codeInCell), ...through, ...(links.length > 0 ? [links.join(', ')] : []), `\`${rule}\``];
  return `| ${[placesOf(first, others, codeInCell), what.join(' '), fixesOf(first, others)].join(' | ')} |`;
}

/** `a:4`; of a group `a:4, also b:4, c:4 and 12 more`. */
function placesOf(first: OverviewRow, others: readonly OverviewRow[], codeOf: Code, most = MOST_NAMES): string {
  if (others.length === 0) return codeOf(placeOf(first));
  const also = others.slice(0, most).map(row => codeOf(placeOf(row)));
  const hidden = others.length - also.length;
  return `${codeOf(placeOf(first))}, also ${also.join(', ')}${hidden > 0 ? ` and ${hidden} more` : ''}`;
}

/** The fix of the first occurrence, then what is offered instead at other places. */
function fixesOf(first: OverviewRow, others: readonly OverviewRow[]): string {
  const different = others
    .slice(0, MOST_NAMES)
    .filter(({ fix }) => fix?.title !== first.fix?.title)
    .map(row => `In ${codeInCell(placeOf(row))}: ${row.fix ? inert(row.fix.title, codeInCell) : 'no fix'}`);
  return [...(first.fix ? [inert(first.fix.title, codeInCell)] : []), ...different].join('. ');
}

function placeOf({ file, range }: OverviewRow): string {
  return range ? `${file}:${range.start.line + 1}` : file;
}

type Code = (outside: string) => string;

/**
 * Text from outside as Markdown that shows it and does nothing else. Words that GitHub makes something of behind backslashes, too (mentions, numbers of issues,
 * addresses), are code.
 */
export function inert(text: string, codeOf: Code = code): string {
  return quoted(text, LONGEST)
    .split(' ')
    .map(word => (/[@#]|:\/\/|^\W*www\./i.test(word) ? codeOf(word) : escapeMarkdown(word)))
    .join(' ');
}

/** A name, a path, a command. */
export function code(outside: string): string {
  return outside === '' ? '' : MARKUPS.markdown.code(quoted(outside, LONGEST_NAME));
}

/** The same in a table, where a pipe ends the cell, in code as well, unless one backslash stands before it. */
const codeInCell: Code = outside => code(outside).replace(/\\*\|/g, '\\|');

/** UTF-16 units of a text, and of a name or a path in it. */
const LONGEST = 300;
const LONGEST_NAME = 120;
