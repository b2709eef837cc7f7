// A made-up project as package managers lock it: each direct dependency has a tree of its own and all share the small parts that everybody uses.
import { createHash } from 'node:crypto';
import type { Advisory } from '../../../server/src/model/index.js';

export interface LockedSample {
  readonly name: string;
  readonly version: string;
  /** Indices of the packages it depends on. */
  readonly needs: readonly number[];
}

/** Packages that everybody uses, at the end of the list. */
const SHARED = 300;

/** `direct` packages that nothing else needs come first. */
export function makeLocked(count: number, direct: number): readonly LockedSample[] {
  const firstShared = count - SHARED;
  return Array.from({ length: count }, (_, index) => {
    const own = [direct + index * 3, direct + index * 3 + 1, direct + index * 3 + 2].filter(target => target < firstShared);
    const shared = [firstShared + ((index * 7919) % SHARED), firstShared + ((index * 31) % SHARED)];
    const needs = [...new Set([...own, ...shared])].filter(target => target > index);
    return {
      name: index % 4 === 0 ? `@locked-${index % 9}/part-${index}` : `part-${index}`,
      version: `${index % 5}.${index % 23}.${index % 11}`,
      needs,
    };
  });
}

export function manifestOf(samples: readonly LockedSample[], direct: number): string {
  return `${JSON.stringify({ name: 'benchmark', dependencies: rangesOf(samples.slice(0, direct)) }, undefined, 2)}\n`;
}

export function packageLockOf(samples: readonly LockedSample[], direct: number): string {
  const packages = samples.map(sample => [
    `node_modules/${sample.name}`,
    {
      version: sample.version,
      resolved: addressOf(sample),
      integrity: integrityOf(sample),
      license: 'MIT',
      ...(sample.needs.length > 0 && { dependencies: rangesOf(needed(samples, sample)) }),
      engines: { node: '>=18' },
    },
  ]);
  const root = { name: 'benchmark', dependencies: rangesOf(samples.slice(0, direct)) };
  return `${JSON.stringify({ name: 'benchmark', lockfileVersion: 3, requires: true, packages: { '': root, ...Object.fromEntries(packages) } }, undefined, 2)}\n`;
}

export function pnpmLockOf(samples: readonly LockedSample[], direct: number): string {
  const importers = samples
    .slice(0, direct)
    .map(({ name, version }) => `      '${name}':\n        specifier: ^${version}\n        version: ${version}\n`);
  const packages = samples.map(
    sample => `  '${sample.name}@${sample.version}':\n    resolution: {integrity: ${integrityOf(sample)}}\n    engines: {node: '>=18'}\n\n`,
  );
  const snapshots = samples.map(sample => {
    const lines = needed(samples, sample).map(({ name, version }) => `      '${name}': ${version}\n`);
    return `  '${sample.name}@${sample.version}':${lines.length > 0 ? `\n    dependencies:\n${lines.join('')}` : ' {}\n'}\n`;
  });
  return `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n${importers.join('')}\npackages:\n\n${packages.join('')}snapshots:\n\n${snapshots.join('')}`;
}

export function yarnLockOf(samples: readonly LockedSample[]): string {
  const entries = samples.map(sample => {
    const lines = needed(samples, sample).map(({ name, version }) => `    "${name}" "^${version}"\n`);
    const head = `"${sample.name}@^${sample.version}":\n  version "${sample.version}"\n  resolved "${addressOf(sample)}#0"\n`;
    return `${head}  integrity ${integrityOf(sample)}\n${lines.length > 0 ? `  dependencies:\n${lines.join('')}` : ''}`;
  });
  return `# yarn lockfile v1\n\n\n${entries.join('\n')}`;
}

/** Every fifth package has three vulnerabilities; of every tenth of those the locked release is affected. */
export function advisoriesOn({ name }: LockedSample, index: number): readonly Advisory[] {
  if (index % 5 !== 2) return [];
  const isAffected = index % 50 === 2;
  return [1, 2, 3].map(number => ({
    id: `GHSA-${index}-${number}`,
    aliases: [`CVE-2026-${index}${number}`],
    kind: 'vulnerability',
    summary: `Improper handling of input in ${name}`,
    modified: '2026-03-01T00:00:00Z',
    withdrawn: false,
    severity: 'high',
    affected: [
      {
        ecosystem: 'npm',
        name,
        versions: [],
        ranges: [
          {
            type: 'SEMVER',
            events: [
              { kind: 'introduced', version: '0' },
              { kind: 'fixed', version: isAffected && number === 1 ? '9.0.0' : '0.0.1' },
            ],
          },
        ],
      },
    ],
    url: `https://advisories.example/GHSA-${index}-${number}`,
  }));
}

function needed(samples: readonly LockedSample[], { needs }: LockedSample): readonly LockedSample[] {
  return needs.flatMap(index => samples[index] ?? []);
}

function rangesOf(samples: readonly LockedSample[]): Record<string, string> {
  return Object.fromEntries(samples.map(({ name, version }) => [name, `^${version}`]));
}

function addressOf({ name, version }: LockedSample): string {
  return `https://registry.example/${name}/-/${name.replace(/^.*\//, '')}-${version}.tgz`;
}

function integrityOf({ name }: LockedSample): string {
  return `sha512-${createHash('sha512').update(name).digest('base64')}`;
}
