// A lockfile that has something else in the place of a direct dependency, and manifests that want it so.
import { describe, expect, it } from 'vitest';
import { createInspect } from '../../server/src/analysis/evaluate.js';
import { lockfileFormatOf } from '../../server/src/ecosystems/lockfiles.js';
import { parsePackageJson } from '../../server/src/ecosystems/npm/manifests/packageJson.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { lockedOf } from '../../server/src/project/lockedDependencies.js';
import { EMPTY_CONTEXT, type ProjectContext } from '../../server/src/project/projectContext.js';

const OTHER = { version: '1.0.0', name: 'other', resolved: 'https://registry.example/other/-/other-1.0.0.tgz' };
const GIT = { version: '1.0.0', resolved: `git+ssh://git@code.example/x/y.git#${'a'.repeat(40)}` };

function around(entry: object, member = '', path = '/p/package-lock.json'): ProjectContext {
  const packages = { '': { dependencies: { part: '^1' } }, [member]: { dependencies: { part: '^1' } }, 'node_modules/part': entry };
  const lockfile = lockfileFormatOf('/p/package-lock.json')?.parse(JSON.stringify({ lockfileVersion: 3, packages }));
  if (!lockfile) throw new Error('no lockfile');
  return { ...EMPTY_CONTEXT, lock: { path, lockfile, member } };
}

function misplaced(manifest: object, surroundings: ProjectContext): string | undefined {
  const parsed = parsePackageJson(JSON.stringify(manifest));
  const [dependency] = parsed.dependencies;
  return dependency && lockedOf(parsed, surroundings)(dependency)?.misplaced;
}

const DIRECT = { dependencies: { part: '^1' } };

describe('the lockfile’s entry of a direct dependency', () => {
  it.each<[string, object, ProjectContext, string | undefined]>([
    ['is another package', DIRECT, around(OTHER), 'is another package, other'],
    ['comes from git', DIRECT, around(GIT), 'comes from git instead of the registry'],
    ['is an override', { ...DIRECT, overrides: { part: 'npm:other@1' } }, around(OTHER), undefined],
    ['is a resolution', { ...DIRECT, resolutions: { part: 'x/y' } }, around(GIT), undefined],
    ['is an alias', { dependencies: { part: 'npm:other@^1' } }, around(OTHER), undefined],
    ['comes from git as the manifest says', { dependencies: { part: 'git+ssh://git@code.example/x/y.git' } }, around(GIT), undefined],
    ['may be overridden by the workspace’s root', DIRECT, around(OTHER, 'app'), undefined],
    ['may be overridden in other files (pnpm)', DIRECT, around(OTHER, '', '/p/pnpm-lock.yaml'), undefined],
    ['overrides another one', { ...DIRECT, overrides: { whole: 'npm:other@1' } }, around(OTHER), 'is another package, other'],
  ])('%s', (_, manifest, surroundings, expected) => expect(misplaced(manifest, surroundings)).toBe(expected));

  it('is judged anew when the manifest begins to replace it', () => {
    const surroundings = around(OTHER);
    const inspect = createInspect(() => 0);
    const answers = { registry: { kind: 'pending' }, advisories: { kind: 'pending' } } as const;
    const rulesOn = (manifest: object): readonly string[] => {
      const parsed = parsePackageJson(JSON.stringify(manifest));
      const judged = inspect(parsed, {
        peek: () => answers,
        policy: DEFAULT_POLICY,
        constraints: new Map(),
        evidenceOf: () => [],
        lockedOf: lockedOf(parsed, surroundings),
        project: { hasLockfile: true, extraIndexes: [], privateScopes: [] },
        inherited: undefined,
      });
      return judged.flatMap(({ findings }) => findings.map(({ rule }) => rule));
    };
    expect(rulesOn(DIRECT)).toEqual(['integrity-mismatch']);
    expect(rulesOn({ ...DIRECT, overrides: { part: 'npm:other@1' } })).toEqual([]);
    expect(rulesOn(DIRECT)).toEqual(['integrity-mismatch']);
  });
});
