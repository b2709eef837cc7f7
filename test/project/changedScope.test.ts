import { describe, expect, it } from 'vitest';
import { NO_GITIGNORE } from '../../server/src/model/gitignore.js';
import type { FileSystem } from '../../server/src/ports/index.js';
import { affectedFiles, isSettingsFile } from '../../server/src/project/changedScope.js';

const NEVER = new AbortController().signal;

/** @param locks by manifest, the lockfile that it belongs to */
function sideOf(texts: Readonly<Record<string, string>>, locks: Readonly<Record<string, string>> = {}) {
  const files: FileSystem = {
    read: async path => (path in texts ? { kind: 'text', text: texts[path] ?? '' } : { kind: 'unreadable', reason: 'none', absent: true }),
    resolve: (file, target) => new URL(target, `file://${file}`).pathname,
    findProjectFiles: async () => ({ files: [], gitignore: NO_GITIGNORE }),
  };
  const find = async (path: string) => {
    const lock = locks[path];
    return lock === undefined ? undefined : ({ path: lock, member: '', lockfile: {} } as never);
  };
  return { paths: Object.keys(texts), files, locks: { find } };
}

async function affected(changed: readonly string[], ...sides: readonly ReturnType<typeof sideOf>[]): Promise<string[]> {
  return [...(await affectedFiles(sides, new Set(changed), NEVER))].sort();
}

describe('what a change has an effect on', () => {
  it('lies beside or below a changed manifest, lockfile or configuration of its ecosystem', async () => {
    const side = sideOf({
      '/r/package.json': '',
      '/r/a/package.json': '',
      '/r/a/b/package.json': '',
      '/r/ab/package.json': '',
      '/r/a/uv.lock': '',
    });
    expect(await affected(['/r/a/.npmrc'], side)).toEqual(['/r/a/b/package.json', '/r/a/package.json']);
    expect(await affected(['/r/a/yarn.lock'], side)).toEqual(['/r/a/b/package.json', '/r/a/package.json']);
    expect(await affected(['/r/a/uv.toml'], side)).toEqual(['/r/a/uv.lock']);
    expect(await affected(['/r/a/src/index.ts'], side)).toEqual([]);
  });

  it('includes a changed file, directly or not', async () => {
    const side = sideOf({
      '/r/x/requirements.txt': '-r ../y/more.txt\n',
      '/r/y/more.txt': '-c ../z/limits.list\nb\n',
      '/r/w/requirements.txt': 'c\n',
    });
    expect(await affected(['/r/z/limits.list'], side)).toEqual(['/r/x/requirements.txt', '/r/y/more.txt']);
  });

  it('shares a lockfile, in either of the two states, with what is affected', async () => {
    const texts = { '/r/a/package.json': '', '/r/b/package.json': '', '/r/c/package.json': '' };
    const before = sideOf(texts, { '/r/a/package.json': '/r/yarn.lock', '/r/b/package.json': '/r/yarn.lock' });
    const after = sideOf(texts, { '/r/b/package.json': '/r/pnpm-lock.yaml', '/r/c/package.json': '/r/pnpm-lock.yaml' });
    expect(await affected(['/r/a/package.json'], before, sideOf(texts))).toEqual(['/r/a/package.json', '/r/b/package.json']);
    expect(await affected(['/r/a/package.json'], before, after)).toEqual(Object.keys(texts));
  });

  it('is configured by files that projects have under their names alone', () => {
    expect(['/r/.npmrc', '/r/.yarnrc.yml', '/r/poetry.toml', '/r/.venv/pip.conf'].filter(isSettingsFile)).toHaveLength(4);
    expect(['/r/x.npmrc', '/r/readme.md', '/r/.npmrc/x'].filter(isSettingsFile)).toEqual([]);
  });
});
