import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { checkEnvironments, type EnvironmentReport } from '../analysis/environmentCheck.js';
import { createInspect } from '../analysis/evaluate.js';
import { withoutIgnoredReleases } from '../analysis/ignoredInstalled.js';
import { createAnalyzeLockfile } from '../analysis/lockfile.js';
import type { Facts } from '../analysis/packageMetadata.js';
import { publicFacts } from '../analysis/privateMetadata.js';
import type { FileResult } from '../analysis/results.js';
import { composeWorld, type World } from '../compose/index.js';
import { BASELINE_FILE } from '../model/baseline.js';
import { type BaselineFile, readBaseline, unread } from '../policy/baseline/read.js';
import { DEFAULT_SETTINGS } from '../policy/config.js';
import type { Policy } from '../policy/policy.js';
import type { Origins } from '../project/origins.js';
import type { InstalledResults } from '../reports/installed.js';
import type { Engine, ScanOptions } from '../scan/engine.js';
import { scanFiles } from '../scan/scan.js';
import type { ScanArguments } from './arguments.js';
import { isInside, type Named } from './namedPaths.js';
import { readScanPolicy, type ScanPolicy } from './policy.js';
import { complain, stderrLogger } from './process.js';

/** The engine for one command: what it has learnt it knows at the next scan. */
export interface Scanning {
  readonly world: World;
  readonly facts: Facts;
  /** Reads and judges manifests. */
  scan(
    manifests: readonly string[],
    options: Pick<ScanOptions, 'onProgress' | 'freshFor'>,
    signal: AbortSignal,
  ): Promise<readonly FileResult[]>;
  /** What is installed in the named folders, and beside manifests that were named themselves. */
  installed(named: Named, signal: AbortSignal): Promise<InstalledResults>;
  close(): Promise<void>;
}

/** @param policy what holds now: it may be read again between two scans */
export function openScanning(
  { root, workspace, disk }: Named,
  {
    offline,
    advisories,
    untrusted,
    askPublic = false,
  }: Pick<ScanArguments, 'offline' | 'advisories' | 'untrusted'> & { readonly askPublic?: boolean },
  policy: () => Policy,
): Scanning {
  const limits = untrusted ? workspace : [root];
  const world = composeWorld({ ...DEFAULT_SETTINGS, advisoriesSource: advisories, askPublic }, process.env, stderrLogger, {
    rootOf: manifest => limits.find(folder => isInside(manifest, folder)) ?? path.dirname(manifest),
    isTrusted: () => !untrusted,
    folders: () => workspace,
  });
  const { origins, contexts, locks } = world;
  const facts = publicFacts(world.facts, world.registries, id => policy().privateNames?.reasonFor(id));
  const analyzer = { inspect: createInspect(Date.now), analyzeLockfile: createAnalyzeLockfile(Date.now) };
  const engine: Engine = { facts, origins, contexts, locks, ...analyzer, files: disk.files, breathe: () => nextTurn() };
  return {
    world,
    facts,
    scan: (manifests, options, signal) => scanFiles(manifests, engine, { ...options, offline, policyOf: policy }, signal),
    installed: async (named, signal) => ({
      reports: untrusted ? [] : await checkInstalled(named, { facts, origins, policy: policy(), offline }, signal),
      levels: () => policy().rules,
    }),
    close: world.close,
  };
}

/** The baseline of what was named, where there is one. What cannot be read of it is told on standard error. */
export async function baselineFor({ root, ofRoot }: Pick<Named, 'root' | 'ofRoot'>): Promise<RecordedBaseline | undefined> {
  const file = path.join(root, BASELINE_FILE);
  const content = await ofRoot.read(file);
  if (content.kind === 'unreadable' && content.absent) return undefined;
  const read =
    content.kind === 'text'
      ? readBaseline(content.text)
      : unread(`${BASELINE_FILE} is not read: ${content.reason}. Nothing is compared with it.`);
  for (const { message } of read.problems) complain(message);
  return { path: file, file: read };
}

export interface RecordedBaseline {
  readonly path: string;
  readonly file: BaselineFile;
}

/** The policy that holds for what was named; a message fit to be shown, where it cannot be read. */
export function policyFor(
  { root, ofRoot }: Named,
  { config, untrusted }: Pick<ScanArguments, 'config' | 'untrusted'>,
): Promise<ScanPolicy | string> {
  return readScanPolicy({ root, config, isTrusted: !untrusted, files: ofRoot });
}

function checkInstalled(
  { folders, manifests, disk }: Named,
  {
    facts,
    origins,
    policy,
    offline,
  }: { readonly facts: Facts; readonly origins: Origins; readonly policy: Policy; readonly offline: boolean },
  signal: AbortSignal,
): Promise<readonly EnvironmentReport[]> {
  const holders = [...new Set(manifests.map(manifest => path.dirname(manifest)))];
  const alone = holders.filter(holder => !folders.some(folder => holder === folder || isInside(holder, folder)));
  const ports = { folders: disk.folders, facts, origins, clock: Date.now };
  return Promise.all(
    [...new Set([...folders, ...alone])].map(async folder => {
      const projects = holders.filter(holder => isInside(holder, folder));
      const report = await checkEnvironments(folder, ports, { offline, projects }, signal);
      return withoutIgnoredReleases(report, policy, Date.now());
    }),
  );
}
