// What a scan comes to, for the views that people look at: the report in the editor, HTML, Markdown. Plain values that can be sent and stored.

import { sum, tallyOf } from '../analysis/counts.js';
import type { Judged } from '../analysis/evaluate.js';
import type { InstalledNotice } from '../analysis/installedNotices.js';
import { inventoryOf } from '../analysis/inventory.js';
import { type FileResult, type LockedReleases, lockfilesIn, manifestsIn, unreadPartsOf } from '../analysis/results.js';
import { STALE_LOCKFILE, staleMessage, staleSpan } from '../analysis/staleLockfile.js';
import { fixesIn } from '../fixes/index.js';
import type { DatabaseUse } from '../model/databaseUse.js';
import type { GitignoreEffect } from '../model/gitignore.js';
import type { AdvisoryGroup, Ecosystem, Finding, Fix, Level, SeverityName } from '../model/index.js';
import type { Ignore } from '../policy/ignores.js';
import { maliciousInstalled } from '../rules/maliciousInstalled.js';
import { baseName, withoutSeparator } from '../text/paths.js';
import { quoted } from '../text/sanitize.js';
import { briefMessage, briefOf } from './brief.js';
import type { Fixed } from './fixed.js';
import { type ShownEffect, shownEffect, withoutRead } from './gitignore.js';
import { type AffectedRelease, affectedRelease, groupKey, installedRelease, isInstalled } from './grouping.js';
import {
  allNotices,
  countNotices,
  type InstalledResults,
  ignoredNotices,
  lookedAt,
  NOTHING_INSTALLED,
  respondCommand,
} from './installed.js';
import { onLines } from './installedOnLines.js';
import { inventorySentences } from './inventoryText.js';
import type { PolicyReport } from './policy.js';
import { type EffectiveSettings, effectSubject, effectsOf, effectText } from './policyEffects.js';
import { rangesIn, relativeTo, type TextRange } from './positions.js';
import { byUrgency } from './rowOrder.js';
import { shortTitle } from './shortTitle.js';
import { untrustedText } from './untrusted.js';

export interface Overview {
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  /** The folders that were looked at, as their names are shown. */
  readonly folders: readonly string[];
  readonly totals: OverviewTotals;
  /** What became of every component that was read, in sentences. */
  readonly inventory: readonly string[];
  /** When the export was read of the offline database that advisories came from, in milliseconds since 1970; missing where OSV was asked. */
  readonly databaseFrom?: number;
  /** The same of a database that is too old to answer, so that OSV was asked; missing where there is none. */
  readonly databasePassedOver?: number;
  /** When the oldest answer was given of those that registries gave about the dependencies, likewise; missing where there is none. */
  readonly registriesFrom?: number;
  /** What .gitignore files have left out; missing where it was not looked for. */
  readonly gitignore?: ShownEffect;
  /** What is left out because the workspace is not trusted, in sentences. Missing where it is trusted. */
  readonly untrusted?: string;
  /** What policy files have left out or turned down: what of the file, and what it comes to, without a full stop; missing where nothing. */
  readonly policy?: readonly { readonly about: string; readonly effect: string }[];
  /** What was changed before the results were made. */
  readonly fixed?: OverviewFixed;
  /** The most urgent first (`byUrgency`), then in the order of files and lines. */
  readonly rows: readonly OverviewRow[];
  /** What would be rows, were it not ignored by the policy; in the order of files and lines. */
  readonly ignored: readonly IgnoredRow[];
  /** What could not be checked, and why: never to be left out of a view. */
  readonly unchecked: readonly Unchecked[];
  readonly manifests: readonly OverviewManifest[];
}

export interface OverviewFixed {
  readonly changes: readonly { readonly file: string; readonly title: string }[];
  /** Manifests that have preferred fixes and were left as they are. */
  readonly refused: readonly { readonly file: string; readonly reason: string }[];
}

export interface OverviewTotals {
  readonly manifests: number;
  readonly dependencies: number;
  readonly checked: number;
  readonly unknown: number;
  readonly skipped: number;
  readonly ignored: number;
  readonly counts: Readonly<Record<Level, number>>;
  /** Releases that lockfiles name. */
  readonly locked: number;
  /** Manifests with dependencies and no lockfile: their transitive dependencies are not known. */
  readonly withoutLockfile: number;
  /** Releases that were found installed and looked at. */
  readonly installed: number;
}

export interface OverviewRow {
  /** The same in the next report as long as the same thing is said at the same place in the order of its file. */
  readonly id: string;
  /** Rows with the same group say by the same rule that the same release is bad: they are occurrences of one thing. Any other row is a group of its own. */
  readonly group: string;
  /** Of `lockfile` are a lockfile that is behind its manifest, and locked releases that no line of a manifest leads to. */
  readonly kind: 'dependency' | 'installed' | 'manifest' | 'lockfile' | 'policy';
  readonly level: Level;
  /** The rule's id; of problems with files themselves `manifest` or `policy`. */
  readonly rule: string;
  /** A further rule that says the same (`Finding.alsoRule`). */
  readonly alsoRule?: string;
  readonly ecosystem?: Ecosystem;
  /** The package that is bad: of a transitive finding the transitive dependency, not the direct one. */
  readonly package?: string;
  readonly version?: string;
  /** Absolute path of the file that the row is about: manifest, lockfile, policy file, or where it is installed. */
  readonly path: string;
  /** The path as it is shown. */
  readonly file: string;
  /** Missing where the row is about no place in a text. */
  readonly range?: TextRange;
  /** One sentence, plain text. */
  readonly message: string;
  /** The message without the release, for places that have it already (`briefOf`). */
  readonly brief: string;
  /** What it is about, where that is neither a package nor the file: `package-lock.json is behind`. */
  readonly title?: string;
  /** The release meant is known to be installed. */
  readonly installed?: true;
  /** The rules of the hints that were put together. */
  readonly signals?: readonly string[];
  /** It is about a transitive dependency of the one on its line. */
  readonly isTransitive: boolean;
  /** Paths from the direct dependency to each bad release: `dspy`, `litellm 1.82.7`. */
  readonly ways: readonly (readonly string[])[];
  readonly advisories: readonly OverviewAdvisory[];
  /** The fix to offer first. */
  readonly fix?: OverviewFix;
  /** Of a malicious release that is installed, on a line that asks for it as well: the command line that says what to do. */
  readonly respond?: string;
}

export interface OverviewAdvisory {
  readonly id: string;
  readonly url: string;
  /** One line, text from outside; missing where the record has none. */
  readonly title?: string;
  readonly severity?: SeverityName;
}

export interface OverviewFix {
  readonly title: string;
  /** The title without the package and the reasons: `Pin to 1.82.6`. */
  readonly short: string;
  /** The release that the dependency will get; missing where no single one is meant. */
  readonly target?: string;
  /** The file that is changed, as it is shown, where that is another one than the row's. */
  readonly file?: string;
  readonly explanation?: string;
  readonly preferred: boolean;
}

/** A finding that an entry of a policy file ignores. */
export interface IgnoredRow
  extends Pick<OverviewRow, 'id' | 'level' | 'rule' | 'ecosystem' | 'package' | 'version' | 'path' | 'file' | 'range' | 'message'> {
  /** Why it is ignored, as the entry says it: text from outside. */
  readonly reason: string;
  /** The last day of that, such as `2027-01-31`; missing where it has no end. */
  readonly expires?: string;
}

/** Something that could not be checked. */
export interface Unchecked {
  readonly file: string;
  readonly reason: string;
  /** What of the file: what it declares, releases that it locks, what is installed there; `file`: it could not be read, or only in part. */
  readonly what: 'dependencies' | 'releases' | 'installed' | 'file';
  /** Names of packages, as many as there are to name; `count` is how many it is about, of a file 1. */
  readonly names: readonly string[];
  readonly count: number;
  /** It is not meant to be checked: a workspace package, a private registry's. */
  readonly deliberate: boolean;
  /** It is still being looked up: nothing has failed. */
  readonly pending?: true;
}

export interface OverviewManifest {
  readonly path: string;
  readonly file: string;
  readonly ecosystem: Ecosystem;
  readonly dependencies: number;
  readonly unknown: number;
  readonly counts: Readonly<Record<Level, number>>;
}

export interface OverviewOptions extends DatabaseUse {
  /** Paths below one of them are shown relative to it; where there are several, behind the folder's name. */
  readonly roots: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly installed?: InstalledResults;
  readonly policies?: readonly PolicyReport[];
  /** The editor's; undefined where there is no editor. */
  readonly settings?: EffectiveSettings | undefined;
  /** Trusted where not given. */
  readonly isTrusted?: boolean;
  readonly gitignore?: GitignoreEffect;
  /** How many findings the folder's policy would ignore, were it trusted; undefined where it is, or where that was not asked. */
  readonly wouldIgnore?: number | undefined;
  readonly fixed?: Fixed | undefined;
}

/** Puts together what the results of a scan say. */
export function overviewOf(analyzed: readonly FileResult[], options: OverviewOptions): Overview {
  const {
    now,
    databaseFrom,
    databasePassedOver,
    roots,
    policies = [],
    settings,
    isTrusted = true,
    wouldIgnore,
    gitignore,
    fixed,
  } = options;
  const { results, installed } = onLines(analyzed, options.installed ?? NOTHING_INSTALLED);
  const shown = shownIn(roots);
  const registriesFrom = oldestAnswer(results);
  const rows = [
    ...policies.flatMap(policy => policyRows(policy, shown)),
    ...allNotices(installed).map(notice => installedRow(notice, shown)),
    ...results.flatMap(result => rowsOf(result, now, shown)),
  ];
  const effects = effectsOf({ policies, settings }, results, installed).map(one => ({
    about: effectSubject(one),
    effect: effectText(one),
  }));
  return {
    madeAt: now,
    folders: roots.map(lastPart),
    totals: totalsOf(results, installed),
    inventory: inventorySentences(inventoryOf(results, installed.reports)),
    ...(databaseFrom !== undefined && { databaseFrom }),
    ...(databaseFrom === undefined && databasePassedOver !== undefined && { databasePassedOver }),
    ...(registriesFrom !== undefined && { registriesFrom }),
    ...(gitignore && { gitignore: shownEffect(withoutRead(gitignore, results), shown) }),
    ...(isTrusted ? {} : { untrusted: untrustedText(wouldIgnore) }),
    ...(effects.length > 0 && { policy: effects }),
    ...(fixed && { fixed: fixedOf(fixed, shown) }),
    rows: numbered([...rows].sort(byUrgency)).map(row => ({ ...row, group: row.group ?? row.id })),
    ignored: ignoredRows(results, installed, shown),
    unchecked: uncheckedIn(results, installed, shown),
    manifests: manifestsIn(results).map(result => manifestOf(result, shown)),
  };
}

type Shown = (path: string) => string;
/** A row without an id; it stands alone where it has no group. */
type Row = Omit<OverviewRow, 'id' | 'group'> & { readonly group?: string };

/** What could not be checked, of manifests, lockfiles and environments. */
export function uncheckedIn(results: readonly FileResult[], installed: InstalledResults, shown: Shown): readonly Unchecked[] {
  return [
    ...results.flatMap(result => uncheckedOf(result, shown)),
    ...lockfilesIn(results).flatMap(locked => uncheckedLocked(locked, shown)),
    ...uncheckedInstalled(installed, shown),
  ];
}

/** How paths are shown: below one of the folders relative to it; where there are several, behind the folder's name. */
export function shownIn(roots: readonly string[]): Shown {
  return path => {
    if (roots.includes(path)) return lastPart(path);
    const root = roots.find(one => relativeTo(one, path) !== path.replaceAll('\\', '/'));
    const relative = relativeTo(root, path);
    return root === undefined || roots.length === 1 ? relative : `${lastPart(root)}/${relative}`;
  };
}

function fixedOf({ changes, refused }: Fixed, shown: Shown): OverviewFixed {
  return {
    changes: changes.map(({ path, fix }) => ({ file: shown(path), title: fix.title })),
    refused: refused.map(({ path, reason }) => ({ file: shown(path), reason })),
  };
}

function oldestAnswer(results: readonly FileResult[]): number | undefined {
  let oldest: number | undefined;
  for (const { judged } of results) {
    for (const { subject } of judged) {
      const given = subject && 'fetchedAt' in subject.registry ? subject.registry.fetchedAt : undefined;
      if (given !== undefined && (oldest === undefined || given < oldest)) oldest = given;
    }
  }
  return oldest;
}

function lastPart(path: string): string {
  return baseName(withoutSeparator(path));
}

function rowsOf(result: FileResult, now: number, shown: Shown): readonly Row[] {
  const ranges = rangesIn(result.text);
  const fixesOf = fixesIn(result.judged, now);
  const place = { path: result.path, file: shown(result.path) };
  const stale = result.locked?.stale;
  const [outdated] = stale?.outdated ?? [];
  const rows: readonly Row[] = [
    ...result.problems.map(({ level, message, span }) => ({
      ...ABOUT_A_FILE,
      ...place,
      ...saying(message),
      level,
      rule: 'manifest',
      range: ranges(span),
    })),
    ...(stale && outdated
      ? [
          {
            ...ABOUT_A_FILE,
            ...place,
            kind: 'lockfile' as const,
            level: 'information' as const,
            rule: STALE_LOCKFILE,
            ...saying(staleMessage(stale)),
            title: `${quoted(stale.file, 40)} is behind`,
            range: ranges(staleSpan(outdated)),
          },
        ]
      : []),
    ...result.judged.flatMap(one =>
      one.findings.map(finding => ({
        ...findingRow(finding, one, fixesOf(finding), shown),
        ...place,
        kind: result.kind === 'lockfile' ? ('lockfile' as const) : ('dependency' as const),
        range: ranges(finding.span),
      })),
    ),
  ];
  return [...rows].sort((a, b) => (a.range?.start.line ?? 0) - (b.range?.start.line ?? 0));
}

const ABOUT_A_FILE = { kind: 'manifest', isTransitive: false, ways: [], advisories: [] } as const;

/** What is said where no name is left out. */
function saying(message: string): Pick<Row, 'message' | 'brief'> {
  return { message, brief: message };
}

function findingRow(finding: Finding, judged: Judged, fixes: readonly Fix[], shown: Shown): Omit<Row, 'kind' | 'path' | 'file' | 'range'> {
  const { rule, level, message, through, signals } = finding;
  const release = affectedRelease(finding);
  const fix = fixes.find(({ preferred }) => preferred) ?? fixes[0];
  const respond = isInstalled(finding) ? respondCommand(release) : undefined;
  return {
    group: groupKey(rule, release),
    level,
    rule,
    ...(finding.alsoRule !== undefined && { alsoRule: finding.alsoRule }),
    ...releaseFields(release),
    message,
    brief: briefOf(finding),
    ...(isOnDisk(finding, judged) && { installed: true }),
    ...(signals && { signals: signals.map(one => one.rule) }),
    isTransitive: through !== undefined,
    ways: (through ?? []).map(({ path }) => path),
    advisories: linked(through ? through.flatMap(({ advisories }) => advisories) : finding.advisories),
    ...(fix && { fix: fixOf(fix, release, shown) }),
    ...(respond !== undefined && { respond }),
  };
}

/** Whether the release that a finding is about is known to be installed. */
function isOnDisk(finding: Finding, { subject }: Judged): boolean {
  const effective = subject?.effective;
  const isItself = effective?.evidence === 'installed' && !finding.through && finding.version === effective.version;
  return isInstalled(finding) || isItself;
}

function fixOf({ title, explanation, preferred, target, edits }: Fix, release: AffectedRelease, shown: Shown): OverviewFix {
  const file = edits.find(edit => edit.file)?.file?.path;
  return {
    title,
    short: shortTitle(title, release.name),
    preferred,
    ...(target !== undefined && { target }),
    ...(file !== undefined && { file: shown(file) }),
    ...(explanation !== undefined && { explanation }),
  };
}

function releaseFields({ ecosystem, name, version }: AffectedRelease): Pick<Row, 'ecosystem' | 'package' | 'version'> {
  return { ecosystem, package: name, ...(version !== undefined && { version }) };
}

/** The lead record of each matter, once. */
function linked(groups: readonly AdvisoryGroup[]): OverviewRow['advisories'] {
  return [...new Map(groups.map(group => [group.lead.id, advisoryOf(group)])).values()];
}

function advisoryOf({ lead: { id, url }, members, severity }: AdvisoryGroup): OverviewAdvisory {
  const title = members.find(({ summary }) => summary !== '')?.summary;
  return { id, url, ...(title !== undefined && { title }), ...(severity !== undefined && { severity }) };
}

function installedRow(notice: InstalledNotice, shown: Shown): Row {
  const { ecosystem, level, message, advisories, version } = notice;
  const path = notice.paths[0] ?? notice.environment;
  const respond = respondCommand(notice);
  const release = installedRelease(notice);
  return {
    ...(release && { group: groupKey(maliciousInstalled.id, release) }),
    kind: 'installed',
    level,
    rule: maliciousInstalled.id,
    ecosystem,
    ...(release && releaseFields(release)),
    path,
    file: shown(path),
    message,
    brief: release ? briefMessage(message, release.name, release.version) : message,
    ...(version !== undefined && { installed: true }),
    isTransitive: false,
    ways: [],
    advisories: linked(advisories),
    ...(respond !== undefined && { respond }),
  };
}

function policyRows({ path, text, problems }: PolicyReport, shown: Shown): readonly Row[] {
  const ranges = rangesIn(text);
  return problems.map(({ level, message, span }) => ({
    ...ABOUT_A_FILE,
    kind: 'policy',
    level,
    rule: 'policy',
    path,
    file: shown(path),
    range: ranges(span),
    ...saying(message),
  }));
}

function ignoredRows(results: readonly FileResult[], installed: InstalledResults, shown: Shown): readonly IgnoredRow[] {
  const onLines = results.flatMap(({ path, text, judged }) => {
    const ranges = rangesIn(text);
    return judged.flatMap(({ ignored }) =>
      ignored.map(({ finding, ignore }) => ({
        level: finding.level,
        rule: finding.rule,
        ...releaseFields(affectedRelease(finding)),
        path,
        file: shown(path),
        range: ranges(finding.span),
        message: finding.message,
        ...endOf(ignore),
      })),
    );
  });
  const onDisk = ignoredNotices(installed).map(({ notice, ignore }) => {
    const { level, rule, package: name, ecosystem, version, path, file, message } = installedRow(notice, shown);
    return {
      level,
      rule,
      ...(ecosystem && name !== undefined && releaseFields({ ecosystem, name, ...(version !== undefined && { version }) })),
      path,
      file,
      message,
      ...endOf(ignore),
    };
  });
  return numbered([...onDisk, ...onLines]);
}

function endOf({ entry: { reason, expires } }: Ignore): Pick<IgnoredRow, 'reason' | 'expires'> {
  return { reason, ...(expires !== undefined && { expires }) };
}

/** What is said twice of one file is told apart by its number. */
function numbered<T extends Told>(rows: readonly T[]): readonly (T & { readonly id: string })[] {
  const seen = new Map<string, number>();
  return rows.map(row => {
    const key = JSON.stringify([row.file, row.alsoRule ?? row.rule, row.ecosystem, row.package, row.version]);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    const id = `${key} ${count}`;
    return { ...row, id };
  });
}

type Told = Pick<Row, 'file' | 'rule' | 'alsoRule' | 'ecosystem' | 'package' | 'version'>;

function totalsOf(results: readonly FileResult[], installed: InstalledResults): OverviewTotals {
  const { dependencies, checked, pending, unknown, skipped, ignored, counts } = sum(results.map(tallyOf));
  const found = countNotices(allNotices(installed));
  return {
    manifests: manifestsIn(results).length,
    dependencies,
    checked,
    unknown: unknown + pending,
    skipped,
    ignored: ignored + ignoredNotices(installed).length,
    counts: {
      error: counts.error + found.error,
      warning: counts.warning + found.warning,
      information: counts.information + found.information,
      hint: counts.hint + found.hint,
    },
    withoutLockfile: results.filter(({ locked, judged }) => !locked && judged.length > 0).length,
    locked: lockfilesIn(results).reduce((all, { releases }) => all + releases, 0),
    installed: lookedAt(installed),
  };
}

function uncheckedOf(result: FileResult, shown: Shown): readonly Unchecked[] {
  const file = shown(result.path);
  const byReason = new Map<string, { readonly deliberate: boolean; readonly pending: boolean; readonly names: string[] }>();
  for (const { dependency, status } of result.judged) {
    if (status.kind === 'checked') continue;
    const pending = status.kind === 'pending';
    const reason = pending ? 'no answer yet' : status.reason;
    const deliberate = status.kind === 'skipped' && status.unanswered === undefined;
    const known = byReason.get(reason) ?? { deliberate, pending, names: [] };
    known.names.push(dependency.writtenName);
    byReason.set(reason, known);
  }
  return [
    ...notRead(result, file),
    ...[...byReason].map(([reason, { names, deliberate, pending }]) => ({
      file,
      what: 'dependencies' as const,
      reason,
      names,
      count: names.length,
      deliberate,
      ...(pending && { pending }),
    })),
  ];
}

function notRead(result: FileResult, file: string): readonly Unchecked[] {
  return unreadPartsOf(result).map(({ message }) => ({
    file,
    what: 'file',
    reason: message.replace(/\.$/, ''),
    names: [],
    count: 1,
    deliberate: false,
  }));
}

function uncheckedLocked({ path, unknown, partly }: LockedReleases, shown: Shown): readonly Unchecked[] {
  const place = { file: shown(path), names: [], deliberate: false };
  return [
    ...(partly ? [{ ...place, what: 'file' as const, reason: 'it could not be read, or only in part', count: 1 }] : []),
    ...[...unknown].map(([reason, count]) => ({ ...place, what: 'releases' as const, reason, count })),
  ];
}

function uncheckedInstalled({ reports }: InstalledResults, shown: Shown): readonly Unchecked[] {
  return reports.flatMap(({ folder, unknown, unreadable }) => [
    ...unknown.map(({ reason, packages }) => ({
      file: shown(folder),
      what: 'installed' as const,
      reason,
      names: packages.map(({ name }) => name),
      count: packages.length,
      deliberate: false,
    })),
    ...unreadable.map(({ path, reason }) => ({ file: shown(path), what: 'file' as const, reason, names: [], count: 1, deliberate: false })),
  ]);
}

function manifestOf(result: FileResult, shown: Shown): OverviewManifest {
  const { dependencies, unknown, pending, counts } = tallyOf(result);
  return { path: result.path, file: shown(result.path), ecosystem: result.ecosystem, dependencies, unknown: unknown + pending, counts };
}
