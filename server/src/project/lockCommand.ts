import { baseName, folderOf } from '../text/paths.js';
import type { ProjectLock } from './locks.js';

/** What brings a lockfile up to date with its manifests. Depwarden names it and never runs it. */
export interface LockCommand {
  readonly command: string;
  /** The lockfile's folder, in which it is to be run. */
  readonly folder: string;
  /** What it does besides writing the lockfile, where no option keeps it from that. */
  readonly besides?: string;
}

/**
 * The command of the lockfile's own package manager, in the form that installs nothing and runs no install scripts as far as there is one;
 * undefined where several programs may have written the file.
 * npm: docs.npmjs.com/cli/commands/npm-install, pnpm: pnpm.io/cli/install, Yarn: yarnpkg.com/cli/install, Bun: bun.sh/docs/pm/lockfile,
 * uv: docs.astral.sh/uv, Poetry: python-poetry.org/docs/cli, PDM: pdm-project.org, pipenv: pipenv.pypa.io, pip-tools: pip-tools.readthedocs.io
 * @param manifest path of a manifest that it locks
 */
export function lockCommandOf(lock: Pick<ProjectLock, 'path' | 'lockfile'>, manifest: string): LockCommand | undefined {
  const folder = folderOf(lock.path);
  const file = baseName(lock.path);
  if (file === 'yarn.lock' && lock.lockfile.writer === 'yarn-1')
    return { command: 'yarn install --ignore-scripts', folder, besides: 'Yarn 1 installs too.' };
  const command = COMMANDS[file] ?? (file.endsWith('.txt') ? compileCommand(lock, baseName(manifest), file) : undefined);
  return command === undefined ? undefined : { command, folder };
}

const NPM = 'npm install --package-lock-only --ignore-scripts';
const BUN = 'bun install --lockfile-only --ignore-scripts';

const COMMANDS: Readonly<Partial<Record<string, string>>> = {
  'package-lock.json': NPM,
  'npm-shrinkwrap.json': NPM,
  'pnpm-lock.yaml': 'pnpm install --lockfile-only --ignore-scripts',
  'yarn.lock': 'yarn install --mode=update-lockfile',
  'bun.lock': BUN,
  'bun.lockb': BUN,
  'uv.lock': 'uv lock',
  'poetry.lock': 'poetry lock',
  'pdm.lock': 'pdm lock',
  'Pipfile.lock': 'pipenv lock',
};

/** Files get into the command only by names that mean the same in every shell. */
function compileCommand({ lockfile }: Pick<ProjectLock, 'lockfile'>, source: string, target: string): string | undefined {
  if (!PLAIN_NAME.test(source) || !PLAIN_NAME.test(target)) return undefined;
  const hasHashes = [...lockfile.packages.values()].some(({ integrity }) => integrity !== undefined);
  const hashes = hasHashes ? '--generate-hashes ' : '';
  return lockfile.writer === 'uv' ? `uv pip compile ${hashes}${source} -o ${target}` : `pip-compile ${hashes}${source}`;
}

const PLAIN_NAME = /^\w[\w.-]*$/;
