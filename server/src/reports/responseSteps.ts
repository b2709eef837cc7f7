// What is to be done after a compromise that depends on nothing but the ecosystem.
import type { Ecosystem } from '../model/index.js';
import type { ShownCommand } from './markup.js';

export interface Recipe {
  /** What not to do before anything else. */
  readonly caution: string;
  readonly remove: readonly ShownCommand[];
  /** Goes on after "install again from the lockfile". */
  readonly withoutScripts: string;
  readonly reinstall: readonly ShownCommand[];
  /** @param name of the package: text from outside */
  caches(name: string): readonly ShownCommand[];
  readonly persistence: readonly string[];
}

/** What an account of a developer, or a build job, commonly has. */
export const SECRETS: readonly string[] = [
  'tokens for publishing packages (npm, PyPI) and for GitHub, GitLab and other forges',
  'SSH keys and signing keys',
  'cloud credentials (AWS, Google Cloud, Azure) and Kubernetes configuration',
  'API keys and passwords in environment variables, .env files and CI secrets',
  'passwords and sessions kept in browsers and password managers that were open',
  'cryptocurrency wallets: move the funds',
];

const COMMON_TRACES: readonly string[] = [
  'scheduled jobs, services and things started at login (cron, systemd user services, launch agents, the Windows task scheduler)',
  'lines that you did not write in ~/.bashrc, ~/.zshrc and other profiles, and keys in ~/.ssh/authorized_keys',
  'workflows, runners, deploy keys, webhooks and repositories at your forge that you did not make',
  'logins and uses of tokens that you cannot explain, in the audit logs of forge, cloud and registry',
];

export const RECIPES: Readonly<Record<Ecosystem, Recipe>> = {
  PyPI: {
    caution: 'Do not start Python or pip of that environment again: starting them may run the code.',
    remove: [
      { note: 'macOS, Linux; .venv stands for the environment', command: 'rm -rf .venv' },
      { note: 'Windows, PowerShell', command: 'Remove-Item -Recurse -Force .venv' },
    ],
    withoutScripts: ', with hashes, into a new environment',
    reinstall: [
      { note: 'uv', command: 'uv sync --frozen' },
      { note: 'Poetry', command: 'poetry install' },
      { note: 'pip', command: 'python3 -m venv .venv && .venv/bin/pip install --require-hashes --only-binary :all: -r requirements.txt' },
    ],
    caches: name => [
      { note: 'pip, of a Python outside of that environment', command: 'python3 -m pip cache purge' },
      { note: 'uv', command: `uv cache clean${/^[a-z0-9][a-z0-9.-]*$/.test(name) ? ` ${name}` : ''}` },
    ],
    persistence: [
      '.pth files, sitecustomize.py and usercustomize.py that you did not write, in site-packages of every Python on the machine',
      ...COMMON_TRACES,
    ],
  },
  npm: {
    caution: 'Run no script of the project, and no install, while it is there.',
    remove: [
      { note: 'macOS, Linux; also in each package of a workspace', command: 'rm -rf node_modules' },
      { note: 'Windows, PowerShell', command: 'Remove-Item -Recurse -Force node_modules' },
    ],
    withoutScripts: ', without install scripts',
    reinstall: [
      { note: 'npm', command: 'npm ci --ignore-scripts' },
      { note: 'pnpm', command: 'pnpm install --frozen-lockfile --ignore-scripts' },
      { note: 'Yarn 2 and newer', command: 'yarn install --immutable --mode=skip-build' },
    ],
    caches: () => [
      { note: 'npm', command: 'npm cache clean --force' },
      { note: 'pnpm', command: 'pnpm store prune' },
      { note: 'Yarn', command: 'yarn cache clean --all' },
    ],
    persistence: [
      'releases of your own packages that you did not publish, and tokens at the registry that you did not make',
      'bundles and deployments that were built with it: build and deploy them again',
      ...COMMON_TRACES,
    ],
  },
};
