import { withoutSeparator } from '../../../text/paths.js';
import type { Scope } from '../../shared/sourced.js';

/** The machine that configuration is looked for on. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: string;
}

/**
 * Where pip looks for its configuration outside of environments, the weakest place first; none where `PIP_CONFIG_FILE` is the null device.
 * https://pip.pypa.io/en/stable/topics/configuration/#location
 * @param isThere whether there is a file: where `PIP_CONFIG_FILE` leads to one, pip passes over that of the user
 */
export function pipPlaces(machine: Machine, isThere: (path: string) => boolean): readonly string[] {
  const { env, platform } = machine;
  const named = env.PIP_CONFIG_FILE;
  if (isPipOff(machine)) return [];
  const join = joinOn(platform);
  const file = pipFile(platform);
  const user = named && isThere(named) ? [] : pipUserFolders(machine).map(folder => join(folder, file));
  return [...pipGlobalFolders(machine).map(folder => join(folder, file)), ...user, ...(named ? [named] : [])];
}

/** Whether `PIP_CONFIG_FILE` is the null device: then pip reads no file of configuration at all. */
export function isPipOff({ env, platform }: Machine): boolean {
  const named = env.PIP_CONFIG_FILE;
  return named !== undefined && (platform === 'win32' ? /^(?:\\\\\.\\)?nul$/i.test(named) : named === '/dev/null');
}

/** pip's file of configuration, also inside an environment. */
export function pipFile(platform: string): string {
  return platform === 'win32' ? 'pip.ini' : 'pip.conf';
}

/**
 * Where uv looks for its configuration outside of projects, the strongest place first. `UV_CONFIG_FILE` takes the place of all.
 * https://docs.astral.sh/uv/concepts/configuration-files/
 */
export function uvPlaces({ env, home, platform }: Machine): readonly string[] {
  const join = joinOn(platform);
  if (env.UV_CONFIG_FILE) return [env.UV_CONFIG_FILE];
  if (env.UV_NO_CONFIG) return [];
  if (platform === 'win32')
    return [...(env.APPDATA ? [join(env.APPDATA, 'uv', 'uv.toml')] : []), join(env.SYSTEMDRIVE || 'C:', 'ProgramData', 'uv', 'uv.toml')];
  const system = [...(env.XDG_CONFIG_DIRS || '/etc/xdg').split(':'), '/etc'].filter(folder => folder.startsWith('/'));
  return [join(env.XDG_CONFIG_HOME || join(home, '.config'), 'uv', 'uv.toml'), ...system.map(folder => join(folder, 'uv', 'uv.toml'))];
}

/** Poetry's `config.toml` and `auth.toml`. https://python-poetry.org/docs/configuration/ */
export function poetryPlaces({ env, home, platform }: Machine): readonly string[] {
  const join = joinOn(platform);
  const folder = env.POETRY_CONFIG_DIR || join(configFolder({ env, home, platform }), 'pypoetry');
  return [join(folder, 'auth.toml'), join(folder, 'config.toml')];
}

/** PDM's `config.toml`, the user's first. https://pdm-project.org/latest/usage/config/ */
export function pdmPlaces({ env, home, platform }: Machine): readonly string[] {
  const join = joinOn(platform);
  if (env.PDM_CONFIG_FILE) return [env.PDM_CONFIG_FILE];
  if (platform === 'win32') return env.LOCALAPPDATA ? [join(env.LOCALAPPDATA, 'pdm', 'pdm', 'config.toml')] : [];
  const user = join(configFolder({ env, home, platform }), 'pdm', 'config.toml');
  return platform === 'darwin' ? [user] : [user, join('/etc/xdg', 'pdm', 'config.toml')];
}

/** The files of which the first that is there counts. https://requests.readthedocs.io/en/latest/user/authentication/#netrc-authentication */
export function netrcPlaces({ env, home, platform }: Machine): readonly string[] {
  const join = joinOn(platform);
  return env.NETRC ? [env.NETRC] : [join(home, '.netrc'), join(home, '_netrc')];
}

/**
 * The files outside of projects that tell Python's package managers how old a release has to be, those first that go before the others.
 * @param isThere whether there is a file
 */
export function pythonCooldownFiles(machine: Machine, isThere: (path: string) => boolean): readonly CooldownFile[] {
  const [, poetry] = poetryPlaces(machine);
  const files = (kind: CooldownFile['kind'], paths: readonly string[]): readonly CooldownFile[] =>
    paths.map(path => ({ path, name: shownPath(path, machine), kind }));
  return [
    ...files('uv.toml', uvPlaces(machine)),
    ...files('poetry.toml', poetry === undefined ? [] : [poetry]),
    ...files('pdm.toml', pdmPlaces(machine)),
    ...files('pip.conf', pipPlaces(machine, isThere).toReversed()),
  ];
}

/** A file outside of projects, and which file of a project has its form. */
export interface CooldownFile {
  readonly path: string;
  readonly name: string;
  readonly kind: 'uv.toml' | 'poetry.toml' | 'pdm.toml' | 'pip.conf';
}

/** Whose word a file is: what lies in the workspace is the project's, whoever names it. */
export function scopeOf(path: string, root: string): Scope {
  return isBelow(path, root) ? 'project' : 'user';
}

/** A path as a message names it. */
export function shownPath(path: string, { home }: Machine): string {
  return isBelow(path, home) ? `~/${path.slice(home.length).replaceAll('\\', '/').replace(/^\/+/, '')}` : path;
}

function isBelow(path: string, folder: string): boolean {
  const bare = withoutSeparator(folder);
  return bare !== '' && path.startsWith(bare) && /^[\\/]/.test(path.slice(bare.length));
}

function pipGlobalFolders({ env, platform }: Machine): readonly string[] {
  const join = joinOn(platform);
  if (platform === 'win32') return env.ALLUSERSPROFILE ? [join(env.ALLUSERSPROFILE, 'pip')] : [];
  if (platform === 'darwin') return ['/Library/Application Support/pip'];
  const folders = (env.XDG_CONFIG_DIRS || '/etc/xdg').split(':').filter(folder => folder.startsWith('/'));
  return [...folders.map(folder => join(folder, 'pip')), '/etc'];
}

/** The older place before the newer one. On macOS pip takes one of two; a file that is in both counts in both here. */
function pipUserFolders({ env, home, platform }: Machine): readonly string[] {
  const join = joinOn(platform);
  if (platform === 'win32') return [join(home, 'pip'), ...(env.APPDATA ? [join(env.APPDATA, 'pip')] : [])];
  const older = join(home, '.pip');
  if (platform === 'darwin') return [older, join(home, '.config', 'pip'), join(home, 'Library', 'Application Support', 'pip')];
  return [older, join(env.XDG_CONFIG_HOME || join(home, '.config'), 'pip')];
}

function configFolder({ env, home, platform }: Machine): string {
  const join = joinOn(platform);
  if (platform === 'win32') return env.APPDATA || join(home, 'AppData', 'Roaming');
  return platform === 'darwin' ? join(home, 'Library', 'Application Support') : env.XDG_CONFIG_HOME || join(home, '.config');
}

function joinOn(platform: string): (...parts: readonly string[]) => string {
  return (...parts) => parts.join(platform === 'win32' ? '\\' : '/');
}
