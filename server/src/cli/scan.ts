import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { version } from '../../../package.json';
import { composeWorld, type World } from '../compose.js';
import { DEFAULT_SETTINGS } from '../config.js';
import { checkEnvironments, type EnvironmentReport } from '../engine/environmentCheck.js';
import type { Facts } from '../engine/facts.js';
import { withoutIgnoredReleases } from '../engine/ignoredInstalled.js';
import { createInspect } from '../engine/inspect.js';
import { createJudgements } from '../engine/lockedProject.js';
import { learnBelow } from '../engine/places.js';
import { publicFacts } from '../engine/privateNames.js';
import { findingsOf, type ManifestResult, scanManifests } from '../engine/scan.js';
import { isPartlyLocked } from '../engine/tally.js';
import { LEVELS, type Level } from '../model.js';
import type { Policy } from '../policy/policy.js';
import { type Fixed, fixedText } from '../reports/fixed.js';
import { allNotices, type InstalledResults, isPartly } from '../reports/installed.js';
import { jsonReport } from '../reports/json.js';
import type { PolicyReport } from '../reports/policy.js';
import { textReport } from '../reports/text.js';
import { diskFolders } from '../sources/diskFolders.js';
import { diskFiles } from '../sources/files.js';
import type { ScanArguments } from './arguments.js';
import { painter } from './colours.js';
import { fixManifests } from './fix.js';
import { writeReport } from './output.js';
import { readScanPolicy, reportAfter, warnOf } from './policy.js';
import { fail, stderrLogger, stopOnInterrupt } from './process.js';
import { createProgress } from './progress.js';

/** Runs `depwarden scan`. Resolves with the exit status (docs/cli.md). */
export async function runScan(args: ScanArguments): Promise<number> {
  const signal = stopOnInterrupt();
  const named = await resolvePaths(args, signal);
  if (named.unreadable) return fail(named.unreadable);
  const chosen = await readScanPolicy(named.root, args.config);
  if (typeof chosen === 'string') return fail(chosen);
  try {
    const scanned = await scan(named, args, chosen.policy, signal);
    const { results, installed } = scanned;
    const unread = unreadOf(results, named);
    if (unread) return fail(`${unread.path}: ${unread.problems[0]?.message ?? 'cannot be read'}`);
    if (results.length === 0) process.stderr.write('depwarden: no manifest found\n');
    const policy = reportAfter(chosen, results, installed.reports, isEverything(named, args));
    warnOf(policy, named.root);
    await writeReport(reportOf(scanned, policy, named.root, args), args.output);
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
  /** What the files are now: after `--fix` they are judged again. */
  readonly results: readonly ManifestResult[];
  readonly installed: InstalledResults;
  readonly fixed: Fixed | undefined;
  /** When the export was read of the offline database that was asked; undefined where OSV was. */
  readonly databaseFrom: number | undefined;
}

async function scan(named: Named, { offline, fix, format }: ScanArguments, policy: Policy, signal: AbortSignal): Promise<Scanned> {
  const { manifests, root } = named;
  const world = composeWorld(DEFAULT_SETTINGS, process.env, stderrLogger, manifest =>
    isInside(manifest, root) ? root : path.dirname(manifest),
  );
  const { origins, projects } = world;
  const facts = publicFacts(world.facts, id => policy.choices?.privateNames.has(id) ?? false);
  const progress = createProgress(process.stderr);
  process.once('exit', progress.end);
  try {
    const engine = { facts, origins, projects, inspect: createInspect(Date.now), judgements: createJudgements(Date.now), files: diskFiles };
    const judgeAll = () => scanManifests(manifests, engine, { offline, policyOf: () => policy, onProgress: progress.show }, signal);
    const before = await judgeAll();
    if (fix || format === 'json') await learnBelow(before, facts, offline, signal);
    const fixed = fix && !unreadOf(before, named) ? await fixNamed(before, named, world, signal) : undefined;
    const results = fixed && fixed.changes.length > 0 ? await judgeAll() : before;
    return {
      results,
      fixed,
      databaseFrom: world.databaseInUse(offline),
      installed: { reports: await checkInstalled(named, { facts, policy, offline }, signal), levels: () => policy.rules },
    };
  } finally {
    process.off('exit', progress.end);
    progress.end();
    await world.close();
  }
}

function fixNamed(results: readonly ManifestResult[], { manifests }: Named, { registries }: World, signal: AbortSignal): Promise<Fixed> {
  return fixManifests(results, { registries, now: Date.now(), isNamed: path => manifests.includes(path) }, signal);
}

/** A manifest that was named and could not be read. */
function unreadOf(results: readonly ManifestResult[], { explicit }: Named): ManifestResult | undefined {
  return results.find(({ unread, path: file }) => unread && explicit.has(file));
}

/** What is installed in the named folders, and beside manifests that were named themselves. */
function checkInstalled(
  { folders, manifests }: Named,
  { facts, policy, offline }: { readonly facts: Facts; readonly policy: Policy; readonly offline: boolean },
  signal: AbortSignal,
): Promise<readonly EnvironmentReport[]> {
  const holders = [...new Set(manifests.map(manifest => path.dirname(manifest)))];
  const alone = holders.filter(holder => !folders.some(folder => holder === folder || isInside(holder, folder)));
  const ports = { folders: diskFolders(), facts, clock: Date.now };
  return Promise.all(
    [...new Set([...folders, ...alone])].map(async folder => {
      const projects = holders.filter(holder => isInside(holder, folder));
      const report = await checkEnvironments(folder, ports, { offline, projects }, signal);
      return withoutIgnoredReleases(report, policy, Date.now());
    }),
  );
}

function isInside(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** Whether the whole folder was scanned that the policy file is for. */
function isEverything({ folders, root }: Named, { exclude }: ScanArguments): boolean {
  return folders.includes(root) && exclude.length === 0;
}

function reportOf(
  { results, installed, fixed, databaseFrom }: Scanned,
  policy: PolicyReport | undefined,
  root: string,
  { format, output }: ScanArguments,
): string {
  const now = Date.now();
  if (format === 'json') {
    const report = jsonReport(results, { root, version, now, installed, policy, databaseFrom, ...(fixed && { fixed }) });
    return `${JSON.stringify(report, undefined, 2)}\n`;
  }
  const isTerminal = output === undefined && process.stdout.isTTY;
  const text = textReport(results, {
    root,
    now,
    installed,
    policy,
    databaseFrom,
    width: isTerminal ? process.stdout.columns || undefined : undefined,
    paint: painter(isTerminal, process.env),
  });
  return fixed ? fixedText(fixed, root) + text : text;
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
