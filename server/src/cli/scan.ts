import { randomBytes } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { version } from '../../../package.json';
import { composeWorld, type World } from '../compose.js';
import { DEFAULT_SETTINGS } from '../config.js';
import { createInspect } from '../engine/inspect.js';
import { findingsOf, type ManifestResult, scanManifests } from '../engine/scan.js';
import { LEVELS, type Level } from '../model.js';
import type { Logger } from '../ports.js';
import { jsonReport } from '../reports/json.js';
import { textReport } from '../reports/text.js';
import { diskFiles } from '../sources/files.js';
import type { ScanArguments } from './arguments.js';
import { painter } from './colours.js';
import { createProgress } from './progress.js';

/** Runs `depwarden scan`. Resolves with the exit status (docs/cli.md). */
export async function runScan(args: ScanArguments): Promise<number> {
  const signal = stopOnInterrupt();
  const named = await resolvePaths(args, signal);
  if (named.unreadable) return fail(named.unreadable);
  const world = composeWorld(DEFAULT_SETTINGS, named.root, process.env, stderrLogger);
  try {
    const results = await scan(named.manifests, world, args, signal);
    const unread = results.find(result => result.unread && named.explicit.has(result.path));
    if (unread) return fail(`${unread.path}: ${unread.problems[0]?.message ?? 'cannot be read'}`);
    if (results.length === 0) process.stderr.write('depwarden: no manifest found\n');
    await write(reportOf(results, named.root, args), args.output);
    return exitStatus(results, args);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  } finally {
    await world.close();
  }
}

interface Named {
  readonly root: string;
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
    if (!stats) return { root: process.cwd(), manifests, explicit, unreadable: `${word}: there is no such file or folder` };
    if (stats.isDirectory()) {
      folders.push(full);
      manifests.push(...(await diskFiles.findManifests(full, exclude, signal)));
    } else {
      explicit.add(full);
      manifests.push(full);
    }
  }
  const [only] = folders;
  const root = only !== undefined && folders.length === 1 && explicit.size === 0 ? only : process.cwd();
  return { root, manifests: [...new Set(manifests)], explicit };
}

async function scan(
  manifests: readonly string[],
  world: World,
  { offline }: ScanArguments,
  signal: AbortSignal,
): Promise<readonly ManifestResult[]> {
  const progress = createProgress(process.stderr);
  try {
    const engine = { facts: world.facts, inspect: createInspect(Date.now), files: diskFiles, pythonIndex: world.pythonIndex };
    return await scanManifests(manifests, engine, { offline, levelsOf: () => DEFAULT_SETTINGS.rules, onProgress: progress.show }, signal);
  } finally {
    progress.end();
  }
}

function reportOf(results: readonly ManifestResult[], root: string, { format, output }: ScanArguments): string {
  const now = Date.now();
  if (format === 'json') return `${JSON.stringify(jsonReport(results, { root, version, now }), undefined, 2)}\n`;
  return textReport(results, { root, now, paint: painter(output === undefined && process.stdout.isTTY, process.env) });
}

/** A file is written whole or not at all. */
async function write(text: string, output: string | undefined): Promise<void> {
  if (output === undefined) {
    await new Promise<void>((resolve, reject) => process.stdout.write(text, error => (error ? reject(error) : resolve())));
    return;
  }
  const target = path.resolve(output);
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function exitStatus(results: readonly ManifestResult[], { failOn, failOnUnknown }: ScanArguments): number {
  const failing: readonly Level[] = failOn === 'never' ? [] : LEVELS.slice(0, LEVELS.indexOf(failOn) + 1);
  if (results.flatMap(findingsOf).some(({ level }) => failing.includes(level))) return 1;
  return failOnUnknown && results.some(isUnknown) ? 3 : 0;
}

function isUnknown(result: ManifestResult): boolean {
  const notRead = result.unread || result.problems.some(({ level }) => level === 'error');
  return notRead || result.judged.some(({ status }) => status.kind === 'unknown' || status.kind === 'pending');
}

function stopOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort(new Error('stopped'));
    process.exit(130);
  });
  return controller.signal;
}

function fail(message: string): number {
  process.stderr.write(`depwarden: ${message}\n`);
  return 2;
}

const stderrLogger: Logger = {
  error: message => void process.stderr.write(`depwarden: ${message}\n`),
  warn: message => void process.stderr.write(`depwarden: ${message}\n`),
  info: () => {},
  debug: () => {},
};
