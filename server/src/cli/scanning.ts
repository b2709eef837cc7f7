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
import type { DatabaseUse } from '../model/databaseUse.js';
import { type BaselineFile, readBaseline, unread } from '../policy/baseline/read.js';
import { DEFAULT_SETTINGS, type Settings } from '../policy/config.js';
import type { Policy } from '../policy/policy.js';
import type { Cache, Registries } from '../ports/index.js';
import type { InstalledResults } from '../reports/installed.js';
import type { Engine, ScanOptions } from '../scan/engine.js';
import { scanFiles } from '../scan/scan.js';
import type { ScanArguments } from './arguments.js';
import { isInside, type Named, type Part } from './namedPaths.js';
import { readScanPolicy, type ScanPolicy } from './policy.js';
import { complain, stderrLogger } from './process.js';

/** The engines for one command: what they have learnt they know at the next scan. */
export interface Scanning {
  /** What is kept from one run to the next. */
  readonly cache: Cache;
  /** Reads and judges manifests, each part for itself. */
  scan(named: Named, options: LookOptions, signal: AbortSignal): Promise<readonly PartScan[]>;
  /** What is installed in the named folders, and beside manifests that were named themselves. */
  installed(named: Named, signal: AbortSignal): Promise<InstalledResults>;
  /** What of the offline database advisories come from now. */
  databaseUse(offline: boolean): DatabaseUse;
  close(): Promise<void>;
}

export interface LookOptions extends Pick<ScanOptions, 'onProgress' | 'freshFor'> {
  /** In place of the one that holds now: what is known already is judged by it, and nobody is asked. */
  readonly as?: Policy;
}

/** What a scan of one part came to, and what it has learnt by. */
export interface PartScan {
  readonly part: Part;
  readonly results: readonly FileResult[];
  readonly facts: Facts;
  readonly registries: Registries;
}

/** The results of all parts, each file once. */
export function resultsOf(scans: readonly PartScan[]): readonly FileResult[] {
  return [...new Map(scans.flatMap(({ results }) => results).map(result => [result.path, result])).values()];
}

/** The settings that a command line makes. */
export function settingsOf({ advisories, askPublic = false }: Omit<ScanningArguments, 'offline'>): Settings {
  return { ...DEFAULT_SETTINGS, advisoriesSource: advisories, askPublic };
}

export type ScanningArguments = Pick<ScanArguments, 'offline' | 'advisories'> & Partial<Pick<ScanArguments, 'askPublic'>>;

/** @param policy what holds now: it may be read again between two scans */
export function openScanning(named: Named, { offline, advisories, askPublic = false }: ScanningArguments, policy: () => Policy): Scanning {
  const settings = settingsOf({ advisories, askPublic });
  const engines = new Map<string, PartEngine>();
  const engineOf = (part: Part): PartEngine => {
    const key = JSON.stringify([part.isTrusted, part.limits, part.workspace]);
    const engine = engines.get(key) ?? openPart(part, settings, policy);
    engines.set(key, engine);
    return engine;
  };
  const [first] = named.parts.map(engineOf);
  if (!first) throw new Error('nothing was named');
  return {
    cache: first.world.cache,
    databaseUse: first.world.databaseUse,
    scan: async ({ parts }, { as, ...options }, signal) => {
      const scans: PartScan[] = [];
      for (const part of parts) {
        const { engine, world, facts } = engineOf(part);
        const how = { ...options, offline: offline || as !== undefined, policyOf: () => as ?? policy() };
        scans.push({ part, facts, registries: world.registries, results: await scanFiles(part.manifests, engine, how, signal) });
      }
      return scans;
    },
    installed: async ({ parts }, signal) => {
      const reports = parts.map(part => checkInstalled(part, engineOf(part), { policy: policy(), offline }, signal));
      return { reports: (await Promise.all(reports)).flat(), levels: () => policy().rules };
    },
    close: async () => {
      await Promise.all([...engines.values()].map(({ world }) => world.close()));
    },
  };
}

interface PartEngine {
  readonly world: World;
  readonly facts: Facts;
  readonly engine: Engine;
}

function openPart({ isTrusted, limits, workspace, disk }: Part, settings: Settings, policy: () => Policy): PartEngine {
  const world = composeWorld(settings, process.env, stderrLogger, {
    rootOf: manifest => limits.find(folder => isInside(manifest, folder)) ?? path.dirname(manifest),
    isTrusted: () => isTrusted,
    folders: () => workspace,
  });
  const { origins, contexts, locks } = world;
  const facts = publicFacts(world.facts, world.registries, id => policy().privateNames?.reasonFor(id));
  const analyzer = { inspect: createInspect(Date.now), analyzeLockfile: createAnalyzeLockfile(Date.now) };
  return { world, facts, engine: { facts, origins, contexts, locks, ...analyzer, files: disk.files, breathe: () => nextTurn() } };
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
export function policyFor({ root, ofRoot, isRootTrusted }: Named, { config }: Pick<ScanArguments, 'config'>): Promise<ScanPolicy | string> {
  return readScanPolicy({ root, config, isTrusted: isRootTrusted, files: ofRoot });
}

function checkInstalled(
  { folders, manifests, disk }: Part,
  { facts, world: { origins } }: PartEngine,
  { policy, offline }: { readonly policy: Policy; readonly offline: boolean },
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
