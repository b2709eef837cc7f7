// Where findings on locked releases stand: on the line of the direct dependency that leads to the release, else on the lockfile's own line.
import type { Dependency, Finding, Level, Through } from '../model/index.js';
import type { LockedPackage, Lockfile } from '../model/lockfile.js';
import type { Ignore } from '../policy/ignores.js';
import type { Policy } from '../policy/policy.js';
import { keysFor } from '../project/lockedDependencies.js';
import type { ProjectLock } from '../project/locks.js';
import { weakMemo } from '../project/weakMemo.js';
import { RULES, type RuleId } from '../rules/index.js';
import { integrityMismatch } from '../rules/integrityMismatch.js';
import { fitting, quoted, shownName, shownVersion } from '../rules/messages.js';
import type { Subject } from '../rules/rule.js';
import { gravity } from '../rules/severity.js';
import type { Judged } from './evaluate.js';
import { type IgnoredFinding, isLowered, levelOf } from './findings.js';
import type { LockedVerdicts, LockfileAnalysis } from './lockfile.js';
import type { RuleVerdict } from './verdicts.js';

/** Direct dependencies with what the lockfile says of them and of what they depend on. */
export interface Placed {
  readonly judged: readonly Judged[];
  /** Keys of the lockfile's releases whose findings stand on some line here. */
  readonly told: ReadonlySet<string>;
}

/**
 * Adds to each direct dependency the findings on the releases that it leads to: one finding a rule, naming the shortest path to the worst release and
 * listing all. What is said of the dependency's own release already is not said again.
 */
export function withLocked(judged: readonly Judged[], lock: ProjectLock, analysis: LockfileAnalysis, policy: Policy): Placed {
  if (analysis.verdicts.size === 0) return { judged, told: NOTHING };
  const told = new Set<string>();
  const placed = judged.map(one => {
    const keys = keysFor(one.dependency, lock);
    const own = keys.flatMap(key => analysis.verdicts.get(key) ?? []);
    const below = OVERRIDE.test(one.dependency.group) ? NOTHING_BELOW : transitiveOf(keys, lock.lockfile, analysis, policy);
    for (const { key } of own) told.add(key);
    for (const key of below.keys) told.add(key);
    return own.length + below.keys.length === 0 ? one : withFindings(one, own, below, policy);
  });
  return { judged: placed, told };
}

/** A locked release with the finding that stands on its own line of the lockfile. */
export interface OnLockfile {
  readonly dependency: Dependency;
  readonly findings: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
}

/**
 * The findings that stand on the lockfile itself: those on releases that no line of a manifest leads to.
 * @param told keys of the releases whose findings stand elsewhere
 */
export function onLockfile(
  { ecosystem, packages }: Lockfile,
  { verdicts, shared }: LockfileAnalysis,
  told: ReadonlySet<string>,
  policy: Policy,
): readonly OnLockfile[] {
  // pnpm keys a release once for each set of peers, and names it once
  const byLine = new Map([...verdicts.values()].filter(({ key }) => !told.has(key)).map(one => [one.locked.span.start, one]));
  const lineOf = ({ locked, verdicts: { said, ignored } }: LockedVerdicts, keys: readonly string[] = [], fact = ''): OnLockfile => {
    const dependency = lockedDependency(ecosystem, locked);
    const through = keys.length < 2 ? undefined : keys.flatMap(key => entryOf(packages.get(key), fact));
    const ofLine = (rule: RuleVerdict): readonly Finding[] =>
      lineFinding(rule, locked, dependency, policy).map(finding => ({ ...finding, ...(through && { through }) }));
    return {
      dependency,
      findings: said.flatMap(ofLine),
      ignored: ignored.flatMap(verdict => ofLine(verdict).map(finding => ({ finding, ignore: verdict.ignore }))),
    };
  };
  return [...[...byLine.values()].map(one => lineOf(one)), ...shared.map(one => lineOf(one, one.keys, one.fact))];
}

/** Keys of the releases whose findings stand on the lockfile itself. @param told as above */
export function keysOnLockfile({ verdicts, shared }: LockfileAnalysis, told: ReadonlySet<string> | undefined): readonly string[] {
  return [...new Set([...[...verdicts.keys()].filter(key => !told?.has(key)), ...shared.map(({ key }) => key)])];
}

function entryOf(locked: LockedPackage | undefined, fact: string): readonly Through[] {
  return locked ? [{ name: locked.name, version: locked.version, path: [`${locked.name} ${locked.version}`], advisories: [], fact }] : [];
}

const NOTHING: ReadonlySet<string> = new Set();

/** What an override leads to depends on others on behalf of those who ask for it: the findings below stand on their lines. */
const OVERRIDE = /override|resolutions/;

/** An entry of a lockfile in the form of a declared dependency. */
function lockedDependency(ecosystem: Lockfile['ecosystem'], { name, version, span }: LockedPackage): Dependency {
  const origin = { kind: 'registry' as const, range: version, rangeSpan: span };
  return {
    ecosystem,
    name,
    writtenName: name,
    group: LOCKED_GROUP,
    specifier: version,
    nameSpan: span,
    specifierSpan: span,
    removalSpan: { start: span.start, end: span.start },
    origin,
  };
}

/** The group of what a lockfile names by itself. */
export const LOCKED_GROUP = 'locked';

function lineFinding(said: RuleVerdict, locked: LockedPackage, dependency: Dependency, policy: Policy): readonly Finding[] {
  const level = levelOf(said, policy);
  if (level === 'off') return [];
  const release = `${shownName(locked)} ${shownVersion(locked.version)}`.trim();
  const { verdict, rule } = said;
  return [
    {
      rule: rule.id,
      level,
      ...loweredBy([said], policy),
      dependency,
      span: dependency.specifierSpan,
      version: locked.version,
      message: fitting(...factsOf(said).map(fact => `${release} ${fact}.`)),
      advisories: verdict.advisories ?? [],
      bad: [],
    },
  ];
}

/** A finding, on whichever line it stands. */
type Content = Omit<Finding, 'dependency' | 'span'>;

/** What is said of the releases below a dependency. */
interface Transitive {
  readonly keys: readonly string[];
  readonly findings: readonly Content[];
  readonly ignored: readonly { readonly content: Content; readonly ignore: Ignore }[];
}

const NOTHING_BELOW: Transitive = { keys: [], findings: [], ignored: [] };

/** Worked out once for each release that a direct dependency got: a key stroke in a manifest costs next to nothing. */
const remembered = weakMemo((_: LockfileAnalysis) => new Map<string, Transitive>());

function transitiveOf(keys: readonly string[], lockfile: Lockfile, analysis: LockfileAnalysis, policy: Policy): Transitive {
  const known = remembered(analysis);
  const id = keys.join('\n');
  const transitive = known.get(id) ?? transitiveBelow(keys, lockfile, analysis, policy);
  known.set(id, transitive);
  return transitive;
}

function transitiveBelow(keys: readonly string[], lockfile: Lockfile, { paths, verdicts }: LockfileAnalysis, policy: Policy): Transitive {
  const below: string[] = [];
  const said: Said[] = [];
  const ignored = new Map<Ignore, Said[]>();
  for (const path of keys.flatMap(key => paths.from(key))) {
    const found = path.length > 1 ? verdicts.get(path.at(-1) ?? '') : undefined;
    if (!found) continue;
    const { key, locked } = found;
    const names = path.map((step, index) => nameAt(step, index === path.length - 1, lockfile));
    below.push(key);
    for (const one of found.verdicts.said) said.push({ key, locked, path: names, said: one });
    for (const { ignore, ...one } of found.verdicts.ignored) {
      const others = ignored.get(ignore) ?? [];
      ignored.set(ignore, others);
      others.push({ key, locked, path: names, said: one });
    }
  }
  return {
    keys: below,
    findings: transitiveFindings(said, policy),
    ignored: [...ignored].flatMap(([ignore, all]) => transitiveFindings(all, policy).map(content => ({ content, ignore }))),
  };
}

function nameAt(key: string, isLast: boolean, lockfile: Lockfile): string {
  const locked = lockfile.packages.get(key);
  if (!locked) return key;
  return isLast ? `${locked.name} ${locked.version}` : locked.name;
}

function withFindings(one: Judged, own: readonly LockedVerdicts[], below: Transitive, policy: Policy): Judged {
  const { dependency } = one;
  const onName = (content: Content): Finding => ({ ...content, dependency, span: dependency.nameSpan });
  const { findings, ignored } = ownFindings(own, one, policy);
  return {
    ...one,
    findings: [...findings, ...below.findings.map(onName)],
    ignored: [...ignored, ...below.ignored.map(({ content, ignore }) => ({ finding: onName(content), ignore }))],
  };
}

/** What the line does not say yet of the releases that the dependency got: by another marker, or beside another one that is installed. */
function ownFindings(own: readonly LockedVerdicts[], one: Judged, policy: Policy): Pick<Judged, 'findings' | 'ignored'> {
  const findings = [...one.findings];
  const ignored = [...one.ignored];
  for (const { locked, subject, verdicts } of own) {
    const isIn = (known: readonly Finding[], said: RuleVerdict): boolean => known.some(finding => isSame(finding, said, locked));
    const isMoot = (said: RuleVerdict): boolean =>
      isHeldBack(said, subject, one) ||
      findings.some(finding => isStronger(finding, said, locked)) ||
      ignored.some(({ finding }) => isStronger(finding, said, locked) && restsOn(said, finding));
    const silenced = ignored.map(({ finding }) => finding);
    const newlySaid = verdicts.said.filter(said => !isIn([...findings, ...silenced], said) && !isMoot(said));
    const newlyIgnored = verdicts.ignored.filter(said => !isIn(silenced, said) && !isMoot(said));
    findings.push(...newlySaid.flatMap(said => ownFinding(said, locked, one, policy)));
    ignored.push(...newlyIgnored.flatMap(said => ownFinding(said, locked, one, policy).map(finding => ({ finding, ignore: said.ignore }))));
  }
  return { findings, ignored };
}

/** Whether a finding is that of a rule on a release; the registry may write the version in another way. */
function isSame({ rule, version }: Finding, said: RuleVerdict, locked: LockedPackage): boolean {
  return rule === said.rule.id && [locked.version, said.verdict.version ?? locked.version].includes(version ?? '');
}

/** Whether a finding says something of a release beside which a rule has nothing to add. */
function isStronger({ rule, version }: Finding, said: RuleVerdict, locked: LockedPackage): boolean {
  return STRONGER.get(said.rule.id)?.includes(rule) === true && (version === undefined || version === locked.version);
}

const STRONGER: ReadonlyMap<string, readonly string[]> = new Map(RULES.map(({ id, unless = [] }) => [id, unless]));

/** Whether all that a rule says is known from a finding. */
function restsOn({ verdict: { advisories = [] } }: RuleVerdict, finding: Finding): boolean {
  return advisories.length > 0 && advisories.every(({ lead }) => finding.advisories.some(other => other.lead.id === lead.id));
}

/** The manifest may name further indexes that the lockfile's surroundings do not: files may rightly come from them. An address is wrong all the same. */
function isHeldBack({ rule }: RuleVerdict, { project }: Subject, { subject }: Judged): boolean {
  const hasFurther = (subject?.project.extraIndexes.length ?? 0) > 0;
  return hasFurther && rule.id === integrityMismatch.id && project.locked?.misplaced === undefined;
}

function ownFinding({ rule, verdict }: RuleVerdict, locked: LockedPackage, { dependency }: Judged, policy: Policy): readonly Finding[] {
  const level = levelOf({ rule, verdict }, policy);
  if (level === 'off') return [];
  const { specifier, specifierSpan, nameSpan } = dependency;
  return [
    {
      rule: rule.id,
      level,
      ...loweredBy([{ rule, verdict }], policy),
      dependency,
      span: verdict.at === 'name' || specifier === '' ? nameSpan : specifierSpan,
      version: locked.version,
      message: verdict.message,
      advisories: verdict.advisories ?? [],
      bad: rule.category === 'integrity' ? [] : [locked.version],
    },
  ];
}

/** What one rule says of one release below a dependency. */
interface Said {
  readonly key: string;
  readonly locked: LockedPackage;
  readonly path: readonly string[];
  readonly said: RuleVerdict;
}

/** One finding a rule, in the order of the rules. */
function transitiveFindings(all: readonly Said[], policy: Policy): readonly Content[] {
  const byRule = new Map<RuleId, Said[]>();
  for (const one of all) {
    const others = byRule.get(one.said.rule.id);
    if (others) others.push(one);
    else byRule.set(one.said.rule.id, [one]);
  }
  const order = RULES.map(({ id }): RuleId => id);
  return [...byRule]
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .flatMap(([, said]) => transitiveFinding(onceEach(said), policy));
}

function onceEach(said: readonly Said[]): readonly Said[] {
  const nearest = new Map<string, Said>();
  for (const one of said) {
    const key = `${one.locked.name}@${one.locked.version}`;
    if (!nearest.has(key)) nearest.set(key, one);
  }
  return [...nearest.values()];
}

function transitiveFinding(all: readonly Said[], policy: Policy): readonly Content[] {
  const said = all[0]?.said.rule.category === 'vulnerability' ? all.toSorted(worstFirst) : all;
  const [first] = said;
  const level = worstLevel(said, policy);
  if (!first || level === undefined) return [];
  const { rule } = first.said;
  return [
    {
      rule: rule.id,
      level,
      ...loweredBy(
        said.map(one => one.said),
        policy,
      ),
      version: first.locked.version,
      message: transitiveMessage(first, said.length - 1),
      advisories: [...new Set(said.flatMap(one => one.said.verdict.advisories ?? []))],
      bad: [],
      through: said.map(throughOf),
    },
  ];
}

function loweredBy(said: readonly RuleVerdict[], policy: Policy): Pick<Finding, 'lowered'> {
  const lowered = said.filter(one => isLowered(one, policy)).map(({ rule }) => rule.id);
  return lowered.length > 0 ? { lowered: [...new Set(lowered)] } : {};
}

/** By severity, then by the length of the path. */
function worstFirst(a: Said, b: Said): number {
  return gravity(b.said.verdict.advisories ?? []) - gravity(a.said.verdict.advisories ?? []) || a.path.length - b.path.length;
}

function worstLevel(said: readonly Said[], policy: Policy): Level | undefined {
  const levels = said.map(one => levelOf(one.said, policy));
  return (['error', 'warning', 'information', 'hint'] as const).find(level => levels.includes(level));
}

function transitiveMessage(first: Said, others: number): string {
  const [fact = '', ...shorter] = factsOf(first.said);
  const more = others === 0 ? '' : ` And ${others} more transitive ${others === 1 ? 'release' : 'releases'}.`;
  const last = shorter.at(-1) ?? fact;
  return fitting(
    `${shownPath(first.path)} ${fact}.${more}`,
    `${shownPath(ends(first.path))} ${last}.${more}`,
    `Transitive ${quoted(first.path.at(-1) ?? '', 60)} ${last}.`,
  );
}

function shownPath(path: readonly string[]): string {
  return path.map(name => quoted(name, 60)).join(' → ');
}

/** Of a long path the beginning and the end. */
function ends(path: readonly string[]): readonly string[] {
  return path.length > 3 ? [path[0] ?? '', '…', path.at(-1) ?? ''] : path;
}

function throughOf({ locked, path, said }: Said): Through {
  const { advisories = [] } = said.verdict;
  const [fact] = factsOf(said);
  return {
    name: locked.name,
    version: locked.version,
    path,
    advisories,
    ...(advisories.length === 0 && fact !== undefined && { fact }),
  };
}

function factsOf({ verdict }: RuleVerdict): readonly string[] {
  return verdict.facts ?? [];
}
