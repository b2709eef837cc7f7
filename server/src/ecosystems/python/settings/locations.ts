// Where pip, uv, Poetry and PDM are configured: in projects, by the user, and for the whole machine.
import { type Machine, type ProjectLocation, shownPath, type TrackedFiles, type UserLocation } from '../../shared/settings.js';
import type { PythonConfiguration } from './configuration.js';
import { readNetrc } from './netrc.js';
import { readPdmConfig } from './pdm.js';
import { readPipConf } from './pip.js';
import { readPoetryAuth, readPoetryConfig } from './poetry.js';
import { readPipfileProject, readPythonProject } from './pyproject.js';
import { readUvToml } from './uv.js';

/** Files of projects; of two of one folder for one package manager the first one counts. */
export const PYTHON_PROJECT_LOCATIONS: readonly ProjectLocation<PythonConfiguration>[] = [
  // pip's own configuration inside the environments of a folder, under their customary names
  ...['.venv', 'venv', '.env', 'env'].flatMap(environment =>
    ['pip.conf', 'pip.ini'].map(name => ({ name: `${environment}/${name}`, read: readPipConf, beside: `${environment}/pyvenv.cfg` })),
  ),
  { name: 'uv.toml', read: readUvToml },
  { name: 'uv.lock' },
  { name: 'pyproject.toml', read: readPythonProject },
  { name: 'Pipfile', read: readPipfileProject },
  { name: 'poetry.toml', read: readPoetryConfig },
  { name: 'poetry.lock' },
  { name: 'pdm.toml', read: readPdmConfig },
  { name: 'pdm.lock' },
  { name: 'pip.conf', read: readPipConf },
  { name: 'pip.ini', read: readPipConf },
];

/** Files of the user and of the machine; of two for one package manager the first one counts. */
export function pythonUserLocations(machine: Machine, tracked: TrackedFiles): readonly UserLocation<PythonConfiguration>[] {
  const [auth, config] = poetryPaths(machine);
  const locations = (paths: readonly (string | undefined)[], read: UserLocation<PythonConfiguration>['read']) =>
    paths.flatMap(path => (path === undefined ? [] : [{ path, name: shownPath(path, machine), read }]));
  return [
    ...locations(uvPaths(machine), readUvToml),
    ...locations([auth], readPoetryAuth),
    ...locations([config], readPoetryConfig),
    ...locations(pdmPaths(machine), readPdmConfig),
    ...locations([...activeEnvironment(machine, tracked), ...pipPaths(machine, tracked.isThere).toReversed()], readPipConf),
    ...locations(netrcPaths(machine).filter(tracked.isThere).slice(0, 1), readNetrcFile),
  ];
}

/** pip's own file in the environment that is active. */
function activeEnvironment(machine: Machine, { join, isThere }: TrackedFiles): readonly string[] {
  const environment = machine.env.VIRTUAL_ENV;
  if (!environment || isPipOff(machine) || !isThere(join(environment, 'pyvenv.cfg'))) return [];
  return [join(environment, pipFile(machine.platform))];
}

/**
 * Where pip looks for its configuration outside of environments, the weakest place first; none where `PIP_CONFIG_FILE` is the null device.
 * https://pip.pypa.io/en/stable/topics/configuration/#location
 * @param isThere whether there is a file: where `PIP_CONFIG_FILE` leads to one, pip passes over that of the user
 */
export function pipPaths(machine: Machine, isThere: (path: string) => boolean): readonly string[] {
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
export function uvPaths({ env, home, platform }: Machine): readonly string[] {
  const join = joinOn(platform);
  if (env.UV_CONFIG_FILE) return [env.UV_CONFIG_FILE];
  if (env.UV_NO_CONFIG) return [];
  if (platform === 'win32')
    return [...(env.APPDATA ? [join(env.APPDATA, 'uv', 'uv.toml')] : []), join(env.SYSTEMDRIVE || 'C:', 'ProgramData', 'uv', 'uv.toml')];
  const system = [...(env.XDG_CONFIG_DIRS || '/etc/xdg').split(':'), '/etc'].filter(folder => folder.startsWith('/'));
  return [join(env.XDG_CONFIG_HOME || join(home, '.config'), 'uv', 'uv.toml'), ...system.map(folder => join(folder, 'uv', 'uv.toml'))];
}

/** Poetry's `config.toml` and `auth.toml`. https://python-poetry.org/docs/configuration/ */
export function poetryPaths({ env, home, platform }: Machine): readonly string[] {
  const join = joinOn(platform);
  const folder = env.POETRY_CONFIG_DIR || join(configFolder({ env, home, platform }), 'pypoetry');
  return [join(folder, 'auth.toml'), join(folder, 'config.toml')];
}

/** PDM's `config.toml`, the user's first. https://pdm-project.org/latest/usage/config/ */
export function pdmPaths({ env, home, platform }: Machine): readonly string[] {
  const join = joinOn(platform);
  if (env.PDM_CONFIG_FILE) return [env.PDM_CONFIG_FILE];
  if (platform === 'win32') return env.LOCALAPPDATA ? [join(env.LOCALAPPDATA, 'pdm', 'pdm', 'config.toml')] : [];
  const user = join(configFolder({ env, home, platform }), 'pdm', 'config.toml');
  return platform === 'darwin' ? [user] : [user, join('/etc/xdg', 'pdm', 'config.toml')];
}

/** What a .netrc says: credentials alone. */
export function readNetrcFile(text: string): PythonConfiguration {
  return { netrc: readNetrc(text), cooldowns: {} };
}

/** The files of which the first that is there counts. https://requests.readthedocs.io/en/latest/user/authentication/#netrc-authentication */
export function netrcPaths({ env, home, platform }: Machine): readonly string[] {
  const join = joinOn(platform);
  return env.NETRC ? [env.NETRC] : [join(home, '.netrc'), join(home, '_netrc')];
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
