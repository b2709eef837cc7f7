// What the rules say of the releases in a lockfile. They are the same rules as those for direct dependencies, the ones that apply to locked releases.
import { groupAdvisories } from '../advisories/group.js';
import { releaseMatcher } from '../advisories/matching.js';
import { versionsOf } from '../ecosystems/index.js';
import { defaultCooldown, NO_EXCEPTIONS } from '../ecosystems/shared/cooldown.js';
import { type Baseline, keyOf } from '../model/baseline.js';
import type { Advisory, PackageAnswers, PackageId } from '../model/index.js';
import type { LockedPackage, Lockfile } from '../model/lockfile.js';
import { DAY } from '../model/time.js';
import { coversRule, type Ignore } from '../policy/ignores.js';
import { ignoresOn, type Policy } from '../policy/policy.js';
import type { Clock } from '../ports/index.js';
import { type DependencyPaths, pathsTo } from '../project/dependencyPaths.js';
import {
  foreignNames,
  isForeignRelease,
  isWithheld,
  type LockedName,
  lockedId,
  lockedNames,
  type VersionsByName,
  versionsByName,
  withheldNames,
} from '../project/lockedNames.js';
import { fileDrift, lockDigests } from '../rules/baselineComparison.js';
import type { DependencyRuleId } from '../rules/index.js';
import { differs, factOf, integrityMismatch, provenBy, saidTogether } from '../rules/integrityMismatch.js';
import type { Subject } from '../rules/rule.js';
import { offRules } from './activeRules.js';
import { allowedBy } from './findings.js';
import { appliesToForeign, localAnswers } from './foreignReleases.js';
import { recordsOn } from './localKnowledge.js';
import { coversRelease } from './malwareVerdict.js';
import type { Facts } from './packageMetadata.js';
import { subjectOf } from './ruleContext.js';
import { doubtOf, isDoubtful, isPrivate, unreadableReason } from './status.js';
import { type Verdicts, verdictsOn } from './verdicts.js';

/** A locked release of which some rule says something, or would, were it not ignored, allowed or off. */
export interface LockedVerdicts {
  readonly key: string;
  readonly locked: LockedPackage;
  /** What the rules looked at. */
  readonly subject: Subject;
  readonly verdicts: Verdicts;
}

/** What is said once of several entries; `key` is the first of them. */
export interface SharedVerdicts extends LockedVerdicts {
  readonly keys: readonly string[];
  /** What is wrong with each, as it stands behind the release: `comes from …`. */
  readonly fact: string;
}

/** What is known of one lockfile. */
export interface LockfileAnalysis {
  /** Registry releases in the file, each name and version once. */
  readonly releases: number;
  /** How many of them could not be checked, by reason. */
  readonly unknown: ReadonlyMap<string, number>;
  /** Why a release could not be checked; undefined where it could. */
  unknownReason(name: string, version: string): string | undefined;
  /** Names that nobody is asked about, because they are private. */
  readonly privateNames: ReadonlyMap<string, PrivateName>;
  /** Names that have not been answered yet, now. */
  readonly pendingNames: ReadonlySet<string>;
  /** By key of the lockfile. */
  readonly verdicts: ReadonlyMap<string, LockedVerdicts>;
  /** What is said of several entries together, on the file. */
  readonly shared: readonly SharedVerdicts[];
  /** Paths down to the releases among `verdicts`. */
  readonly paths: DependencyPaths;
  versionsByName(): VersionsByName;
}

/** Why nobody is asked about a name. */
export interface PrivateName {
  readonly reason: string;
  /** Only a folder that is not trusted says so: it is an open question. */
  readonly isDoubtful: boolean;
}

/** Analyzes a lockfile by what is known now; remembered as long as neither that nor the policy changes. */
export type AnalyzeLockfile = (
  lockfile: Lockfile,
  file: string,
  facts: Pick<Facts, 'peek' | 'revision'>,
  policy: Policy,
) => LockfileAnalysis;

/**
 * Makes an analyzer of lockfiles. Only names of which something else is known than the last time are looked at again, and what would be the same
 * stays the same object.
 */
export function createAnalyzeLockfile(clock: Clock): AnalyzeLockfile {
  const memo = new WeakMap<Lockfile, Remembered>();
  const coverageOf = createCoverage();
  return (lockfile, file, facts, policy) => {
    const before = memo.get(lockfile);
    const revision = facts.revision();
    const now = clock();
    const isSamePolicy =
      before?.policy.choices === policy.choices &&
      before?.policy.baseline === policy.baseline &&
      before?.policy.rules === policy.rules &&
      before?.policy.privateNames === policy.privateNames;
    const isYoung = before !== undefined && now - before.at < ANALYSIS_LIFE;
    if (before?.revision === revision && isSamePolicy && isYoung) return before.analysis;
    const scan = before?.scan ?? createNameScan(lockfile, coverageOf);
    const changed = scan.look(facts.peek, now);
    const isSame = isYoung && isSamePolicy && !changed.verdicts;
    const analysis = isSame
      ? changed.unknown
        ? { ...before.analysis, ...unknownOf(lockfile, scan) }
        : before.analysis
      : analysisOf(lockfile, file, scan, facts.peek, policy, now);
    memo.set(lockfile, { revision, at: isSame ? before.at : now, policy, scan, analysis });
    return analysis;
  };
}

interface Remembered {
  readonly revision: number;
  readonly at: number;
  readonly policy: Pick<Policy, 'choices' | 'baseline' | 'rules' | 'privateNames'>;
  readonly scan: NameScan;
  readonly analysis: LockfileAnalysis;
}

/** Answers grow old, and ignores expire, without anything new being learnt. Milliseconds. */
const ANALYSIS_LIFE = 60 * 60 * 1000;

type Peek = (id: PackageId) => PackageAnswers;

/** What is known of the names in a lockfile, kept from one look to the next. */
interface NameScan {
  /** @returns what may be otherwise than after the look before */
  look(peek: Peek, now: number): { readonly verdicts: boolean; readonly unknown: boolean };
  /** Why names could not be checked. */
  readonly unknown: ReadonlyMap<string, string>;
  /** Why releases could not be checked whose name could, by name and version: records on them cannot be read. */
  readonly unreadable: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Why nobody is asked about names. */
  readonly private: ReadonlyMap<string, PrivateName>;
  /** Names that have not been answered yet. */
  readonly pending: ReadonlySet<string>;
  /** Keys of the releases that an advisory covers, or whose digests are not the registry's, by name. */
  readonly questionable: ReadonlyMap<string, readonly string[]>;
  /** Keys of what comes from git or a URL and that an advisory covers of what is known locally, by name. */
  readonly foreign: ReadonlyMap<string, readonly string[]>;
  /** The same of private releases. */
  readonly withheld: ReadonlyMap<string, readonly string[]>;
}

function createNameScan(lockfile: Lockfile, coverageOf: CoverageOf): NameScan {
  const names = lockedNames(lockfile);
  const seen: PackageAnswers[] = [];
  const unknown = new Map<string, string>();
  const pending = new Set<string>();
  const kept = new Map<string, PrivateName>();
  const questionable = new Map<string, readonly string[]>();
  const unreadable = new Map<string, ReadonlyMap<string, string>>();
  const foreign = createLocalScan(lockfile, foreignNames(lockfile), isForeignRelease, localAnswers, coverageOf);
  const withheld = createLocalScan(lockfile, withheldNames(lockfile), isWithheld, peek => peek, coverageOf);
  const doubtsChanged = createDoubtScan(lockfile);

  /** @returns whether the unreadable records are others than before */
  function read(name: LockedName, covered: ReadonlyMap<string, Coverage>): boolean {
    const before = unreadable.get(name.id.name);
    if (before === undefined && covered.size === 0) return false;
    const now = new Map(
      [...covered].flatMap(([version, { unreadable: reason }]) => (reason === undefined ? [] : [[version, reason] as const])),
    );
    if (now.size > 0) unreadable.set(name.id.name, now);
    else unreadable.delete(name.id.name);
    return before !== undefined || now.size > 0;
  }

  /** @returns whether a rule may now say something else of the names */
  function question(asked: ReadonlyMap<string, Asked>): boolean {
    const keys = keysIn(lockfile, asked);
    let isChanged = false;
    for (const name of asked.keys()) {
      const found = keys.get(name);
      if (found || questionable.has(name)) isChanged = true;
      if (found) questionable.set(name, found);
      else questionable.delete(name);
    }
    return isChanged;
  }

  function doubt({ id: { name } }: LockedName, advisories: PackageAnswers['advisories'], now: number): boolean {
    const reason = isKept(advisories) ? undefined : doubtOf(advisories, now);
    if (reason === undefined && unknown.size === 0) return false;
    if (unknown.get(name) === reason) return false;
    if (reason === undefined) unknown.delete(name);
    else unknown.set(name, reason);
    return true;
  }

  function note({ id: { name } }: LockedName, advisories: PackageAnswers['advisories']): void {
    if (advisories.kind === 'pending') pending.add(name);
    else if (pending.size > 0) pending.delete(name);
    if (advisories.kind === 'unknown' && isKept(advisories))
      kept.set(name, { reason: advisories.reason, isDoubtful: isDoubtful(advisories.secrecy) });
    else if (kept.size > 0) kept.delete(name);
  }

  return {
    unknown,
    unreadable,
    pending,
    private: kept,
    questionable,
    foreign: foreign.keys,
    withheld: withheld.keys,
    look: (peek, now) => {
      const isOther = [foreign, withheld].map(scan => scan.look(peek)).includes(true);
      const changed = { verdicts: doubtsChanged(peek) || isOther, unknown: false };
      const asked = new Map<string, Asked>();
      names.forEach((name, index) => {
        const answers = peek(name.id);
        const before = seen[index];
        if (doubt(name, answers.advisories, now)) changed.unknown = true;
        if (before?.advisories === answers.advisories && before.registry === answers.registry) return;
        note(name, answers.advisories);
        const covered = coverageOf(name, answers.advisories);
        if (read(name, covered)) changed.unknown = true;
        if (covered.size > 0 || answers.registry.kind === 'found' || questionable.has(name.id.name))
          asked.set(name.id.name, { registry: answers.registry, covered });
        seen[index] = answers;
      });
      if (question(asked)) changed.verdicts = true;
      return changed;
    },
  };
}

/** Tells whether a registry's answer on an entry of doubtful origin is another one than at the look before: its digests may prove the entry right. */
function createDoubtScan({ ecosystem, packages, misplaced, doubts = [] }: Lockfile): (peek: Peek) => boolean {
  const keys = [...(misplaced?.keys() ?? []), ...doubts.flatMap(doubt => doubt.keys)];
  const names = [...new Set(keys.flatMap(key => packages.get(key)?.name ?? []))];
  const seen: PackageAnswers['registry'][] = [];
  return peek =>
    names.filter((name, index) => {
      const { registry } = peek({ ecosystem, name });
      const isNew = seen[index] !== registry;
      seen[index] = registry;
      return isNew;
    }).length > 0;
}

/** Whether a name is private, and not merely one of which that is not known. */
function isKept(advisories: PackageAnswers['advisories']): boolean {
  return isPrivate(advisories) && !(advisories.kind === 'unknown' && advisories.secrecy?.kind === 'unread');
}

/** The same for releases that are judged by what is known locally alone: those that come from git or a URL, and private ones. */
function createLocalScan(
  lockfile: Lockfile,
  names: readonly LockedName[],
  isMeant: (locked: LockedPackage) => boolean,
  answersBy: (peek: Peek) => Peek,
  coverageOf: CoverageOf,
) {
  const seen: PackageAnswers['advisories'][] = [];
  const keys = new Map<string, readonly string[]>();
  return {
    keys,
    /** @returns whether the keys may be others, or judged otherwise, than after the look before */
    look: (peek: Peek): boolean => {
      const answers = answersBy(peek);
      const changed = names.filter(({ id }, index) => {
        const { advisories } = answers(id);
        const isNew = seen[index] !== advisories;
        seen[index] = advisories;
        return isNew;
      });
      for (const name of changed)
        keys.set(name.id.name, affectedKeys(lockfile, name, isMeant, coverageOf(name, answers(name.id).advisories)));
      return changed.length > 0;
    },
  };
}

function affectedKeys(
  { packages }: Lockfile,
  { id }: LockedName,
  isMeant: (locked: LockedPackage) => boolean,
  covered: ReadonlyMap<string, Coverage>,
): readonly string[] {
  if (covered.size === 0) return [];
  const isAffected = (locked: LockedPackage): boolean =>
    locked.name === id.name && isMeant(locked) && covered.get(locked.version)?.isAffected === true;
  return [...packages].flatMap(([key, locked]) => (isAffected(locked) ? [key] : []));
}

/** What is known of a name that has a covered release, or whose registry lists digests. */
interface Asked {
  readonly registry: PackageAnswers['registry'];
  readonly covered: ReadonlyMap<string, Coverage>;
}

/** The keys of the releases that a rule may have something to say of, by name. */
function keysIn(lockfile: Lockfile, asked: ReadonlyMap<string, Asked>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  if (asked.size === 0) return found;
  for (const [key, { name, version, skipped }] of lockfile.packages) {
    const known = skipped === undefined ? asked.get(name) : undefined;
    if (!known || !(known.covered.has(version) || isOtherArtefact(lockfile, key, known.registry))) continue;
    const keys = found.get(name);
    if (keys) keys.push(key);
    else found.set(name, [key]);
  }
  return found;
}

/** Whether an entry has other hashes than the registry lists. Where further indexes are asked, files may rightly come from them. */
function isOtherArtefact(
  { ecosystem, packages, furtherIndexes = [] }: Lockfile,
  key: string,
  registry: PackageAnswers['registry'],
): boolean {
  const { integrity, version = '' } = packages.get(key) ?? {};
  if (integrity === undefined || registry.kind !== 'found' || furtherIndexes.length > 0) return false;
  const release = registry.value.releases.find(version);
  return release !== undefined && differs(ecosystem, integrity, release);
}

/** What advisories say of one release. */
interface Coverage {
  readonly isAffected: boolean;
  /** Why it cannot be told of all of them. */
  readonly unreadable?: string | undefined;
}

/** The versions of a name that an advisory covers, or may cover. */
type CoverageOf = (name: LockedName, advisories: PackageAnswers['advisories']) => ReadonlyMap<string, Coverage>;

/** Looks at a release that several lockfiles have only once, as long as the advisories on it are the same. */
function createCoverage(): CoverageOf {
  const known = new WeakMap<PackageAnswers['advisories'], Map<string, Coverage>>();
  return ({ id, versions }, advisories) => {
    const { records, namesakes } = recordsOn(id, advisories);
    if (namesakes.length > 0) return new Map(versions.map(version => [version, NAMESAKE]));
    if (records.length === 0) return NO_VERSIONS;
    const ofAnswer = known.get(advisories) ?? new Map<string, Coverage>();
    known.set(advisories, ofAnswer);
    const scheme = versionsOf(id.ecosystem);
    let matchers: readonly Matcher[] | undefined;
    const covered = new Map<string, Coverage>();
    for (const version of versions) {
      const key = `${id.ecosystem} ${id.name} ${version}`;
      let coverage = ofAnswer.get(key);
      if (!coverage) {
        matchers ??= records.map(record => ({ record, match: releaseMatcher(record, id, scheme) }));
        coverage = coverageOfRelease(matchers, id, version);
        ofAnswer.set(key, coverage);
      }
      if (coverage.isAffected || coverage.unreadable !== undefined) covered.set(version, coverage);
    }
    return covered.size > 0 ? covered : NO_VERSIONS;
  };
}

const NO_VERSIONS: ReadonlyMap<string, Coverage> = new Map();
/** Something is to be said of every release: a public package of the same name is malicious. */
const NAMESAKE: Coverage = { isAffected: true };

/** A record, and how it matches versions of the package. */
interface Matcher {
  readonly record: Advisory;
  readonly match: ReturnType<typeof releaseMatcher>;
}

/** Being in a group with malicious records narrows what a record covers and never widens it: groups are made only where one covers the release. */
function coverageOfRelease(matchers: readonly Matcher[], id: PackageId, version: string): Coverage {
  const matches = matchers.map(({ match }) => match(version));
  const records = matchers.map(({ record }) => record);
  const unreadable = matches.includes('unreadable')
    ? unreadableReason(records.filter((_, index) => matches[index] === 'unreadable'))
    : undefined;
  const isNarrowed = records.some(({ kind }) => kind === 'malicious');
  const isAffected =
    matches.includes('affected') && (!isNarrowed || groupAdvisories(records).some(group => coversRelease(group, { ...id, version })));
  return { isAffected, unreadable };
}

function analysisOf(lockfile: Lockfile, file: string, scan: NameScan, peek: Peek, policy: Policy, now: number): LockfileAnalysis {
  const verdicts = new Map<string, LockedVerdicts>();
  const off = offRules(policy);
  for (const key of questionableIn(lockfile, scan, policy.baseline)) {
    const locked = lockfile.packages.get(key);
    if (!locked) continue;
    const isForeign = !lockfile.misplaced?.has(key) && scan.foreign.get(locked.name)?.includes(key) === true;
    const applies = (rule: DependencyRuleId): boolean => !isForeign || appliesToForeign(rule);
    const subject = lockedSubject(lockfile, key, locked, file, isForeign ? localAnswers(peek) : peek, policy, now);
    const judged = verdictsOn(subject, ignoresOn(policy, subject, now), { off, scope: 'locked', applies });
    const allowed = allowedBy(policy, subject, judged.said);
    const found = allowed.length === 0 ? judged : { ...judged, said: judged.said.filter(one => !allowed.includes(one)), allowed };
    if (judged.said.length + judged.ignored.length + (judged.off?.length ?? 0) > 0)
      verdicts.set(key, { key, locked, subject, verdicts: found });
  }
  return {
    releases: lockedNames(lockfile).reduce((sum, { versions }) => sum + versions.length, 0),
    ...unknownOf(lockfile, scan),
    pendingNames: scan.pending,
    privateNames: scan.private,
    verdicts,
    shared: sharedIn(lockfile, verdicts, file, peek, policy, now),
    paths: pathsTo(lockfile, verdicts.keys()),
    versionsByName: () => versionsByName(lockfile),
  };
}

/**
 * What is said of entries that share a doubt: of those that no digest of the registry proves right, apart from those that an entry of the policy ignores.
 * @param verdicts beside which the rule may have nothing to add
 */
function sharedIn(
  lockfile: Lockfile,
  verdicts: LockfileAnalysis['verdicts'],
  file: string,
  peek: Peek,
  policy: Policy,
  now: number,
): readonly SharedVerdicts[] {
  const { ecosystem, packages, doubts = [] } = lockfile;
  return doubts.flatMap(doubt => {
    const groups = new Map<Ignore | undefined, (readonly [key: string, locked: LockedPackage])[]>();
    for (const key of doubt.keys) {
      const locked = packages.get(key);
      if (!locked || isMoot(verdicts.get(key)) || (doubt.host !== undefined && isProven(ecosystem, locked, peek))) continue;
      const ignore = ignoresOn(policy, { ecosystem, name: locked.name }, now).find(one => isOnMismatch(one, locked.version));
      const group = groups.get(ignore);
      if (group) group.push([key, locked]);
      else groups.set(ignore, [[key, locked]]);
    }
    return [...groups].flatMap(([ignore, entries]) => {
      const [first] = entries;
      if (!first) return [];
      const [key, locked] = first;
      const said = {
        rule: integrityMismatch,
        verdict: saidTogether(
          doubt,
          entries.map(([, entry]) => entry),
        ),
      };
      const isOff = offRules(policy).has(integrityMismatch.id);
      const outcome = isOff
        ? { ...SILENT, off: [said] }
        : ignore
          ? { ...SILENT, ignored: [{ ...said, ignore }] }
          : { ...SILENT, said: [said] };
      const subject = lockedSubject(lockfile, key, locked, file, peek, policy, now);
      return [{ key, locked, subject, verdicts: outcome, keys: entries.map(([one]) => one), fact: factOf(doubt) }];
    });
  });
}

function isMoot(own: LockedVerdicts | undefined): boolean {
  const stronger: readonly string[] = integrityMismatch.unless;
  return own?.verdicts.said.some(({ rule }) => stronger.includes(rule.id)) === true;
}

const SILENT: Verdicts = { said: [], ignored: [] };

function isOnMismatch(ignore: Ignore, version: string): boolean {
  return ignore.entry.advisory === undefined && coversRule(ignore, integrityMismatch.id) && ignore.coversVersion(version);
}

function isProven(ecosystem: Lockfile['ecosystem'], locked: LockedPackage, peek: Peek): boolean {
  const { registry } = peek({ ecosystem, name: locked.name });
  const release = registry.kind === 'found' ? registry.value.releases.find(locked.version) : undefined;
  return release !== undefined && provenBy(ecosystem, locked, release);
}

function unknownOf(lockfile: Lockfile, { unknown, unreadable }: NameScan): Pick<LockfileAnalysis, 'unknown' | 'unknownReason'> {
  const [names, releases] = [new Map(unknown), new Map(unreadable)];
  const unknownReason = (name: string, version: string): string | undefined => names.get(name) ?? releases.get(name)?.get(version);
  const counts = new Map<string, number>();
  for (const { id, versions } of names.size + releases.size === 0 ? [] : lockedNames(lockfile)) {
    for (const version of versions) {
      const reason = unknownReason(id.name, version);
      if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
  }
  return { unknown: counts, unknownReason };
}

/** Keys of the entries that a rule may have something to say of, in the order of the file; all others are spared the rules. */
function questionableIn(
  lockfile: Lockfile,
  { questionable, foreign, withheld }: NameScan,
  baseline: Baseline | undefined,
): readonly string[] {
  const { packages, misplaced } = lockfile;
  const keys = new Set([
    ...(misplaced?.keys() ?? []),
    ...[...questionable.values(), ...foreign.values(), ...withheld.values()].flat(),
    ...(baseline ? driftedIn(lockfile, baseline) : []),
  ]);
  return keys.size < 2 ? [...keys] : [...packages.keys()].filter(key => keys.has(key));
}

/** Keys of the entries whose digests are not those of the baseline. What both compare is on this disk; nobody is asked. */
function driftedIn({ ecosystem, packages }: Lockfile, baseline: Baseline): readonly string[] {
  return [...packages].flatMap(([key, { name, version, skipped, integrity }]) => {
    if (skipped !== undefined || integrity === undefined) return [];
    const agreed = baseline.releases.get(keyOf({ ecosystem, name, version }));
    const drift = agreed && fileDrift(ecosystem, agreed.digests, lockDigests(ecosystem, integrity));
    return drift?.kind === 'changed' ? [key] : [];
  });
}

/** The release as it is locked, whatever any manifest asks for. */
function lockedSubject(
  { ecosystem, misplaced, furtherIndexes = [] }: Lockfile,
  key: string,
  entry: LockedPackage,
  file: string,
  peek: Peek,
  policy: Policy,
  now: number,
): Subject {
  const id = lockedId(ecosystem, entry);
  const address = misplaced?.get(key);
  const subject = subjectOf(
    id,
    {
      range: versionsOf(ecosystem).exactly(entry.version),
      constraints: '',
      pre: true,
      evidence: [{ version: entry.version, evidence: 'locked', where: file }],
      obeyed: undefined,
      now,
      cooldown: defaultCooldown(policy.cooldownDays, NO_EXCEPTIONS),
      recent: policy.recentDays * DAY,
      project: {
        hashes: [],
        locked: { file, entry, ...(address !== undefined && { misplaced: address }) },
        hasLockfile: true,
        extraIndexes: furtherIndexes,
        privateScopes: [],
        ...(policy.baseline && { baseline: policy.baseline }),
      },
      answersOf: peek,
    },
    peek(id),
  );
  return { ...subject, scope: 'locked' };
}
