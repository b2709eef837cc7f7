import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { recordedReleases } from '../analysis/baselines.js';
import { type FileResult, findingsOf } from '../analysis/results.js';
import { diskFiles } from '../compose/index.js';
import { BASELINE_FILE, type BaselineRelease } from '../model/baseline.js';
import type { Finding } from '../model/index.js';
import { baselineText } from '../policy/baseline/write.js';
import { withBaseline } from '../policy/policy.js';
import { rangesIn, relativeTo, type TextRange } from '../reports/positions.js';
import { messageOf } from '../text/messageOf.js';
import { marked } from '../text/sanitize.js';
import type { BaselineArguments } from './commandArguments.js';
import { type Named, resolvePaths, unreadOf } from './namedPaths.js';
import { writeReport } from './output.js';
import { complain, fail, stopOnInterrupt } from './process.js';
import { createProgress } from './progress.js';
import { reasonOf, replaceFile } from './replaceFile.js';
import { baselineFor, openScanning, policyFor, type RecordedBaseline, resultsOf } from './scanning.js';

/** Runs `depwarden baseline`. Resolves with the exit status (docs/baseline.md). */
export async function runBaseline(args: BaselineArguments): Promise<number> {
  const signal = stopOnInterrupt();
  const named = await resolvePaths(args, signal);
  if (named.unreadable) return fail(named.unreadable);
  const recorded = await baselineFor({ root: named.root, ofRoot: isNamedRoot(named) ? named.ofRoot : diskFiles });
  if (recorded && recorded.file.problems.length > 0) return fail('bring the file back as it was, or delete it, then record anew');
  if (args.check && !recorded) return fail(`there is no ${BASELINE_FILE} in ${named.root}: depwarden baseline makes one`);
  try {
    const results = await scan(named, args, recorded, signal);
    if (typeof results === 'string') return fail(results);
    return args.check ? await check(results, recorded, named, args) : await record(results, recorded, named, args);
  } catch (error) {
    return fail(messageOf(error));
  }
}

/** A root that merely is the current folder is where the user wants the file to be: what is there already is read, whatever was named. */
function isNamedRoot({ root, parts }: Named): boolean {
  return parts.some(({ holders }) => holders.includes(root));
}

/** The rules that compare with a baseline. Here they speak whatever the policy says of them. */
const DRIFT = { 'artifact-changed': 'error', 'baseline-drift': 'warning' } as const;

async function scan(
  named: Named,
  args: BaselineArguments,
  recorded: RecordedBaseline | undefined,
  signal: AbortSignal,
): Promise<readonly FileResult[] | string> {
  const chosen = await policyFor(named, args);
  if (typeof chosen === 'string') return chosen;
  const policy = withBaseline({ ...chosen.policy, rules: { ...chosen.policy.rules, ...DRIFT } }, recorded?.file.baseline);
  const scanning = openScanning(named, args, () => policy);
  const progress = createProgress(process.stderr);
  try {
    const results = resultsOf(await scanning.scan(named, { onProgress: progress.show }, signal));
    const unread = unreadOf(results, named);
    return unread ? `${unread.path}: ${unread.problems[0]?.message ?? 'cannot be read'}` : results;
  } finally {
    progress.end();
    await scanning.close();
  }
}

async function check(
  results: readonly FileResult[],
  recorded: RecordedBaseline | undefined,
  { root }: Named,
  args: BaselineArguments,
): Promise<number> {
  const { releases, unknown } = recordedReleases(results, args);
  const before = recorded?.file.baseline.releases ?? NOTHING;
  const isNew = [...releases.keys()].filter(key => !before.has(key)).length;
  const drift = driftLines(results, root);
  await writeReport(
    `${drift.join('')}${counted(drift.length, 'change')} since the baseline, ${counted(isNew, 'release')} not in it\n`,
    undefined,
  );
  return statusOf(drift.length, unknown);
}

/** Releases that are as they were keep their line, and so do those that nobody could be asked about; what has drifted gets a new one only by `--update`. */
async function record(
  results: readonly FileResult[],
  recorded: RecordedBaseline | undefined,
  { root }: Named,
  args: BaselineArguments,
): Promise<number> {
  const before = recorded?.file.baseline.releases ?? NOTHING;
  const { releases, unknown } = recordedReleases(results, args);
  const drift = args.update ? [] : driftLines(results, root);
  const kept = unknown.size > 0 ? before : NOTHING;
  const merged = new Map([...kept, ...[...releases].map(([key, now]) => [key, merge(before.get(key), now, args.update)] as const)]);
  const refusal = written(path.join(root, BASELINE_FILE), baselineText(merged));
  if (refusal !== undefined) return fail(refusal);
  const isNew = [...merged.keys()].filter(key => !before.has(key)).length;
  const isGone = [...before.keys()].filter(key => !merged.has(key)).length;
  const left = drift.length > 0 ? `${drift.join('')}not recorded, for it has changed: depwarden baseline --update accepts it\n` : '';
  await writeReport(`${left}${BASELINE_FILE}: ${counted(merged.size, 'release')}, ${isNew} new, ${isGone} gone\n`, undefined);
  return statusOf(drift.length, unknown);
}

const NOTHING: ReadonlyMap<string, BaselineRelease> = new Map();

/** What was not known before is added; what is not known now stays. */
function merge(before: BaselineRelease | undefined, now: BaselineRelease, isAccepted: boolean): BaselineRelease {
  return isAccepted ? { ...before, ...now } : { ...now, ...before };
}

function statusOf(drift: number, unknown: ReadonlyMap<string, number>): number {
  for (const [reason, count] of unknown) complain(`${counted(count, 'release')} could not be asked about: ${reason}`);
  if (drift > 0) return 1;
  return unknown.size > 0 ? 3 : 0;
}

function driftLines(results: readonly FileResult[], root: string): readonly string[] {
  return results.flatMap(result => {
    const ranges = rangesIn(result.text);
    const lineOf = ({ span, level, message, rule }: Finding): string =>
      `${marked(relativeTo(root, result.path))}:${placeIn(ranges(span))}  ${level}  ${marked(message)} [${rule}]\n`;
    return findingsOf(result)
      .filter(({ rule }) => rule in DRIFT)
      .map(lineOf);
  });
}

/** From 1, as in a report. */
function placeIn({ start }: TextRange): string {
  return `${start.line + 1}:${start.character + 1}`;
}

function counted(number: number, what: string): string {
  return `${number} ${number === 1 ? what : `${what}s`}`;
}

function written(file: string, text: string): string | undefined {
  try {
    if (!existsSync(path.dirname(file))) mkdirSync(path.dirname(file));
    replaceFile(file, text);
    return undefined;
  } catch (error) {
    return `${file}: ${reasonOf(error)}`;
  }
}
