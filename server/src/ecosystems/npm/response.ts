import type { ResponseRecipe } from '../shared/responseRecipe.js';

/** What to do where a malicious release of the npm registry was installed. */
export const npmResponse: ResponseRecipe = {
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
  ],
};
