import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createInspect, type InspectContext } from '../../server/src/analysis/evaluate.js';
import { createFacts } from '../../server/src/analysis/packageMetadata.js';
import { packagesOf } from '../../server/src/analysis/results.js';
import { parsePackageJson } from '../../server/src/ecosystems/npm/manifests/packageJson.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { policyOf } from '../../server/src/policy/policy.js';
import type { PackageRegistry } from '../../server/src/ports/index.js';
import { publicRegistries } from '../support/origins.js';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const CONTEXT: InspectContext = {
  peek: () => ({ registry: { kind: 'pending' }, advisories: { kind: 'pending' } }),
  policy: policyOf(DEFAULT_POLICY, undefined),
  constraints: new Map(),
  evidenceOf: () => [],
  lockedOf: () => undefined,
  project: { hasLockfile: false, extraIndexes: [], privateScopes: [] },
  inherited: undefined,
};

/** Each version of a long text has one name and one range that the versions before had not, both too long for V8 to copy them. */
function manifestOf(version: number) {
  const text = `{ "dependencies": { "a-name-of-more-than-13-characters-${version}": ">=1.2.3 <2.0.${version}" } }${' '.repeat(LENGTH)}`;
  return parsePackageJson(Buffer.from(text).toString());
}

const LENGTH = 500_000;
const VERSIONS = 100;

/** Megabytes more in use after so many versions of a text. */
async function growthOf(use: (version: number) => unknown): Promise<number> {
  await use(-1);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let version = 0; version < VERSIONS; version++) await use(version);
  collectGarbage();
  return (process.memoryUsage().heapUsed - before) / 1_000_000;
}

describe('what is remembered of a manifest', () => {
  it('does not keep its text: verdicts', async () => {
    const inspect = createInspect(() => 0);
    expect(await growthOf(version => void inspect(manifestOf(version), CONTEXT))).toBeLessThan((LENGTH * VERSIONS) / 10_000_000);
    expect(inspect(manifestOf(1), CONTEXT)).toHaveLength(1);
  });

  it('does not keep its text: what was asked for', async () => {
    const unknown = async () => ({ kind: 'unknown', reason: 'not asked' }) as const;
    const registry: PackageRegistry = { recall: async () => undefined, fetch: unknown, digests: unknown };
    const facts = createFacts({
      registries: publicRegistries({ npm: registry, PyPI: registry }),
      advisories: { recall: async ids => ids.map(() => undefined), fetch: async ids => ids.map(() => ({ kind: 'unknown', reason: '' })) },
      clock: () => 0,
      breathe: async () => {},
    });
    const gather = (version: number) => facts.gather(packagesOf([manifestOf(version)]), { offline: false }, new AbortController().signal);
    expect(await growthOf(gather)).toBeLessThan((LENGTH * VERSIONS) / 10_000_000);
  });

  it('does not keep its lockfile', () => {
    const inspect = createInspect(() => 0);
    const judgeOnce = (): WeakRef<object> => {
      const lockfile = { versions: new Map([['x', '1.0.0']]) };
      const evidenceOf = () => [{ version: lockfile.versions.get('x') ?? '', evidence: 'locked' as const, where: 'uv.lock' }];
      inspect(manifestOf(0), { ...CONTEXT, evidenceOf });
      return new WeakRef(lockfile);
    };
    const lockfile = judgeOnce();
    return new Promise<void>(resolve => setImmediate(resolve)).then(() => {
      collectGarbage();
      expect(lockfile.deref()).toBeUndefined();
    });
  });
});
