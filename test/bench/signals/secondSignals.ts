// How many of the npm names just below the bundled list are still told of once a second signal is asked for. Only those with a name signal are looked up in
// npm's own registry: the others cannot be told of. PyPI's names are not looked up at all.

import { createInspect } from '../../../server/src/analysis/evaluate.js';
import { parsePackageJson } from '../../../server/src/ecosystems/npm/manifests/packageJson.js';
import { nameSignal } from '../../../server/src/lookalike/index.js';
import { DEFAULT_POLICY } from '../../../server/src/policy/config.js';
import { belowList } from './names.js';
import { withRegistry } from './registry.js';

export interface Lookalikes {
  /** Names just below the list. */
  readonly names: number;
  /** Of these, with a name signal. */
  readonly signalled: number;
  /** Of these, known to the registry. */
  readonly found: number;
  /** What lookalike-name says of them. */
  readonly findings: readonly string[];
  /** Findings in a hundred names. */
  readonly share: number;
}

/** Undefined where the registry cannot be reached. */
export function lookalikesBelow(): Promise<Lookalikes | undefined> {
  return withRegistry(async registry => {
    const names = belowList('npm');
    const signalled = names.filter(id => nameSignal(id) !== undefined);
    const known = [];
    for (const { name } of signalled) known.push(...(await registry.find(name)));
    const findings = known.flatMap(facts => {
      const manifest = parsePackageJson(JSON.stringify({ dependencies: { [facts.name]: '*' } }));
      const registryAnswer = { kind: 'found', value: facts, fetchedAt: Date.now() } as const;
      const judged = createInspect(Date.now)(manifest, {
        peek: () => ({ registry: registryAnswer, advisories: { kind: 'found', value: [], fetchedAt: Date.now() } }),
        policy: DEFAULT_POLICY,
        constraints: new Map(),
        evidenceOf: () => [],
        lockedOf: () => undefined,
        project: { hasLockfile: true, extraIndexes: [], privateScopes: [] },
        inherited: undefined,
      });
      return judged.flatMap(one =>
        one.findings.filter(({ rule, signals = [] }) => [rule, ...signals.map(signal => signal.rule)].includes('lookalike-name')),
      );
    });
    return {
      names: names.length,
      signalled: signalled.length,
      found: known.length,
      findings: findings.map(({ message }) => message),
      share: Math.round((10_000 * findings.length) / names.length) / 100,
    };
  });
}
