import { realpathSync } from 'node:fs';
import path from 'node:path';
import { readBunEnvironment, readBunfig } from '../../ecosystems/npm/settings/bunfigRegistries.js';
import { readNpmEnvironment, readNpmrcSettings } from '../../ecosystems/npm/settings/npmrcRegistries.js';
import type { Environment, NpmSettingsRead } from '../../ecosystems/npm/settings/settings.js';
import { readPnpmSettings } from '../../ecosystems/npm/settings/pnpmRegistries.js';
import { readClassicYarnrc, readYarnEnvironment, readYarnrcYml } from '../../ecosystems/npm/settings/yarnRegistries.js';
import { readSmallFile, stampOf } from '../disk/fileCache.js';

/** A file that a package manager may be configured in. */
export interface ConfigFile {
  readonly path: string;
  /** As a problem names it. */
  readonly name: string;
  readonly read: (text: string, env: Environment) => NpmSettingsRead;
}

/** The machine, and who uses it. */
export interface UserPlace {
  readonly env: Environment;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

export type NpmManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** Files of a project by name, and the package managers that they tell something, apart from npm. Those that read nothing only show which one is used. */
export const PROJECT_FILES: readonly { readonly name: string; readonly manager: NpmManager; readonly read?: ConfigFile['read'] }[] = [
  { name: '.npmrc', manager: 'npm', read: readNpmrcSettings },
  { name: 'pnpm-workspace.yaml', manager: 'pnpm', read: readPnpmSettings },
  { name: 'pnpm-lock.yaml', manager: 'pnpm' },
  { name: '.yarnrc.yml', manager: 'yarn', read: readYarnrcYml },
  { name: '.yarnrc', manager: 'yarn', read: readClassicYarnrc },
  { name: 'yarn.lock', manager: 'yarn' },
  { name: 'bunfig.toml', manager: 'bun', read: readBunfig },
  { name: 'bun.lock', manager: 'bun' },
  { name: 'bun.lockb', manager: 'bun' },
];

/** What the environment tells a package manager, apart from what it tells npm. */
export function environmentOf(manager: NpmManager, env: Environment): NpmSettingsRead {
  if (manager === 'pnpm') return readNpmEnvironment(env, 'pnpm');
  if (manager === 'yarn') return readYarnEnvironment(env);
  return manager === 'bun' ? readBunEnvironment(env) : readNpmEnvironment(env);
}

/**
 * Files of the user that a package manager reads apart from npm's, the first of which counts that has a key.
 * https://pnpm.io/npmrc, https://pnpm.io/cli/config, https://yarnpkg.com/configuration/yarnrc, https://classic.yarnpkg.com/en/docs/yarnrc,
 * https://bun.com/docs/runtime/bunfig#global-vs-local
 */
export function userFilesOf(manager: NpmManager, place: UserPlace): readonly ConfigFile[] {
  if (manager === 'yarn') {
    return [
      { path: path.join(place.home, '.yarnrc.yml'), name: '~/.yarnrc.yml', read: readYarnrcYml },
      { path: path.join(place.home, '.yarnrc'), name: '~/.yarnrc', read: readClassicYarnrc },
    ];
  }
  if (manager === 'bun') {
    return [{ path: path.join(place.env.XDG_CONFIG_HOME || place.home, '.bunfig.toml'), name: '~/.bunfig.toml', read: readBunfig }];
  }
  if (manager === 'pnpm') return pnpmFiles(pnpmFolder(place));
  return [npmUserFile(place)];
}

/** pnpm's own files; its `rc` and `config.yaml` come behind npm's of the user. */
function pnpmFiles(folder: string): readonly ConfigFile[] {
  return [
    { path: path.join(folder, 'auth.ini'), name: "pnpm's auth.ini", read: readNpmrcSettings },
    { path: path.join(folder, 'rc'), name: "pnpm's rc", read: readNpmrcSettings },
    { path: path.join(folder, 'config.yaml'), name: "pnpm's config.yaml", read: readPnpmSettings },
  ];
}

/** https://pnpm.io/cli/config */
function pnpmFolder({ env, home, platform }: UserPlace): string {
  if (env.XDG_CONFIG_HOME) return path.join(env.XDG_CONFIG_HOME, 'pnpm');
  if (platform === 'darwin') return path.join(home, 'Library', 'Preferences', 'pnpm');
  if (platform === 'win32') return path.join(env.LOCALAPPDATA || path.join(home, 'AppData', 'Local'), 'pnpm', 'config');
  return path.join(home, '.config', 'pnpm');
}

/** npm's file of the user: `userconfig`. https://docs.npmjs.com/cli/configuring-npm/npmrc */
function npmUserFile({ env, home }: UserPlace): ConfigFile {
  const named = npmVariable(env, 'userconfig');
  return { path: named || path.join(home, '.npmrc'), name: named ? "the user's npmrc" : '~/.npmrc', read: readNpmrcSettings };
}

/**
 * npm's files of the installation: `globalconfig`, else `etc/npmrc` below its prefix; then the one beside npm itself. The prefix is named by the
 * environment, by the user's file, or by npm's own; else it is where Node is installed. https://docs.npmjs.com/cli/configuring-npm/folders#prefix-configuration
 * @param prefixIn what a file names as prefix
 */
export function npmGlobalFiles(place: UserPlace, prefixIn: (file: ConfigFile) => string | undefined): readonly ConfigFile[] {
  const { env, home, platform } = place;
  const node = nodePrefix(place);
  const modules = platform === 'win32' ? 'node_modules' : 'lib/node_modules';
  const own =
    node === undefined ? [] : [{ path: path.join(node, modules, 'npm', 'npmrc'), name: "npm's own npmrc", read: readNpmrcSettings }];
  const prefix = npmVariable(env, 'prefix') || [npmUserFile(place), ...own].map(prefixIn).find(Boolean) || env.PREFIX || node;
  const named = npmVariable(env, 'globalconfig');
  const global = named || (prefix && path.join(prefix.replace(/^~(?=[\\/])/, home), 'etc', 'npmrc'));
  return [...(global ? [{ path: global, name: "npm's global npmrc", read: readNpmrcSettings }] : []), ...own];
}

/** A file outside of projects that may speak of a cooldown; `kind` is the project file of the same form. */
export interface UserCooldownFile {
  readonly path: string;
  readonly name: string;
  readonly kind: '.npmrc' | 'pnpm rc' | 'pnpm-workspace.yaml' | '.yarnrc.yml' | 'bunfig.toml';
}

/** Where npm, pnpm, Yarn and Bun may be told of a cooldown outside of projects, as they are installed now. */
export function npmCooldownFiles(place: UserPlace): readonly UserCooldownFile[] {
  const prefixIn = ({ path: file, read }: ConfigFile): string | undefined => {
    const content = stampOf(file) === undefined ? undefined : readSmallFile(file);
    return content && 'text' in content ? read(content.text, place.env).settings.get('prefix')?.at(-1) : undefined;
  };
  const ofKind = (kind: UserCooldownFile['kind'], { path: file, name }: ConfigFile): UserCooldownFile => ({ path: file, name, kind });
  const [, ...pnpm] = userFilesOf('pnpm', place);
  const files = (manager: NpmManager): readonly ConfigFile[] => userFilesOf(manager, place).slice(0, 1);
  return [
    ...files('npm').map(file => ofKind('.npmrc', file)),
    ...pnpm.map(file => ofKind(file.path.endsWith('.yaml') ? 'pnpm-workspace.yaml' : 'pnpm rc', file)),
    ...npmGlobalFiles(place, prefixIn).map(file => ofKind('.npmrc', file)),
    ...files('yarn').map(file => ofKind('.yarnrc.yml', file)),
    ...files('bun').map(file => ofKind('bunfig.toml', file)),
  ];
}

/** npm takes its variables in letters of any size. */
function npmVariable(env: Environment, key: string): string | undefined {
  const name = `npm_config_${key}`;
  return env[name] ?? Object.entries(env).find(([other]) => other.toLowerCase() === name)?.[1];
}

/** Where the Node that would run npm is installed: the first one on the path. */
function nodePrefix({ env, platform }: UserPlace): string | undefined {
  const isWindows = platform === 'win32';
  for (const folder of (env.PATH ?? env.Path ?? '').split(path.delimiter).filter(Boolean)) {
    const node = realPathOf(path.join(folder, isWindows ? 'node.exe' : 'node'));
    if (node !== undefined) return isWindows ? path.dirname(node) : path.dirname(path.dirname(node));
  }
  return undefined;
}

function realPathOf(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}
