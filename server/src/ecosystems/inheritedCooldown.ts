import { npmVersions } from './npm/versions/index.js';
import type { Configuration, PackageManager } from './configuration.js';
import type { Cooldown, Exceptions, Limit } from './shared/cooldown.js';
import { allExceptions } from './shared/cooldownExceptions.js';
import type { ChosenManager } from './npm/settings/packageProject.js';
import { PNPM_DEFAULT } from './npm/settings/pnpmCooldown.js';
import { YARN_DEFAULT } from './npm/settings/yarnCooldown.js';

/** One folder on the way up from a manifest. */
export interface Level {
  /** The manifest's folder relative to this one, with `/`; `''` for its own. */
  readonly member: string;
  /** The names in it. */
  readonly names: readonly string[];
  /** By name, or by path below it (`.venv/pip.conf`); of two for one package manager the first one counts. */
  readonly files: ReadonlyMap<string, Configuration>;
}

/** What is configured outside of projects, by the name that a message has for the place; of two for one package manager the first one counts. */
export interface Outside {
  /** Goes before what projects say. */
  readonly environment: ReadonlyMap<string, Configuration>;
  /** Files of the user and of the installation: what projects say goes before them. */
  readonly user: ReadonlyMap<string, Configuration>;
}

export const NOTHING_OUTSIDE: Outside = { environment: new Map(), user: new Map() };

/** The cooldown that a project has by the configuration of its package manager. */
export interface Inherited {
  /** Undefined where none says how long. */
  readonly cooldown?: Cooldown;
  /** Exceptions that are listed where none says how long. */
  readonly exceptions?: Exceptions;
  /** Values that cannot be read, each a sentence with the name of its file. */
  readonly problems: readonly string[];
}

/**
 * The cooldown around a manifest. The package manager that the project names, else those whose lockfile is nearest, are asked; where neither
 * tells, all of the ecosystem. Of several that have one, the longest: a fixed date goes before a length of time. Nobody obeys that for sure.
 * @param levels from the manifest's folder upwards
 * @param kind `requirements`: a requirements file, which any tool may install
 */
export function inheritedCooldown(
  levels: readonly Level[],
  kind: 'npm' | 'python' | 'requirements',
  outside: Outside = NOTHING_OUTSIDE,
): Inherited {
  const said = managersOf(levels, kind).flatMap(chosen => heard(levels, chosen, kind, outside) ?? []);
  const problems = [...new Set(said.flatMap(found => found.problems))];
  const longest = said.reduce<Said | undefined>((best, found) => (isLonger(found.limit, best?.limit) ? found : best), undefined);
  const isOnly = said.filter(({ limit }) => limit !== undefined).length === 1;
  if (longest?.limit) return { cooldown: cooldownOf({ ...longest, isObeyed: isOnly && longest.isObeyed }, longest.limit), problems };
  const exceptions = allExceptions(said.map(found => found.exceptions));
  return { problems, ...(exceptions && { exceptions }) };
}

/** What one package manager is told. */
interface Said {
  readonly source: string;
  readonly limit?: Limit;
  readonly exceptions?: Exceptions;
  readonly problems: readonly string[];
  /** The package manager reads this place by itself, and takes nothing younger. */
  readonly isObeyed: boolean;
}

const MANAGERS: Readonly<Record<'npm' | 'python' | 'requirements', readonly PackageManager[]>> = {
  npm: ['npm', 'pnpm', 'yarn', 'bun'],
  python: ['uv', 'poetry', 'pdm', 'pip'],
  requirements: ['pip', 'uv', 'poetry', 'pdm'],
};

const LOCKFILES: ReadonlyMap<string, PackageManager> = new Map([
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['uv.lock', 'uv'],
  ['poetry.lock', 'poetry'],
  ['pdm.lock', 'pdm'],
]);

/** The package managers that may be the project's. */
function managersOf(levels: readonly Level[], kind: keyof typeof MANAGERS): readonly ChosenManager[] {
  const known = MANAGERS[kind];
  for (const { names, files } of kind === 'requirements' ? [] : levels) {
    const chosen = [...files.values()].find(file => file.chosen !== undefined)?.chosen;
    if (chosen) return [chosen];
    const locked = new Set(names.flatMap(name => LOCKFILES.get(name) ?? []));
    const managers = known.filter(manager => locked.has(manager));
    if (managers.length > 0) return managers.map(manager => ({ manager }));
  }
  return known.map(manager => ({ manager }));
}

function heard(levels: readonly Level[], chosen: ChosenManager, kind: keyof typeof MANAGERS, outside: Outside): Said | undefined {
  const within = (own: readonly Said[]): readonly Said[] => [
    ...saidIn(chosen.manager, outside.environment),
    ...own,
    ...saidIn(chosen.manager, outside.user),
  ];
  switch (chosen.manager) {
    case 'npm':
      return since('11.10.0', chosen, together(within(saidTo('npm', levels.slice(projectRoot(levels, 'package.json')).slice(0, 1)))));
    case 'pnpm':
      return since('10.16.0', chosen, together(saidToPnpm(within(saidToPnpmIn(levels)), chosen)));
    case 'yarn':
      return since(
        '4.10.0',
        chosen,
        together([...within(saidTo('yarn', levels)), ...defaultSince('4.15.0', 'Yarn', YARN_DEFAULT, chosen)]),
      );
    case 'bun':
      return since('1.3.0', chosen, together(within(saidTo('bun', levels))));
    case 'uv':
      return saidToUv(levels, kind, outside);
    default:
      return together(within(saidTo(chosen.manager, levels)));
  }
}

/**
 * What all files on the way up tell a package manager, the nearest first. A pip.conf counts for pip by itself inside an environment only:
 * elsewhere where PIP_CONFIG_FILE names it (https://pip.pypa.io/en/stable/topics/configuration/#location).
 */
function saidTo(manager: PackageManager, levels: readonly Level[]): readonly Said[] {
  return levels.flatMap(({ files }) => saidIn(manager, files));
}

function saidIn(manager: PackageManager, files: ReadonlyMap<string, Configuration>): readonly Said[] {
  return [...files].flatMap(([source, { settings }]) => {
    const found = settings[manager];
    const isObeyed = found?.isLoose !== true && (manager !== 'pip' || /\/|^PIP_/.test(source));
    return found ? [{ ...found, source, isObeyed, problems: found.problems.map(problem => `${source}: ${problem}.`) }] : [];
  });
}

/** The nearest pnpm-workspace.yaml, then .npmrc files up to its folder. */
function saidToPnpmIn(levels: readonly Level[]): readonly Said[] {
  const workspace = levels.findIndex(({ files }) => files.has('pnpm-workspace.yaml'));
  const root = workspace < 0 ? projectRoot(levels, 'package.json') : workspace;
  const said = saidTo('pnpm', levels.slice(0, root + 1));
  return [
    ...said.filter(({ source }) => source === 'pnpm-workspace.yaml'),
    ...said.filter(({ source }) => source !== 'pnpm-workspace.yaml'),
  ];
}

/** pnpm 11 no longer reads files of npm's form, nor npm's variables, for this (https://pnpm.io/11.x/migration). */
function saidToPnpm(said: readonly Said[], chosen: ChosenManager): readonly Said[] {
  const isModern = isAtLeast(chosen.version, '11.0.0') === true;
  return [
    ...said.filter(({ source }) => !isModern || !/rc$|^npm_config_/.test(source)),
    ...defaultSince('11.0.0', 'pnpm', PNPM_DEFAULT, chosen),
  ];
}

/**
 * uv reads one file of the project, the nearest from its workspace's root on upwards, between the environment and the files of user and system
 * (https://docs.astral.sh/uv/concepts/configuration-files/).
 */
function saidToUv(levels: readonly Level[], kind: keyof typeof MANAGERS, outside: Outside): Said | undefined {
  const place = levels.slice(Math.max(workspaceRoot(levels, 'pyproject.toml'), 0));
  const firstFor = (said: (manager: PackageManager) => readonly Said[]): readonly Said[] =>
    (kind === 'requirements' ? (['uv pip', 'uv'] as const) : (['uv'] as const)).flatMap(manager => said(manager).slice(0, 1));
  return together([
    ...firstFor(manager => saidIn(manager, outside.environment)),
    ...firstFor(manager => saidTo(manager, place)),
    ...firstFor(manager => saidIn(manager, outside.user)),
  ]);
}

/** Index of the root of the workspace that the manifest belongs to, else of the nearest folder with a manifest of that name. */
function projectRoot(levels: readonly Level[], manifest: string): number {
  const workspace = workspaceRoot(levels, manifest);
  return Math.max(workspace < 0 ? levels.findIndex(({ names }) => names.includes(manifest)) : workspace, 0);
}

/** -1 where the manifest belongs to none. */
function workspaceRoot(levels: readonly Level[], manifest: string): number {
  return levels.findIndex(({ member, files }) => member !== '' && files.get(manifest)?.isMember?.(member) === true);
}

/** The first that says how long, or tries to, and the exceptions of all. */
function together(said: readonly Said[]): Said | undefined {
  const first = said.find(({ limit, problems }) => limit !== undefined || problems.length > 0) ?? said[0];
  const exceptions = allExceptions(said.map(found => found.exceptions));
  return first && { ...first, ...(exceptions && { exceptions }) };
}

/** An older package manager does not know the setting: then it is meant, and not obeyed. */
function since(version: string, chosen: ChosenManager, said: Said | undefined): Said | undefined {
  return said && isAtLeast(chosen.version, version) === false ? { ...said, isObeyed: false } : said;
}

/** What the package manager does where nothing is said. Not counted on: pnpm takes a younger release where no other fits, and a user may have set another. */
function defaultSince(version: string, name: string, limit: Limit, chosen: ChosenManager): readonly Said[] {
  if (isAtLeast(chosen.version, version) !== true) return [];
  return [{ source: `the default of ${name} ${chosen.version?.split('.')[0]}`, limit, problems: [], isObeyed: false }];
}

/** Undefined where the version is not known. */
function isAtLeast(version: string | undefined, least: string): boolean | undefined {
  return version !== undefined && npmVersions.isValid(version) ? npmVersions.compare(version, least) >= 0 : undefined;
}

function isLonger(limit: Limit | undefined, than: Limit | undefined): boolean {
  if (limit === undefined || than === undefined) return limit !== undefined;
  if (limit.before !== undefined || than.before !== undefined)
    return (limit.before ?? Number.POSITIVE_INFINITY) < (than.before ?? Number.POSITIVE_INFINITY);
  return (limit.age ?? 0) > (than.age ?? 0);
}

function cooldownOf({ source, isObeyed, exceptions }: Said, limit: Limit): Cooldown {
  return { source, enforced: isObeyed, ...limit, exempts: NEVER, ...exceptions };
}

const NEVER = () => false;
