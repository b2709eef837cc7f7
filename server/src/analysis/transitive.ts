import type { RuleLevels } from '../policy/config.js';
import type { Lockfile } from '../model/lockfile.js';
import type { AdvisoryGroup, Dependency, Finding, Through } from '../model/index.js';
import { bySeverity, severityLevel, worstSeverity } from '../rules/severity.js';
import { fitting, named, quoted, shownId } from '../rules/messages.js';
import type { BadRelease, LockJudgement, MisplacedEntry } from './lockedReleases.js';
import { type LockPath, waysTo } from '../project/dependencyPaths.js';

/** What direct dependencies bring in by one lockfile, as far as is known now. */
export interface BroughtIn {
  /**
   * At most one finding on malicious releases below a dependency, one on vulnerable ones and one on entries whose address names something else,
   * each naming the shortest way to the worst and listing all. The dependency's own release is not among them; the rules judge that.
   * @param key the lockfile's, of what the dependency got
   */
  by(dependency: Dependency, key: string, levels: RuleLevels): readonly Finding[];
}

/** Remembers what it has found, so that a key stroke in a manifest costs next to nothing. */
export function createBroughtIn(lockfile: Lockfile, { bad, misplaced }: LockJudgement): BroughtIn {
  const releases = questionable(bad, misplaced);
  const ways = waysTo(lockfile, releases.keys());
  const known = new Map<string, { readonly levels: RuleLevels; readonly contents: readonly Content[] }>();

  function contentsOf(key: string, levels: RuleLevels): readonly Content[] {
    const before = known.get(key);
    if (before?.levels === levels) return before.contents;
    const paths = ways.from(key).filter(path => path.length > 1);
    const below = eachReleaseOnce(paths.flatMap(path => throughOf(path, releases, lockfile)));
    const misplaced = MISPLACED_RULES.flatMap(rule => misplacedFinding(rule, below, levels));
    const contents = [...maliciousFinding(below, levels), ...vulnerableFinding(below, levels), ...misplaced];
    known.set(key, { levels, contents });
    return contents;
  }

  return {
    by: (dependency, key, levels) =>
      releases.size === 0 ? [] : contentsOf(key, levels).map(content => ({ ...content, dependency, span: dependency.nameSpan })),
  };
}

/** A finding, wherever it stands. */
type Content = Omit<Finding, 'dependency' | 'span'>;

/** Something is wrong with a release, with its entry, or with both. */
interface Questionable extends Pick<BadRelease, 'locked' | 'malicious' | 'vulnerable'> {
  readonly misplaced?: Pick<MisplacedEntry, 'rule' | 'what'>;
}

const MISPLACED_RULES = ['artifact-changed', 'integrity-mismatch'] as const;

function questionable(bad: LockJudgement['bad'], misplaced: LockJudgement['misplaced']): ReadonlyMap<string, Questionable> {
  const releases = new Map<string, Questionable>(bad.map(release => [release.key, release]));
  for (const { key, locked, rule, what } of misplaced)
    releases.set(key, { locked, malicious: [], vulnerable: [], ...releases.get(key), misplaced: { rule, what } });
  return releases;
}

interface Below extends Omit<Questionable, 'locked'>, Pick<Through, 'name' | 'version' | 'path'> {}

function throughOf(path: LockPath, releases: ReadonlyMap<string, Questionable>, lockfile: Lockfile): readonly Below[] {
  const release = releases.get(path.at(-1) ?? '');
  if (!release) return [];
  const { locked, ...wrong } = release;
  const names = path.map((key, index) => nameAt(key, index === path.length - 1, lockfile));
  return [{ path: names, name: locked.name, version: locked.version, ...wrong }];
}

/** The nearest of each release: a lockfile may hold one in several places, or once for each set of peers. */
function eachReleaseOnce(below: readonly Below[]): readonly Below[] {
  const nearest = new Map<string, Below>();
  for (const release of below) {
    const key = `${release.name}@${release.version}`;
    if (!nearest.has(key)) nearest.set(key, release);
  }
  return [...nearest.values()];
}

function nameAt(key: string, isLast: boolean, lockfile: Lockfile): string {
  const locked = lockfile.packages.get(key);
  if (!locked) return key;
  return isLast ? `${locked.name} ${locked.version}` : locked.name;
}

function maliciousFinding(below: readonly Below[], levels: RuleLevels): readonly Content[] {
  const malicious = below.filter(release => release.malicious.length > 0);
  const [first] = malicious;
  const [group] = first?.malicious ?? [];
  const level = levels['malicious-release'] ?? 'error';
  if (!first || !group || level === 'off') return [];
  const fact = 'a compromised release';
  const more = malicious.length > 1 ? ` It brings in ${malicious.length - 1} more.` : '';
  const message = fitting(
    `${shown(first.path)} is ${fact} (${named(group, first.version)}).${more}`,
    `${shown(ends(first.path))} is ${fact} (${shownId(group)}).${more}`,
    `Brings in ${quoted(first.path.at(-1) ?? '', 60)}, ${fact} (${shownId(group)}).`,
  );
  return [contentOf('malicious-release', level, message, malicious, first, release => release.malicious)];
}

function vulnerableFinding(below: readonly Below[], levels: RuleLevels): readonly Content[] {
  const vulnerable = below.filter(release => release.malicious.length === 0 && release.vulnerable.length > 0).sort(worstFirst);
  const [first] = vulnerable;
  if (!first) return [];
  const groups = vulnerable.flatMap(release => release.vulnerable).sort(bySeverity);
  const level = levels['vulnerable-release'] ?? severityLevel(groups);
  if (level === 'off') return [];
  const ids = `${shownId(first.vulnerable[0] as AdvisoryGroup)}${first.vulnerable.length > 1 ? ` and ${first.vulnerable.length - 1} more` : ''}`;
  const severity = worstSeverity(first.vulnerable);
  const fact =
    first.vulnerable.length > 1
      ? `${first.vulnerable.length} vulnerabilities${severity ? `, the worst ${severity}` : ''}`
      : `a ${severity ? `${severity} ` : ''}vulnerability`;
  const more =
    vulnerable.length > 1
      ? ` It brings in ${vulnerable.length - 1} more vulnerable ${vulnerable.length === 2 ? 'release' : 'releases'}.`
      : '';
  const message = fitting(
    `${shown(first.path)} has ${fact} (${ids}).${more}`,
    `${shown(ends(first.path))} has ${fact} (${ids}).${more}`,
    `Brings in ${quoted(first.path.at(-1) ?? '', 60)} with ${fact} (${ids}).`,
  );
  return [contentOf('vulnerable-release', level, message, vulnerable, first, release => release.vulnerable)];
}

function misplacedFinding(rule: MisplacedEntry['rule'], below: readonly Below[], levels: RuleLevels): readonly Content[] {
  const misplaced = below.filter(release => release.malicious.length === 0 && release.misplaced?.rule === rule);
  const [first] = misplaced;
  const level = levels[rule] ?? 'error';
  if (first?.misplaced === undefined || level === 'off') return [];
  const more = misplaced.length > 1 ? ` It brings in ${misplaced.length - 1} more like it.` : '';
  const message = fitting(
    `${shown(first.path)} ${first.misplaced.what}.${more}`,
    `${shown(ends(first.path))} ${first.misplaced.what}.${more}`,
    `Brings in ${quoted(first.path.at(-1) ?? '', 40)}, which ${first.misplaced.what}.`,
  );
  return [contentOf(rule, level, message, misplaced, first, () => [])];
}

function contentOf(
  rule: Finding['rule'],
  level: Finding['level'],
  message: string,
  below: readonly Below[],
  first: Below,
  groupsOf: (release: Below) => readonly AdvisoryGroup[],
): Content {
  const advisories = [...new Set(below.flatMap(groupsOf))];
  const through: readonly Through[] = below.map(release => ({
    path: release.path,
    name: release.name,
    version: release.version,
    advisories: groupsOf(release),
    ...(release.misplaced?.rule === rule && { fact: release.misplaced.what }),
  }));
  return { rule, level, message, advisories, bad: [], version: first.version, through };
}

function worstFirst(a: Below, b: Below): number {
  const [x, y] = [[...a.vulnerable].sort(bySeverity)[0], [...b.vulnerable].sort(bySeverity)[0]];
  return x && y ? bySeverity(x, y) || a.path.length - b.path.length : 0;
}

function shown(path: readonly string[]): string {
  return path.map(name => quoted(name, 60)).join(' → ');
}

function ends(path: readonly string[]): readonly string[] {
  return path.length > 3 ? [path[0] ?? '', '…', path.at(-1) ?? ''] : path;
}
