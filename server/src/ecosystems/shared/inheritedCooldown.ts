import type { Cooldown, Limit } from './cooldown.js';
import { allExceptions } from './cooldownExceptions.js';
import type { CooldownSettings } from './cooldownSettings.js';
import {
  belowOf,
  type ChosenManager,
  type Configuration,
  type CooldownQuestion,
  type InheritedCooldown,
  type PackageManager,
  type SettingsFile,
} from './settings.js';

/** One folder on the way up from a manifest. */
export interface CooldownLevel {
  /** The manifest's folder relative to this one, with `/`; `''` for its own. */
  readonly member: string;
  /** The names in it that tell something. */
  readonly names: ReadonlySet<string>;
  /** By name, or by path below it (`.venv/pip.conf`); of two for one package manager the first one counts. */
  readonly files: ConfigurationsByName;
}

/** By the name that a message has for the place. */
export type ConfigurationsByName = ReadonlyMap<string, Configuration>;

/** What one package manager is told in one place. */
export interface CooldownStatement extends CooldownSettings {
  readonly source: string;
  /** The package manager reads this place by itself, and takes nothing younger. */
  readonly isObeyed: boolean;
}

/** How the package managers of an ecosystem come to their cooldown. */
export interface CooldownRules {
  /** Those that may be the project's where nothing tells which. */
  readonly managers: readonly PackageManager[];
  /** Whose lockfile a name is; none: a lockfile does not tell. */
  readonly lockfiles: ReadonlyMap<string, PackageManager>;
  /** What a package manager is told, all places put together. */
  statementTo(chosen: ChosenManager, places: CooldownPlaces): CooldownStatement | undefined;
}

/** Where a cooldown may be configured. */
export interface CooldownPlaces {
  /** From the manifest's folder upwards. */
  readonly levels: readonly CooldownLevel[];
  /** Goes before what projects say. */
  readonly environment: ConfigurationsByName;
  /** Files of the user and of the installation: what projects say goes before them. */
  readonly user: ConfigurationsByName;
}

/** The places of a question, with what the environment says. */
export function cooldownPlaces(
  { found, subject }: Pick<CooldownQuestion<Configuration>, 'found' | 'subject'>,
  environment: ConfigurationsByName,
): CooldownPlaces {
  const within = found.folders.filter(({ isWithin }) => isWithin).slice(0, DEEPEST);
  const levels = within.map(({ path, names, files }) => ({ member: belowOf(subject.folder, path), names, files: byName(files) }));
  return { levels, environment, user: byName(found.user) };
}

/**
 * The cooldown around a manifest. The package manager that the project names, else those whose lockfile is nearest, are asked; where neither
 * tells, all of the ecosystem. Of several that have one, the longest: a fixed date goes before a length of time. Nobody obeys that for sure.
 */
export function inheritedCooldown(places: CooldownPlaces, rules: CooldownRules): InheritedCooldown {
  const statements = managersOf(places.levels, rules).flatMap(chosen => rules.statementTo(chosen, places) ?? []);
  const problems = [...new Set(statements.flatMap(statement => statement.problems))];
  const longest = statements.reduce<CooldownStatement | undefined>(
    (best, one) => (isLonger(one.limit, best?.limit) ? one : best),
    undefined,
  );
  const isOnly = statements.filter(({ limit }) => limit !== undefined).length === 1;
  if (longest?.limit) return { cooldown: cooldownOf({ ...longest, isObeyed: isOnly && longest.isObeyed }, longest.limit), problems };
  const exceptions = allExceptions(statements.map(statement => statement.exceptions));
  return { problems, ...(exceptions && { exceptions }) };
}

/** What all files on the way up tell a package manager, the nearest first. */
export function statementsOn(manager: PackageManager, levels: readonly CooldownLevel[]): readonly CooldownStatement[] {
  return levels.flatMap(({ files }) => statementsIn(manager, files));
}

export function statementsIn(manager: PackageManager, files: ConfigurationsByName): readonly CooldownStatement[] {
  return [...files].flatMap(([source, { cooldowns }]) => {
    const found = cooldowns[manager];
    const problems = found?.problems.map(problem => `${source}: ${problem}.`) ?? [];
    return found ? [{ ...found, source, isObeyed: found.isLoose !== true, problems }] : [];
  });
}

/** What a project says, between the environment and the user. */
export function withOutside(
  manager: PackageManager,
  own: readonly CooldownStatement[],
  { environment, user }: CooldownPlaces,
): readonly CooldownStatement[] {
  return [...statementsIn(manager, environment), ...own, ...statementsIn(manager, user)];
}

/** The first that says how long, or tries to, and the exceptions of all. */
export function firstStatement(statements: readonly CooldownStatement[]): CooldownStatement | undefined {
  const first = statements.find(({ limit, problems }) => limit !== undefined || problems.length > 0) ?? statements[0];
  const exceptions = allExceptions(statements.map(statement => statement.exceptions));
  return first && { ...first, ...(exceptions && { exceptions }) };
}

/** Index of the root of the workspace that the manifest belongs to, else of the nearest folder with a manifest of that name. */
export function projectRoot(levels: readonly CooldownLevel[], manifest: string): number {
  const workspace = workspaceRoot(levels, manifest);
  return Math.max(workspace < 0 ? levels.findIndex(({ names }) => names.has(manifest)) : workspace, 0);
}

/** -1 where the manifest belongs to none. */
export function workspaceRoot(levels: readonly CooldownLevel[], manifest: string): number {
  return levels.findIndex(({ member, files }) => member !== '' && files.get(manifest)?.isMember?.(member) === true);
}

const DEEPEST = 40;

function byName(files: readonly SettingsFile<Configuration>[]): ConfigurationsByName {
  return new Map(files.flatMap(({ name, content }) => (content ? [[name, content] as const] : [])));
}

/** The package managers that may be the project's. */
function managersOf(levels: readonly CooldownLevel[], { managers, lockfiles }: CooldownRules): readonly ChosenManager[] {
  for (const { names, files } of lockfiles.size === 0 ? [] : levels) {
    const chosen = [...files.values()].find(file => file.chosen !== undefined)?.chosen;
    if (chosen) return [chosen];
    const locked = new Set([...names].flatMap(name => lockfiles.get(name) ?? []));
    const found = managers.filter(manager => locked.has(manager));
    if (found.length > 0) return found.map(manager => ({ manager }));
  }
  return managers.map(manager => ({ manager }));
}

function isLonger(limit: Limit | undefined, than: Limit | undefined): boolean {
  if (limit === undefined || than === undefined) return limit !== undefined;
  if (limit.before !== undefined || than.before !== undefined)
    return (limit.before ?? Number.POSITIVE_INFINITY) < (than.before ?? Number.POSITIVE_INFINITY);
  return (limit.age ?? 0) > (than.age ?? 0);
}

function cooldownOf({ source, isObeyed, exceptions }: CooldownStatement, limit: Limit): Cooldown {
  return { source, enforced: isObeyed, ...limit, exempts: NEVER, ...exceptions };
}

const NEVER = () => false;
