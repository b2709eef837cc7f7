// Written by `npm run docs` from the table in ecosystems/index.ts.

/** Globs of the manifests: what a client should open with the server, and what the server watches. The server's own choice by name is narrower. */
export const MANIFEST_GLOBS = [
  '**/package.json',
  '**/pnpm-workspace.yaml',
  '**/pyproject.toml',
  '**/Pipfile',
  '**/setup.cfg',
  '**/setup.py',
  '**/*[rR]equirements*.{txt,pip,in,lock}',
  '**/[rR]equirements/**/*.{txt,pip,in,lock}',
  '**/*[cC]onstraints*.{txt,pip,in,lock}',
  '**/[rR]equirement.txt',
  '**/requires.txt',
  '**/*.in',
] as const;

/** Globs of the lockfiles, the same. */
export const LOCKFILE_GLOBS = [
  '**/pnpm-lock.yaml',
  '**/yarn.lock',
  '**/bun.lock',
  '**/npm-shrinkwrap.json',
  '**/package-lock.json',
  '**/bun.lockb',
  '**/uv.lock',
  '**/poetry.lock',
  '**/pdm.lock',
  '**/Pipfile.lock',
  '**/pylock*.toml',
] as const;

/** By ecosystem a release, as an example to those who are asked for one. */
export const RELEASE_EXAMPLES = { npm: 'chalk@5.6.1', PyPI: 'litellm@1.82.8' } as const;
