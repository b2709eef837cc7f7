import { type FileResult, packagesOf, wantedOf } from '../analysis/results.js';
import { lockfileFormatOf } from '../ecosystems/lockfiles.js';
import { mapBounded } from '../ports/concurrency.js';
import { createParseOnce } from '../project/parseOnce.js';
import { readProject } from '../project/project.js';
import type { Engine, ScanOptions } from './engine.js';
import { type Evaluation, evaluate } from './evaluation.js';
import { manifestResult } from './fileResult.js';
import { createLockfileScan } from './lockfiles.js';
import { createScanTally } from './progress.js';

/**
 * Reads manifests and lockfiles, and the requirements files they include, learns what is known of their packages and analyzes them.
 * @param paths manifests and lockfiles, in the order of the result; included files follow, then lockfiles of these manifests
 * @throws only the signal's reason
 */
export async function scanFiles(
  paths: readonly string[],
  engine: Engine,
  options: ScanOptions,
  signal: AbortSignal,
): Promise<readonly FileResult[]> {
  const results = new Map<string, FileResult>();
  const order = await scanEach(paths, engine, options, result => void results.set(result.path, result), signal);
  return order.flatMap(path => results.get(path) ?? []);
}

/**
 * The same, handing out each file as soon as it is analyzed, and keeping none. A few manifests are read at a time; while the services are asked about
 * them, the next ones are read. Lockfiles come last: what stands on their own lines depends on all manifests.
 * @param onResult called once more for a manifest that is analyzed otherwise in the end
 * @returns the paths in order
 */
export async function scanEach(
  paths: readonly string[],
  engine: Engine,
  options: ScanOptions,
  onResult: (result: FileResult) => void,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const named = paths.filter(path => lockfileFormatOf(path) !== undefined);
  const order = new Set(paths.filter(path => !named.includes(path)));
  const progress = createScanTally(told => options.onProgress?.(told));
  progress.found(order.size);
  const parse = createParseOnce();
  const lockfiles = createLockfileScan(named, order, engine, options, onResult);
  const evaluation: Evaluation = {
    facts: engine.facts,
    offline: options.offline,
    ...(options.freshFor && { freshFor: options.freshFor }),
    breathe: engine.breathe,
    progress,
    packagesOf: projects => packagesOf(projects.map(({ manifest }) => manifest)),
    wantedOf,
    analyze: project => manifestResult(project, engine, options.policyOf(project.path)),
    onResult: (result, project) => {
      lockfiles.told(result, project.around.lock);
      onResult(result);
    },
  };
  const portions: Promise<void>[] = [];
  for (let at = 0; at < order.size; ) {
    const portion = [...order].slice(at, at + READ_TOGETHER);
    at += portion.length;
    const projects = await mapBounded(portion, READ_AT_ONCE, async path => {
      await engine.breathe();
      signal.throwIfAborted();
      return readProject(path, engine, options.policyOf(path).privateNames, parse, signal);
    });
    const before = order.size;
    for (const path of projects.flatMap(({ included }) => included.requirements)) order.add(path);
    progress.found(order.size - before);
    const evaluated = evaluate(projects, evaluation, signal);
    evaluated.catch(() => {}); // awaited below
    portions.push(evaluated);
    await portions.at(-PORTIONS_AT_ONCE);
  }
  await Promise.all(portions);
  return [...order, ...(await lockfiles.finish(signal))];
}

/** Manifests whose packages are asked for together: many enough for full requests, few enough for the first to be shown soon. */
const READ_TOGETHER = 16;
/** Files that are read at the same time: what is parsed of them then takes one turn of the event loop. */
const READ_AT_ONCE = 4;
/** Portions that are in memory at the same time. */
const PORTIONS_AT_ONCE = 4;
