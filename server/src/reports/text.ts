import { isPartlyLocked, sum, tallyOf } from '../analysis/counts.js';
import type { InstalledNotice } from '../analysis/installedNotices.js';
import { inventoryOf } from '../analysis/inventory.js';
import { type FileResult, manifestsIn, unreadPartsOf } from '../analysis/results.js';
import { STALE_LOCKFILE, staleMessage, staleSpan } from '../analysis/staleLockfile.js';
import { fixesIn } from '../fixes/index.js';
import type { DatabaseUse } from '../model/databaseUse.js';
import { type GitignoreEffect, NO_GITIGNORE } from '../model/gitignore.js';
import { type Fix, LEVELS, type Level, type Span, type Through } from '../model/index.js';
import { maliciousInstalled } from '../rules/maliciousInstalled.js';
import { marked, quoted } from '../text/sanitize.js';
import { type Piece, wrapped } from '../text/wrap.js';
import { advisorySourceSentences } from './advisorySource.js';
import { gitignoreSentences, shownEffect, withoutRead } from './gitignore.js';
import { affectedRelease, type Group, groupKey, groupsOf, installedRelease, isInstalled } from './grouping.js';
import {
  allNotices,
  countNotices,
  type InstalledResults,
  ignoredNotices,
  isPartly,
  lookedAt,
  NOTHING_INSTALLED,
  respondCommand,
} from './installed.js';
import { onLines } from './installedOnLines.js';
import { inventorySentences } from './inventoryText.js';
import { type PolicyReport, placeOf } from './policy.js';
import { type EffectiveSettings, effectSentence, furtherEffects, type PolicyEffect, policyEffects } from './policyEffects.js';
import { rangesIn, relativeTo } from './positions.js';
import { untrustedText } from './untrusted.js';

export interface TextReportOptions extends DatabaseUse {
  /** Paths below it are shown relative to it. */
  readonly root: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Columns of the terminal that it is for; where none are given every finding is one line. */
  readonly width?: number | undefined;
  /** Wraps text in terminal colours; the identity for plain text. */
  paint(style: Style, text: string): string;
  /** What was found installed, where that was looked for. */
  readonly installed?: InstalledResults;
  /** The policy files that were applied. */
  readonly policies?: readonly PolicyReport[] | undefined;
  /** The editor's; undefined where there is no editor. */
  readonly settings?: EffectiveSettings | undefined;
  /** What .gitignore files have left out. */
  readonly gitignore?: GitignoreEffect;
  /** False: what is not looked at for that reason is told. Trusted where not given. */
  readonly isTrusted?: boolean;
  /** How many findings the folder's policy would ignore, were it trusted; undefined where it is, or where that was not asked. */
  readonly wouldIgnore?: number | undefined;
}

export type Style = Level | 'dim' | 'bold';

/**
 * Findings as lines for people: `file:line:column  level  message [rule]`, below it the best fix, at the end one line with all numbers. What one rule says of
 * one release stands once, followed by its further places. What could not be checked stands once a reason.
 */
export function textReport(analyzed: readonly FileResult[], given: TextReportOptions): string {
  const { results, installed } = onLines(analyzed, given.installed ?? NOTHING_INSTALLED);
  const options = { ...given, installed };
  const lines = [...policyLines(options), ...installedLines(options), ...fileLines(results, options)];
  const numbers = [
    ...installedLine(options),
    ...lockedLine(results, options),
    ...inventoryLines(results, options),
    ...databaseLine(options),
    ...gitignoreLines(results, options),
    ...effectLines(results, options),
    ...untrustedLine(options),
    summaryLine(results, options),
  ];
  return `${[...lines, ...(lines.length > 0 ? [''] : []), ...numbers].join('\n')}\n`;
}

function inventoryLines(results: readonly FileResult[], options: TextReportOptions): readonly string[] {
  const sentences = inventorySentences(inventoryOf(results, (options.installed ?? NOTHING_INSTALLED).reports));
  return sentences.length === 0 ? [] : [laidOut([plain(sentences.join(' '))], options, { first: '', rest: '' })];
}

function gitignoreLines(results: readonly FileResult[], options: TextReportOptions): readonly string[] {
  const effect = withoutRead(options.gitignore ?? NO_GITIGNORE, results);
  const sentences = gitignoreSentences(shownEffect(effect, path => relativeTo(options.root, path)));
  return sentences.map(sentence => laidOut([plain(sentence)], options, { first: '', rest: '' }));
}

function untrustedLine(options: TextReportOptions): readonly string[] {
  return options.isTrusted === false
    ? [laidOut([styled('warning', untrustedText(options.wouldIgnore))], options, { first: '', rest: '' })]
    : [];
}

function databaseLine(options: TextReportOptions): readonly string[] {
  return advisorySourceSentences(options, options.now).map(sentence => laidOut([plain(sentence)], options, { first: '', rest: '' }));
}

/** One finding or problem at one place. */
interface Occurrence {
  /** As it is shown: `package.json:3:15`, or a path alone. */
  readonly place: string;
  readonly level: Level;
  readonly message: string;
  readonly code: string;
  /** Occurrences with the same key are one group; undefined where it stands alone. */
  readonly group: string | undefined;
  /** Bad releases that it names. */
  readonly through: readonly Through[];
  /** What to do: `fix: …`, `what to do: …`. Asked for the first occurrence of a group only. */
  advice(): readonly string[];
}

/** Findings of all files, a group where its first occurrence stands, and below those of a file what of it was not checked. */
function fileLines(results: readonly FileResult[], options: TextReportOptions): readonly string[] {
  const files = results.map(result => ({ result, occurrences: occurrencesIn(result, options) }));
  const all = files.flatMap(({ occurrences }) => occurrences);
  const groups = new Map(groupsOf(all, ({ group }) => group).map(group => [group.first, group]));
  return files.flatMap(({ result, occurrences }) => [
    ...occurrences.flatMap(one => groupLines(groups.get(one), options)),
    ...uncheckedLines(result, options),
    ...uncheckedLockedLines(result, options),
  ]);
}

function groupLines(group: Group<Occurrence> | undefined, options: TextReportOptions): readonly string[] {
  if (!group) return [];
  const { first, others, level } = group;
  const { place, message, code } = first;
  const text = [styled('bold', place), plain('  '), styled(level, level), plain(`  ${message} `), styled('dim', `[${code}]`)];
  const below = [...first.advice(), ...furtherReleases(group), ...furtherPlaces(others)];
  return [laidOut(text, options), ...below.map(line => laidOut([styled('dim', line)], options, { first: INDENT, rest: `${INDENT}     ` }))];
}

/** The bad releases that occurrences name beside the group's own, which is the first of each; each release once, with a path to it. */
function furtherReleases({ first, others }: Group<Occurrence>): readonly string[] {
  const [, ...further] = onceEach([first, ...others].flatMap(({ through }) => through));
  const shown = further
    .slice(0, PATHS_SHOWN)
    .map(({ path, advisories, fact }) => `also: ${path.join(' → ')} ${fact ?? `(${advisories.map(({ lead }) => lead.id).join(', ')})`}`);
  const hidden = further.length - shown.length;
  return hidden > 0 ? [...shown, `also: ${hidden} more`] : shown;
}

function onceEach(all: readonly Through[]): readonly Through[] {
  const byRelease = new Map<string, Through>();
  for (const one of all) {
    const key = `${one.name} ${one.version}`;
    if (!byRelease.has(key)) byRelease.set(key, one);
  }
  return [...byRelease.values()];
}

function furtherPlaces(others: readonly Occurrence[]): readonly string[] {
  if (others.length === 0) return [];
  const hidden = others.length - PLACES_SHOWN;
  const shown = others.slice(0, PLACES_SHOWN).map(({ place }) => place);
  return [`also: ${shown.join(', ')}${hidden > 0 ? ` and ${hidden} more` : ''}`];
}

const PATHS_SHOWN = 5;
const PLACES_SHOWN = 3;

/** In the order of their places. */
function occurrencesIn(result: FileResult, options: TextReportOptions): readonly Occurrence[] {
  const ranges = rangesIn(result.text);
  const file = relativeTo(options.root, result.path);
  return [...findingsIn(result, options.now), ...problemsIn(result), ...staleIn(result)]
    .sort((a, b) => a.span.start - b.span.start)
    .map(({ span, ...one }) => {
      const { start } = ranges(span);
      return { ...one, place: `${file}:${start.line + 1}:${start.character + 1}` };
    });
}

type InFile = Omit<Occurrence, 'place'> & { readonly span: Span };

function findingsIn(result: FileResult, now: number): readonly InFile[] {
  const fixesOf = fixesIn(result.judged, now);
  return result.judged.flatMap(({ findings }) =>
    findings.map(finding => ({
      span: finding.span,
      level: finding.level,
      message: finding.message,
      code: finding.rule,
      group: groupKey(finding.rule, affectedRelease(finding)),
      through: finding.through ?? [],
      advice: () => {
        const title = bestFix(fixesOf(finding));
        return [...(title === undefined ? [] : [`fix: ${title}`]), ...(isInstalled(finding) ? whatToDo(affectedRelease(finding)) : [])];
      },
    })),
  );
}

function bestFix(fixes: readonly Fix[]): string | undefined {
  return (fixes.find(fix => fix.preferred) ?? fixes[0])?.title;
}

function problemsIn(result: FileResult): readonly InFile[] {
  return result.problems.map(({ span, level, message }) => ({ ...ALONE, span, level, message, code: 'manifest' }));
}

function staleIn({ locked }: FileResult): readonly InFile[] {
  const stale = locked?.stale;
  const [first] = stale?.outdated ?? [];
  if (!stale || !first) return [];
  return [{ ...ALONE, span: staleSpan(first), level: 'information', message: staleMessage(stale), code: STALE_LOCKFILE }];
}

const ALONE = { group: undefined, through: [], advice: () => [] };

/** One line a reason, naming the dependencies: those that are unknown, and those that only a folder which is not trusted wants left out. */
function uncheckedLines(result: FileResult, options: TextReportOptions): readonly string[] {
  const file = relativeTo(options.root, result.path);
  const byReason = new Map<string, string[]>();
  for (const { dependency, status } of result.judged) {
    if (status.kind === 'unknown' || (status.kind === 'skipped' && status.unanswered))
      byReason.set(status.reason, [...(byReason.get(status.reason) ?? []), dependency.writtenName]);
  }
  return [...byReason].map(([reason, names]) =>
    laidOut(
      [
        styled('bold', file),
        plain('  '),
        styled('warning', 'not checked'),
        plain(`  ${shortList(names)}: ${reason.replace(/^not checked: /, '')}`),
      ],
      options,
    ),
  );
}

/** Of each lockfile once: on its own result. */
function uncheckedLockedLines({ kind, locked }: FileResult, options: TextReportOptions): readonly string[] {
  if (!locked || kind === 'manifest') return [];
  const file = relativeTo(options.root, locked.path);
  return [...locked.unknown].map(([reason, count]) =>
    laidOut(
      [styled('bold', file), plain('  '), styled('warning', 'not checked'), plain(`  ${count} of ${locked.releases} releases: ${reason}`)],
      options,
    ),
  );
}

/** UTF-16 units. */
const LONGEST_EFFECT = 300;
const NAMES_SHOWN = 8;
/** Longer names are cut. UTF-16 units. */
const NAME_LENGTH = 80;

function shortList(names: readonly string[]): string {
  const hidden = names.length - NAMES_SHOWN;
  const shown = names.slice(0, NAMES_SHOWN).map(name => quoted(name, NAME_LENGTH));
  return `${shown.join(', ')}${hidden > 0 ? ` and ${hidden} more` : ''}`;
}

/** What is wrong with the policy decides about everything below it. */
function policyLines(options: TextReportOptions): readonly string[] {
  const { policies = [], root } = options;
  return policies.flatMap(policy =>
    policy.problems.map(problem =>
      laidOut(
        [
          styled('bold', placeOf(problem, policy, root)),
          plain('  '),
          styled(problem.level, problem.level),
          plain(`  ${problem.message} `),
          styled('dim', '[policy]'),
        ],
        options,
      ),
    ),
  );
}

/** What the policy has left out or turned down, a line each. */
function effectLines(results: readonly FileResult[], options: TextReportOptions): readonly string[] {
  const { policies = [], settings, installed = NOTHING_INSTALLED, root } = options;
  const lineOf = (effect: PolicyEffect, place: string): string =>
    laidOut([styled('bold', place), plain(`  ${quoted(effectSentence(effect), LONGEST_EFFECT)}.`)], options, { first: '', rest: INDENT });
  return [
    ...policies.flatMap(policy => policyEffects(policy, results, installed).map(effect => lineOf(effect, relativeTo(root, policy.path)))),
    ...furtherEffects(settings, results, installed).map(({ by = '', ...effect }) => lineOf(effect, by)),
  ];
}

/** What is already on the disk comes first: nothing is more urgent. */
function installedLines(options: TextReportOptions): readonly string[] {
  const { installed = NOTHING_INSTALLED, root } = options;
  const found = groupsOf(
    allNotices(installed).map(notice => installedOccurrence(notice, root)),
    ({ group }) => group,
  ).flatMap(group => groupLines(group, options));
  const notChecked = installed.reports.flatMap(({ folder, unknown, unreadable }) => [
    ...unknown.map(({ reason, packages }) => ({
      place: folder === root ? 'installed' : relativeTo(root, folder),
      reason: packages.length === 0 ? reason : `${shortList(packages.map(({ name }) => name))}: ${reason}`,
    })),
    ...unreadable.map(({ path, reason }) => ({ place: relativeTo(root, path), reason })),
  ]);
  return [
    ...found,
    ...notChecked.map(({ place, reason }) =>
      laidOut([styled('bold', place), plain('  '), styled('warning', 'not checked'), plain(`  ${reason}`)], options),
    ),
  ];
}

function installedOccurrence(notice: InstalledNotice, root: string | undefined): Occurrence {
  const { level, message, paths, environment } = notice;
  const release = installedRelease(notice);
  return {
    ...ALONE,
    place: relativeTo(root, paths[0] ?? environment),
    level,
    message,
    code: maliciousInstalled.id,
    group: release && groupKey(maliciousInstalled.id, release),
    advice: () => whatToDo(notice),
  };
}

function whatToDo(release: Parameters<typeof respondCommand>[0]): readonly string[] {
  const respond = respondCommand(release);
  return respond === undefined ? [] : [`what to do: ${respond}`];
}

function installedLine(options: TextReportOptions): readonly string[] {
  const { installed = NOTHING_INSTALLED } = options;
  const releases = lookedAt(installed);
  if (releases === 0) return [];
  const unknown = total(installed.reports.flatMap(report => report.unknown.map(({ packages }) => packages.length)));
  const parts = [
    plain(`${plural(releases, 'installed release')}: ${releases - unknown} checked for malware`),
    ...(unknown > 0 ? [plain(', '), styled('warning', `${unknown} could not be checked`)] : []),
    plain('.'),
  ];
  return [laidOut(parts, options, { first: '', rest: '' })];
}

function summaryLine(results: readonly FileResult[], options: TextReportOptions): string {
  const { dependencies, checked, unknown, skipped, counts, ignored: inManifests } = sum(results.map(tallyOf));
  const { installed = NOTHING_INSTALLED } = options;
  const ignored = inManifests + ignoredNotices(installed).length;
  const found = countNotices(allNotices(installed));
  const manifests = manifestsIn(results);
  const unread = manifests.filter(result => result.unread).length;
  const unreadLockfiles = results.filter(({ kind, unread: isUnread }) => kind === 'lockfile' && isUnread).length;
  const partly = manifests.filter(result => !result.unread && unreadPartsOf(result).length > 0).length;
  const parts = [
    plain(`${plural(manifests.length, 'manifest')}, ${plural(dependencies, 'dependency', 'dependencies')}: ${checked} checked`),
    ...(unknown > 0 ? [styled('warning', `${unknown} could not be checked`)] : []),
    ...(skipped > 0 ? [plain(`${skipped} skipped`)] : []),
    ...(unread > 0 ? [styled('error', `${plural(unread, 'manifest')} could not be read`)] : []),
    ...(unreadLockfiles > 0 ? [styled('error', `${plural(unreadLockfiles, 'lockfile')} could not be read`)] : []),
    ...(partly > 0 ? [styled('error', `${plural(partly, 'manifest')} could be read only in part`)] : []),
  ];
  const levels = LEVELS.map(level => ({ level, count: counts[level] + found[level] }))
    .filter(({ count }) => count > 0)
    .map(({ level, count }) => styled(level, plural(count, level, MANY[level])));
  const isIncomplete = unknown > 0 || isPartly(installed) || results.some(isReadInPart) || hasDoubtfulSkips(results, installed);
  const isEmpty = results.length === 0 && lookedAt(installed) === 0;
  const nothing = plain(isEmpty ? 'Nothing was checked' : isIncomplete ? 'Nothing found in what could be checked' : 'Nothing found');
  const verdict = [...(levels.length === 0 ? [nothing] : levels), ...(ignored > 0 ? [plain(`${ignored} ignored`)] : [])];
  return laidOut([...commas(parts), plain('. '), ...commas(verdict), plain('.')], options, { first: '', rest: '' });
}

/** What only an untrusted folder wants skipped, direct, locked or installed, is not meant to be. */
function hasDoubtfulSkips(results: readonly FileResult[], { reports }: InstalledResults): boolean {
  return inventoryOf(results, reports).components.some(one => one.assessment.kind === 'skipped' && one.unanswered.length > 0);
}

function isReadInPart(result: FileResult): boolean {
  return result.unread === true || unreadPartsOf(result).length > 0 || isPartlyLocked(result);
}

/** How far it was looked below the direct dependencies: what has no lockfile was not. */
function lockedLine(results: readonly FileResult[], options: TextReportOptions): readonly string[] {
  const locks = new Map(results.flatMap(({ locked }) => (locked ? [[locked.path, locked] as const] : [])));
  if (locks.size === 0) return [];
  const releases = total([...locks.values()].map(locked => locked.releases));
  const unknown = total([...locks.values()].flatMap(locked => [...locked.unknown.values()]));
  const partly = [...locks.values()].filter(locked => locked.partly).length;
  const without = manifestsIn(results).filter(({ locked, judged }) => !locked && judged.length > 0).length;
  const parts = [
    plain(`${plural(locks.size, 'lockfile')}, ${plural(releases, 'release')}: ${releases - unknown} checked`),
    ...(unknown > 0 ? [plain(', '), styled('warning', `${unknown} could not be checked`)] : []),
    ...(partly > 0 ? [plain(', '), styled('warning', `${plural(partly, 'lockfile')} not read whole`)] : []),
    plain(without > 0 ? `. ${plural(without, 'manifest')} without a lockfile: direct dependencies only.` : '.'),
  ];
  return [laidOut(parts, options, { first: '', rest: '' })];
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

const MANY: Readonly<Record<Level, string>> = { error: 'errors', warning: 'warnings', information: 'information', hint: 'hints' };

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

type TextPiece = Piece<Style>;

function plain(text: string): TextPiece {
  return { text: marked(text) };
}

function styled(style: Style, text: string): TextPiece {
  return { text: marked(text), style };
}

function commas(pieces: readonly TextPiece[]): readonly TextPiece[] {
  return pieces.flatMap((piece, index) => (index === 0 ? [piece] : [plain(', '), piece]));
}

const INDENT = '    ';

function laidOut(pieces: readonly TextPiece[], { width, paint }: TextReportOptions, margin = { first: '', rest: INDENT }): string {
  return wrapped(pieces, { width, paint, ...margin });
}
