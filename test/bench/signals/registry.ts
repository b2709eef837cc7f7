// npm's own registry, for benchmarks that need real packages.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { composeWorld } from '../../../server/src/compose/index.js';
import type { PackageFacts } from '../../../server/src/model/index.js';
import { DEFAULT_SETTINGS } from '../../../server/src/policy/config.js';

export interface Registry {
  /** What it has of a package: one answer or none. Each package is asked for once. */
  find(name: string): Promise<readonly PackageFacts[]>;
}

/** Runs `work` with the registry; undefined, without running it, where the registry cannot be reached. */
export async function withRegistry<T>(work: (registry: Registry) => Promise<T>): Promise<T | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'depwarden-signals-'));
  const { registries, close } = composeWorld({ ...DEFAULT_SETTINGS, cacheFolder: folder }, process.env, QUIET, { rootOf: () => folder });
  const known = new Map<string, Promise<readonly PackageFacts[]>>();
  const find = (name: string): Promise<readonly PackageFacts[]> => {
    const found = known.get(name) ?? ask(name);
    known.set(name, found);
    return found;
  };
  const ask = async (name: string): Promise<readonly PackageFacts[]> => {
    const answer = await registries.of({ ecosystem: 'npm', name: name }).fetch(name, AbortSignal.timeout(60_000));
    return answer.kind === 'found' ? [answer.value] : [];
  };
  try {
    const reached = await registries
      .of({ ecosystem: 'npm', name: 'semver' })
      .fetch('semver', AbortSignal.timeout(10_000))
      .catch(() => undefined);
    return reached?.kind === 'found' ? await work({ find }) : undefined;
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}

const QUIET = { error() {}, warn() {}, info() {}, debug() {} };
