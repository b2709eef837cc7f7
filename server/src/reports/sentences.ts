// What a report for people says in sentences: HTML and Markdown say the same. Plain text; what comes from outside is still to be neutralised.
import { LEVELS, type Level } from '../model/index.js';
import { counted, dateOf, inWords } from '../rules/age.js';
import { maliciousInstalled } from '../rules/maliciousInstalled.js';
import { listed } from '../rules/messages.js';
import { type Group, groupsOf } from './grouping.js';
import type { Overview, OverviewRow, Unchecked } from './overview.js';

/** What it comes to: `2 errors and 1 warning`, `nothing found`, `nothing found in what could be checked`, `nothing was checked`. */
export function verdictOf({ totals: { counts, manifests }, inventory, unchecked }: Overview): string {
  const found = LEVELS.filter(level => counts[level] > 0).map(level => countedLevel(counts[level], level));
  if (found.length > 0) return listed(found, Infinity);
  if (manifests === 0 && inventory.length === 0 && unchecked.length === 0) return 'nothing was checked';
  return unchecked.some(({ deliberate }) => !deliberate) ? 'nothing found in what could be checked' : 'nothing found';
}

/** How much was looked at, one sentence each. */
export function totalsOf({ totals, inventory, untrusted }: Overview): readonly string[] {
  const { manifests, dependencies, checked, unknown, skipped, ignored, locked, installed, withoutLockfile } = totals;
  const parts = [
    `${checked} checked`,
    ...(unknown > 0 ? [`${unknown} could not be checked`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return [
    `${counted(manifests, 'manifest')}, ${dependencies} ${dependencies === 1 ? 'dependency' : 'dependencies'}: ${parts.join(', ')}.`,
    ...(locked > 0 ? [`${counted(locked, 'release')} in lockfiles.`] : []),
    ...(withoutLockfile > 0 ? [`${counted(withoutLockfile, 'manifest')} without a lockfile: direct dependencies only.`] : []),
    ...(installed > 0 ? [`${counted(installed, 'installed release')} looked at for malware.`] : []),
    ...inventory,
    ...(untrusted === undefined ? [] : [untrusted]),
    ...(ignored > 0 ? [`${counted(ignored, 'finding')} ignored by the policy file.`] : []),
  ];
}

/** What `--fix` has changed, and what it has left as it is: a line each. */
export function fixedOf({ fixed }: Overview): readonly { readonly file: string; readonly said: string }[] {
  return [
    ...(fixed?.changes ?? []).map(({ file, title }) => ({ file, said: title })),
    ...(fixed?.refused ?? []).map(({ file, reason }) => ({ file, said: `not fixed: ${reason}` })),
  ];
}

/** When it was made, and how old what it rests on was then. */
export function ageOf({ madeAt, databaseFrom, databasePassedOver, registriesFrom }: Overview): readonly string[] {
  const time = new Date(madeAt).toISOString();
  return [
    `Made on ${dateOf(madeAt)} at ${time.slice(11, 16)} UTC.`,
    databaseFrom === undefined
      ? `Advisories: from OSV, as far as it could be asked, and the built-in incidents.${passedOver(databasePassedOver, madeAt)}`
      : `Advisories: the offline database, then ${inWords(madeAt - databaseFrom)} old, and the built-in incidents.`,
    ...(registriesFrom === undefined ? [] : [`The oldest answer of a registry was then ${inWords(madeAt - registriesFrom)} old.`]),
  ];
}

function passedOver(exportedAt: number | undefined, now: number): string {
  return exportedAt === undefined ? '' : ` The offline database was ${inWords(now - exportedAt)} old, too old to be asked instead.`;
}

/** What of a file could not be checked: `3 dependencies`, `12 locked releases`, `the file`. */
export function subjectOf({ what, count }: Unchecked): string {
  if (what === 'file') return 'the file';
  if (what === 'dependencies') return `${count} ${count === 1 ? 'dependency' : 'dependencies'}`;
  return counted(count, what === 'releases' ? 'locked release' : 'installed release');
}

/** Whether a row is about what is on the disk already, on whichever line it stands: reports begin with these. */
export function isInstalledRow({ rule }: OverviewRow): boolean {
  return rule === maliciousInstalled.id;
}

/** Groups rows by what they say of which release, in the order of each group's first row. */
export function groupedRows(rows: readonly OverviewRow[]): readonly Group<OverviewRow>[] {
  return groupsOf(rows, ({ group }) => group);
}

/**
 * Dependency paths to bad releases that the message of a group has not shown: those of its first occurrence, then a path to each release that only further
 * occurrences name.
 */
export function furtherPathsOf({ first, others }: Group<OverviewRow>): readonly string[] {
  const shown = new Set([`${first.package} ${first.version}`, ...first.ways.map(releaseAtEnd)]);
  const paths = [...first.ways];
  for (const path of others.flatMap(({ ways }) => ways)) {
    if (shown.has(releaseAtEnd(path))) continue;
    shown.add(releaseAtEnd(path));
    paths.push(path);
  }
  return paths.map(path => path.join(' → ')).filter(path => !first.message.includes(path));
}

/** The lead advisories of a group, each once: those of its first occurrence first. */
export function advisoriesOf({ first, others }: Group<OverviewRow>): OverviewRow['advisories'] {
  return [...new Map([first, ...others].flatMap(({ advisories }) => advisories.map(one => [one.id, one]))).values()];
}

function releaseAtEnd(path: readonly string[]): string {
  return path.at(-1) ?? '';
}

function countedLevel(count: number, level: Level): string {
  return level === 'information' ? `${count} ${level}` : counted(count, level);
}
