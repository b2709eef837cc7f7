import { inFolder } from '../../text/shell.js';
import type { AffectedProject, NotedCommand, ResponseRecipe } from '../shared/responseRecipe.js';

/** What to do where a malicious release of the npm registry was installed. */
export const npmResponse: ResponseRecipe = {
  caution: 'Run no script of the project, and no install, while it is there.',
  environment: { name: 'node_modules' },
  files: /^(?:package\.json|pnpm-lock\.yaml|yarn\.lock|\.yarnrc\.yml|bun\.lockb?|npm-shrinkwrap\.json|package-lock\.json)$/,
  how: ' from the lockfile, without install scripts',
  reinstall: project => {
    if (!project) return MANAGERS.map(({ note, install }) => ({ note: `${note}, in the folder of the project`, command: install }));
    const { note, install } = managerOf(project);
    const command = inFolder(project.folder, install);
    return command === undefined ? [] : [{ note, command }];
  },
  caches: (_name, projects) => {
    const used = projects.length === 0 ? MANAGERS : projects.map(managerOf);
    return [...new Set(used.map(({ name }) => name))].flatMap(name => CACHES[name]);
  },
  persistence: [
    'releases of your own packages that you did not publish, and tokens at the registry that you did not make',
    'bundles and deployments that were built with it: build and deploy them again',
  ],
};

type ManagerName = 'npm' | 'pnpm' | 'yarn' | 'bun';

interface Manager {
  readonly name: ManagerName;
  readonly note: string;
  /** Every file of it has to be there. */
  readonly files: readonly string[];
  readonly install: string;
}

/** In the order in which a project's lockfiles are believed. */
const MANAGERS: readonly Manager[] = [
  { name: 'pnpm', note: 'pnpm', files: ['pnpm-lock.yaml'], install: 'pnpm install --frozen-lockfile --ignore-scripts' },
  { name: 'yarn', note: 'Yarn 2 and newer', files: ['yarn.lock', '.yarnrc.yml'], install: 'yarn install --immutable --mode=skip-build' },
  { name: 'yarn', note: 'Yarn 1', files: ['yarn.lock'], install: 'yarn install --frozen-lockfile --ignore-scripts' },
  { name: 'bun', note: 'Bun', files: ['bun.lock'], install: 'bun install --frozen-lockfile --ignore-scripts' },
  { name: 'bun', note: 'Bun', files: ['bun.lockb'], install: 'bun install --frozen-lockfile --ignore-scripts' },
  { name: 'npm', note: 'npm', files: ['npm-shrinkwrap.json'], install: 'npm ci --ignore-scripts' },
  { name: 'npm', note: 'npm', files: ['package-lock.json'], install: 'npm ci --ignore-scripts' },
];

const WITHOUT_LOCKFILE: Manager = {
  name: 'npm',
  note: 'npm; there is no lockfile: look at the versions first',
  files: [],
  install: 'npm install --ignore-scripts',
};

const CACHES: Readonly<Record<ManagerName, readonly NotedCommand[]>> = {
  npm: [{ note: 'npm', command: 'npm cache clean --force' }],
  pnpm: [{ note: 'pnpm', command: 'pnpm store prune' }],
  yarn: [{ note: 'Yarn', command: 'yarn cache clean --all' }],
  bun: [{ note: 'Bun', command: 'bun pm cache rm' }],
};

function managerOf({ files }: AffectedProject): Manager {
  return MANAGERS.find(manager => manager.files.every(file => files.includes(file))) ?? WITHOUT_LOCKFILE;
}
