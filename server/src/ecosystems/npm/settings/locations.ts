// Where npm, pnpm, Yarn and Bun are configured: in projects, by the user, and for the whole installation.
import type { Environment, Machine, ProjectLocation, ReadConfiguration, TrackedFiles, UserLocation } from '../../shared/settings.js';
import { readBunfig } from './bunfig.js';
import { readNpmrcFile, readPnpmAuth, readPnpmRc } from './npmrc.js';
import { readPackageJsonSettings } from './packageJson.js';
import { readPnpmSettings } from './pnpm.js';
import type { NpmConfiguration } from './settings.js';
import { readClassicYarnrc, readYarnrcYml } from './yarnrc.js';

/** Whose files are told apart here. */
export type NpmManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

type Read = ReadConfiguration<NpmConfiguration>;

/** A file of projects, and the package manager that it belongs to. */
export interface NpmProjectLocation extends ProjectLocation<NpmConfiguration> {
  readonly manager: NpmManager;
}

/** Files of projects. Where two of one folder speak to one package manager, the first one counts. */
export const NPM_PROJECT_LOCATIONS: readonly NpmProjectLocation[] = [
  { name: 'package.json', manager: 'npm', read: readPackageJsonSettings },
  { name: 'package-lock.json', manager: 'npm' },
  { name: 'npm-shrinkwrap.json', manager: 'npm' },
  configured('pnpm-workspace.yaml', 'pnpm', readPnpmSettings),
  { name: 'pnpm-lock.yaml', manager: 'pnpm' },
  configured('.npmrc', 'npm', readNpmrcFile),
  configured('.yarnrc.yml', 'yarn', readYarnrcYml),
  configured('.yarnrc', 'yarn', readClassicYarnrc),
  { name: 'yarn.lock', manager: 'yarn' },
  configured('bunfig.toml', 'bun', readBunfig),
  { name: 'bun.lock', manager: 'bun' },
  { name: 'bun.lockb', manager: 'bun' },
];

function configured(name: string, manager: NpmManager, read: Read): NpmProjectLocation {
  return { name, manager, read, reachesAbove: true };
}

/** Whose files a format is, of those that say where packages come from; undefined for others. */
export function ownerOf(read: Read): NpmManager | undefined {
  return OWNERS.get(read);
}

const OWNERS: ReadonlyMap<Read, NpmManager> = new Map<Read, NpmManager>([
  [readNpmrcFile, 'npm'],
  [readPnpmAuth, 'pnpm'],
  [readPnpmRc, 'pnpm'],
  [readPnpmSettings, 'pnpm'],
  [readYarnrcYml, 'yarn'],
  [readClassicYarnrc, 'yarn'],
  [readBunfig, 'bun'],
]);

/**
 * Files of the user and of the installation; of those that a package manager reads, its own and npm's, the first counts that has a key.
 * https://docs.npmjs.com/cli/configuring-npm/npmrc, https://pnpm.io/npmrc, https://pnpm.io/cli/config, https://yarnpkg.com/configuration/yarnrc,
 * https://classic.yarnpkg.com/en/docs/yarnrc, https://bun.com/docs/runtime/bunfig#global-vs-local
 */
export function npmUserLocations(machine: Machine, tracked: TrackedFiles): readonly UserLocation<NpmConfiguration>[] {
  const { env, home } = machine;
  const [pnpm, bun] = [pnpmFolder(machine, tracked), env.XDG_CONFIG_HOME || home];
  const user = npmUserFile(machine, tracked);
  return [
    { path: tracked.join(pnpm, 'auth.ini'), name: "pnpm's auth.ini", read: readPnpmAuth },
    user,
    { path: tracked.join(pnpm, 'rc'), name: "pnpm's rc", read: readPnpmRc },
    { path: tracked.join(pnpm, 'config.yaml'), name: "pnpm's config.yaml", read: readPnpmSettings },
    ...npmGlobalFiles(machine, user, tracked),
    { path: tracked.join(home, '.yarnrc.yml'), name: '~/.yarnrc.yml', read: readYarnrcYml },
    { path: tracked.join(home, '.yarnrc'), name: '~/.yarnrc', read: readClassicYarnrc },
    { path: tracked.join(bun, '.bunfig.toml'), name: '~/.bunfig.toml', read: readBunfig },
  ];
}

/** https://pnpm.io/cli/config */
function pnpmFolder({ env, home, platform }: Machine, { join }: TrackedFiles): string {
  if (env.XDG_CONFIG_HOME) return join(env.XDG_CONFIG_HOME, 'pnpm');
  if (platform === 'darwin') return join(home, 'Library', 'Preferences', 'pnpm');
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'pnpm', 'config');
  return join(home, '.config', 'pnpm');
}

/** npm's file of the user: `userconfig`. https://docs.npmjs.com/cli/configuring-npm/npmrc */
function npmUserFile({ env, home }: Machine, { join }: TrackedFiles): UserLocation<NpmConfiguration> {
  const named = npmVariable(env, 'userconfig');
  return npmFile(named || join(home, '.npmrc'), named ? "the user's npmrc" : '~/.npmrc');
}

function npmFile(path: string, name: string): UserLocation<NpmConfiguration> {
  return { path, name, read: readNpmrcFile };
}

/**
 * npm's files of the installation: `globalconfig`, else `etc/npmrc` below its prefix; then the one beside npm itself. The prefix is named by the
 * environment, by the user's file, or by npm's own; else it is where Node is installed. https://docs.npmjs.com/cli/configuring-npm/folders#prefix-configuration
 */
function npmGlobalFiles(
  machine: Machine,
  user: UserLocation<NpmConfiguration>,
  tracked: TrackedFiles,
): readonly UserLocation<NpmConfiguration>[] {
  const { env, home, platform } = machine;
  const node = nodePrefix(machine, tracked);
  const modules = platform === 'win32' ? 'node_modules' : 'lib/node_modules';
  const own = node === undefined ? [] : [npmFile(tracked.join(node, modules, 'npm', 'npmrc'), "npm's own npmrc")];
  const prefixIn = ({ path, read }: UserLocation<NpmConfiguration>): string | undefined =>
    tracked.ofUser(path, read)?.settings.get('prefix')?.at(-1);
  const prefix = npmVariable(env, 'prefix') || [user, ...own].map(prefixIn).find(Boolean) || env.PREFIX || node;
  const named = npmVariable(env, 'globalconfig');
  const global = named || (prefix && tracked.join(prefix.replace(/^~(?=[\\/])/, home), 'etc', 'npmrc'));
  return [...(global ? [npmFile(global, "npm's global npmrc")] : []), ...own];
}

/** npm takes its variables in letters of any size. */
function npmVariable(env: Environment, key: string): string | undefined {
  const name = `npm_config_${key}`;
  return env[name] ?? Object.entries(env).find(([other]) => other.toLowerCase() === name)?.[1];
}

/** Where the Node that would run npm is installed: the first one on the path. */
function nodePrefix({ env, platform }: Machine, tracked: TrackedFiles): string | undefined {
  const isWindows = platform === 'win32';
  for (const folder of (env.PATH ?? env.Path ?? '').split(isWindows ? ';' : ':').filter(Boolean)) {
    const node = tracked.realPath(tracked.join(folder, isWindows ? 'node.exe' : 'node'));
    if (node !== undefined) return isWindows ? tracked.parent(node) : tracked.parent(tracked.parent(node));
  }
  return undefined;
}
