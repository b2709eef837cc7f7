import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { version } from '../../../package.json';
import { composeWorld, type World } from '../compose.js';
import { DEFAULT_SETTINGS } from '../config.js';
import { checkEnvironments, type EnvironmentReport } from '../engine/environmentCheck.js';
import { createInspect } from '../engine/inspect.js';
import { createJudgements } from '../engine/lockedProject.js';
import { findingsOf, type ManifestResult, scanManifests } from '../engine/scan.js';
import { isPartlyLocked } from '../engine/tally.js';
import { LEVELS, type Level } from '../model.js';
import { allNotices, type InstalledResults, isPartly } from '../reports/installed.js';
import { jsonReport } from '../reports/json.js';
import { textReport } from '../reports/text.js';
import { diskFolders } from '../sources/diskFolders.js';
import { diskFiles } from '../sources/files.js';
import type { ScanArguments } from './arguments.js';
import { painter } from './colours.js';
import { writeReport } from './output.js';
import { fail, stderrLogger, stopOnInterrupt } from './process.js';
import { createProgress } from './progress.js';

/** Runs `depwarden scan`. Resolves with the exit status (docs/cli.md). */
export async function runScan(args: ScanArguments): Promise<number> {
  const signal = stopOnInterrupt();
  const named = await resolvePaths(args, signal);
  if (named.unreadable) return fail(named.unreadable);
  try {
    const { results, installed } = await scan(named, args, signal);
    const unread = results.find(result => result.unread && named.explicit.has(result.path));
    if (unread) return fail(`${unread.path}: ${unread.problems[0]?.message ?? 'cannot be read'}`);
    if (results.length === 0) process.stderr.write('depwarden: no manifest found\n');
    await writeReport(reportOf(results, installed, named.root, args), args.output);
    return exitStatus(results, installed, args);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

interface Named {
  readonly root: string;
  /** Folders that were named. */
  readonly folders: readonly string[];
  readonly manifests: readonly string[];
  /** Manifests that were named themselves, not found in a folder. */
  readonly explicit: ReadonlySet<string>;
  readonly unreadable?: string;
}

async function resolvePaths({ paths, exclude }: ScanArguments, signal: AbortSignal): Promise<Named> {
  const manifests: string[] = [];
  const explicit = new Set<string>();
  const folders: string[] = [];
  for (const word of paths) {
    const full = path.resolve(word);
    const stats = await stat(full).catch(() => undefined);
    const refusal = stats ? await refusalOf(full) : 'there is no such file or folder';
    if (refusal) return { root: process.cwd(), folders, manifests, explicit, unreadable: `${word}: ${refusal}` };
    if (stats?.isDirectory()) {
      folders.push(full);
      manifests.push(...(await diskFiles.findManifests(full, exclude, signal)));
    } else {
      explicit.add(full);
      manifests.push(full);
    }
  }
  const [only] = folders;
  const root = only !== undefined && folders.length === 1 && explicit.size === 0 ? only : process.cwd();
  return { root, folders, manifests: [...new Set(manifests)], explicit };
}

function refusalOf(full: string): Promise<string | undefined> {
  return access(full, constants.R_OK).then(
    () => undefined,
    () => 'no permission to read it',
  );
}

interface Scanned {
  readonly results: readonly ManifestResult[];
  readonly installed: InstalledResults;
}

async function scan(named: Named, { offline }: ScanArguments, signal: AbortSignal): Promise<Scanned> {
  const { manifests, root } = named;
  const world = composeWorld(DEFAULT_SETTINGS, process.env, stderrLogger, manifest =>
    isInside(manifest, root) ? root : path.dirname(manifest),
  );
  const { facts, origins, projects } = world;
  const progress = createProgress(process.stderr);
  process.once('exit', progress.end);
  try {
    const engine = { facts, origins, projects, inspect: createInspect(Date.now), judgements: createJudgements(Date.now), files: diskFiles };
    const policy = DEFAULT_SETTINGS;
    const results = await scanManifests(manifests, engine, { offline, policyOf: () => policy, onProgress: progress.show }, signal);
    return { results, installed: { reports: await checkInstalled(named, world, offline, signal), levels: policy.rules } };
  } finally {
    process.off('exit', progress.end);
    progress.end();
    await world.close();
  }
}

/** What is installed in the named folders, and beside manifests that were named themselves. */
function checkInstalled(
  { folders, manifests }: Named,
  { facts }: World,
  offline: boolean,
  signal: AbortSignal,
): Promise<readonly EnvironmentReport[]> {
  const holders = [...new Set(manifests.map(manifest => path.dirname(manifest)))];
  const alone = holders.filter(holder => !folders.some(folder => holder === folder || isInside(holder, folder)));
  const ports = { folders: diskFolders(), facts, clock: Date.now };
  return Promise.all(
    [...new Set([...folders, ...alone])].map(folder => {
      const projects = holders.filter(holder => isInside(holder, folder));
      return checkEnvironments(folder, ports, { offline, projects }, signal);
    }),
  );
}

function isInside(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

function reportOf(
  results: readonly ManifestResult[],
  installed: InstalledResults,
  root: string,
  { format, output }: ScanArguments,
): string {
  const now = Date.now();
  if (format === 'json') return `${JSON.stringify(jsonReport(results, { root, version, now, installed }), undefined, 2)}\n`;
  const isTerminal = output === undefined && process.stdout.isTTY;
  return textReport(results, {
    root,
    now,
    installed,
    width: isTerminal ? process.stdout.columns || undefined : undefined,
    paint: painter(isTerminal, process.env),
  });
}

function exitStatus(results: readonly ManifestResult[], installed: InstalledResults, { failOn, failOnUnknown }: ScanArguments): number {
  const failing: readonly Level[] = failOn === 'never' ? [] : LEVELS.slice(0, LEVELS.indexOf(failOn) + 1);
  if ([...results.flatMap(findingsOf), ...allNotices(installed)].some(({ level }) => failing.includes(level))) return 1;
  return failOnUnknown && (results.some(isUnknown) || isPartly(installed)) ? 3 : 0;
}

function isUnknown(result: ManifestResult): boolean {
  const notRead = result.unread || result.problems.some(({ level }) => level === 'error') || isPartlyLocked(result);
  return notRead || result.judged.some(({ status }) => status.kind === 'unknown' || status.kind === 'pending');
}
