import { createHash } from 'node:crypto';
import { version } from '../../../package.json';
import { withoutIgnoredReleases } from '../analysis/ignoredInstalled.js';
import { inventoryOf } from '../analysis/inventory.js';
import { type FileResult, findingsOf, unreadPartsOf } from '../analysis/results.js';
import type { Component } from '../model/component.js';
import type { DatabaseUse } from '../model/databaseUse.js';
import { LEVELS, type Level } from '../model/index.js';
import { type Policy, withBaseline } from '../policy/policy.js';
import { type Fixed, fixedText } from '../reports/fixed.js';
import { REPORT_FORMATS } from '../reports/formats.js';
import { type InstalledResults, isPartlyLookedAt } from '../reports/installed.js';
import { onLines } from '../reports/installedOnLines.js';
import type { PolicyReport } from '../reports/policy.js';
import type { ScanOutcome } from '../reports/scanOutcome.js';
import { textReport } from '../reports/text.js';
import { learnBelow } from '../scan/fixContext.js';
import { lockTexts } from '../scan/lockTexts.js';
import { messageOf } from '../text/messageOf.js';
import { type Annotated, annotations, problemsIn, withoutCommands } from './annotations.js';
import type { FailOnUnknown, ScanArguments } from './arguments.js';
import { painter } from './colours.js';
import { type Known, newIn, readKnown, tellNew } from './failOnNew.js';
import { fixManifests } from './fix.js';
import { type Found, foundIn } from './foundManifests.js';
import { type Named, resolvePaths, unreadOf } from './namedPaths.js';
import { writeCommands, writeReport } from './output.js';
import { reportAfter, type ScanPolicy, warnOf } from './policy.js';
import { fail, stopOnInterrupt } from './process.js';
import { createProgress } from './progress.js';
import { inGitHubActions } from './runner.js';
import { baselineFor, openScanning, type PartScan, policyFor, type RecordedBaseline, resultsOf } from './scanning.js';

/** Runs `depwarden scan`. Resolves with the exit status (docs/cli.md). */
export async function runScan(args: ScanArguments): Promise<number> {
  const signal = stopOnInterrupt();
  const named = await resolvePaths(args, signal);
  if (named.unreadable) return fail(named.unreadable);
  const known = args.failOnNew === undefined ? undefined : await readKnown(args.failOnNew);
  if (typeof known === 'string') return fail(known);
  const chosen = await policyFor(named, args);
  if (typeof chosen === 'string') return fail(chosen);
  const recorded = await baselineFor(named);
  try {
    const scanned = await scan(named, args, withRecorded(chosen, recorded), signal);
    const { results, installed } = scanned;
    const unread = unreadOf(results, named);
    if (unread) return fail(`${unread.path}: ${unread.problems[0]?.message ?? 'cannot be read'}`);
    if (results.length === 0) process.stderr.write('depwarden: no manifest or lockfile found: nothing was checked\n');
    const policy = reportAfter(chosen, results, installed.reports, isEverything(named, args));
    warnOf(policy, named.root);
    const report = reportOf(scanned, policy, named, args);
    if (isAnnotated(args) && args.output === undefined) await writeCommands(withoutCommands(report));
    else await writeReport(report, args.output, isJson(args));
    const { found, failing, fresh } = whatFails(scanned, named, args, known);
    if (known) tellNew(fresh, failing.length, args.failOnNew ?? '', named.root);
    if (isAnnotated(args)) await annotate([...(known ? fresh : found), ...problemsIn(results)], named);
    if (fresh.length > 0) return 1;
    return args.failOnUnknown !== undefined && hasUnknowns(scanned, args.failOnUnknown) ? 3 : 0;
  } catch (error) {
    return fail(messageOf(error));
  }
}

interface Scanned extends DatabaseUse {
  /** What the files are now: after `--fix` they are judged again. */
  readonly results: readonly FileResult[];
  readonly installed: InstalledResults;
  readonly fixed: Fixed | undefined;
  readonly lockTexts: ReadonlyMap<string, string>;
  /** How many findings the folder's policy would ignore, were it trusted; undefined where all is. */
  readonly wouldIgnore: number | undefined;
}

/** What holds, with the baseline that was recorded. */
function withRecorded({ policy, leftOut }: ScanPolicy, recorded: RecordedBaseline | undefined): Pick<ScanPolicy, 'policy' | 'leftOut'> {
  const baseline = recorded?.file.baseline;
  return { policy: withBaseline(policy, baseline), ...(leftOut && { leftOut: withBaseline(leftOut, baseline) }) };
}

async function scan(
  named: Named,
  args: ScanArguments,
  { policy, leftOut }: Pick<ScanPolicy, 'policy' | 'leftOut'>,
  signal: AbortSignal,
): Promise<Scanned> {
  const { offline, fix, format } = args;
  const scanning = openScanning(named, args, () => policy);
  const progress = createProgress(process.stderr);
  process.once('exit', progress.end);
  try {
    const judgeAll = () => scanning.scan(named, { onProgress: progress.show }, signal);
    const before = await judgeAll();
    if (fix || (format !== 'text' && REPORT_FORMATS[format].hasFixes)) {
      for (const { results, facts } of before) await learnBelow(results, facts, offline, signal);
    }
    const fixed = fix && !unreadOf(resultsOf(before), named) ? await fixNamed(before, named, signal) : undefined;
    const scans = fixed && fixed.changes.length > 0 ? await judgeAll() : before;
    const analyzed = resultsOf(scans);
    const installed = await scanning.installed(named, signal);
    const wouldIgnore = leftOut
      ? ignoredBy(leftOut, analyzed, resultsOf(await scanning.scan(named, { as: leftOut }, signal)), installed)
      : 0;
    return {
      ...onLines(analyzed, installed),
      fixed,
      ...scanning.databaseUse(offline),
      lockTexts: format !== 'text' && REPORT_FORMATS[format].hasLockPlaces ? await lockTextsOf(scans) : new Map(),
      wouldIgnore: named.isTrusted ? undefined : wouldIgnore,
    };
  } finally {
    process.off('exit', progress.end);
    progress.end();
    await scanning.close();
  }
}

async function fixNamed(scans: readonly PartScan[], { manifests }: Named, signal: AbortSignal): Promise<Fixed> {
  const fixed: Fixed[] = [];
  for (const { results, registries } of scans) {
    fixed.push(await fixManifests(results, { registries, now: Date.now(), isNamed: path => manifests.includes(path) }, signal));
  }
  return { changes: fixed.flatMap(({ changes }) => changes), refused: fixed.flatMap(({ refused }) => refused) };
}

async function lockTextsOf(scans: readonly PartScan[]): Promise<ReadonlyMap<string, string>> {
  const texts = await Promise.all(scans.map(({ results, part }) => lockTexts(results, part.disk.lockFiles.readLockfile)));
  return new Map(texts.flatMap(all => [...all]));
}

/** How many findings another policy would not have let be told. @param quieter the same files, judged by that policy */
function ignoredBy(policy: Policy, results: readonly FileResult[], quieter: readonly FileResult[], { reports }: InstalledResults): number {
  const heard = new Set(quieter.flatMap(keysOf));
  const onFiles = results.flatMap(keysOf).filter(key => !heard.has(key)).length;
  const installed = reports.flatMap(report => {
    const { ignored = [], isOff, findings, traces } = withoutIgnoredReleases(report, policy, Date.now());
    return [...ignored.flatMap(one => [...one.findings, ...one.traces]), ...(isOff ? [...findings, ...traces] : [])];
  });
  return onFiles + installed.length;
}

function keysOf(result: FileResult): readonly string[] {
  return findingsOf(result).map(({ rule, span, dependency, version }) =>
    JSON.stringify([result.path, rule, span.start, dependency.name, version]),
  );
}

/** Whether the whole folder was scanned that the policy file is for. */
function isEverything({ folders, root }: Named, { exclude }: ScanArguments): boolean {
  return folders.includes(root) && exclude.length === 0;
}

function reportOf(
  { results, installed, fixed, lockTexts: texts, wouldIgnore, databaseFrom, databasePassedOver }: Scanned,
  policy: PolicyReport | undefined,
  { root, isTrusted, gitignore }: Named,
  { format, output }: ScanArguments,
): string {
  if (format !== 'text') {
    const { render } = REPORT_FORMATS[format];
    const outcome: ScanOutcome = {
      results,
      roots: [root],
      version,
      now: Date.now(),
      writtenAt: sourceDate(process.env),
      installed,
      databaseFrom,
      databasePassedOver,
      gitignore,
      fixed,
      isTrusted,
      wouldIgnore,
      lockTexts: texts,
      sha256,
    };
    return render({ ...outcome, ...(policy && { policies: [policy] }) });
  }
  const isTerminal = output === undefined && process.stdout.isTTY;
  const text = textReport(results, {
    root,
    now: Date.now(),
    installed,
    policies: policy && [policy],
    databaseFrom,
    gitignore,
    databasePassedOver,
    isTrusted,
    wouldIgnore,
    width: isTerminal ? process.stdout.columns || undefined : undefined,
    paint: painter(isTerminal, process.env),
  });
  return fixed ? fixedText(fixed, root) + text : text;
}

interface Failing {
  readonly found: readonly Found[];
  /** At or above `--fail-on`. */
  readonly failing: readonly Found[];
  /** Of these what counts: with `--fail-on-new` what was not there before. */
  readonly fresh: readonly Found[];
}

function whatFails({ results, installed }: Scanned, { root }: Named, { failOn }: ScanArguments, known: Known | undefined): Failing {
  const levels: readonly Level[] = failOn === 'never' ? [] : LEVELS.slice(0, LEVELS.indexOf(failOn) + 1);
  const found = foundIn(results, installed, root);
  const failing = found.filter(({ level }) => levels.includes(level));
  return { found, failing, fresh: known ? newIn(failing, known, levels) : failing };
}

function isJson({ format }: ScanArguments): boolean {
  return format !== 'text' && REPORT_FORMATS[format].isJson;
}

/** Lines for people, in a step of GitHub Actions. */
function isAnnotated({ format }: ScanArguments): boolean {
  return format === 'text' && inGitHubActions(process.env);
}

function annotate(found: readonly Annotated[], { root }: Named): Promise<void> {
  return writeCommands(annotations(found, process.env.GITHUB_WORKSPACE || root));
}

/** Whether something is not known. Where nothing was found to scan, nothing is. */
function hasUnknowns({ results, installed }: Scanned, wanted: FailOnUnknown): boolean {
  const { components } = inventoryOf(results, installed.reports);
  return (
    results.length === 0 || results.some(isPartlyRead) || isPartlyLookedAt(installed) || components.some(one => isUnknown(one, wanted))
  );
}

export function isPartlyRead(result: FileResult): boolean {
  return result.unread === true || result.locked?.partly === true || unreadPartsOf(result).length > 0;
}

export function isUnknown({ assessment, unanswered }: Component, wanted: FailOnUnknown): boolean {
  const isOfRegistryAlone = unanswered.length > 0 && !unanswered.includes('advisories');
  if (wanted === 'advisories' && isOfRegistryAlone) return false;
  return assessment.kind === 'unknown' || assessment.kind === 'pending' || unanswered.length > 0;
}

/** The time that is to stand in what is made, in milliseconds since 1970 (https://reproducible-builds.org/specs/source-date-epoch/). */
function sourceDate({ SOURCE_DATE_EPOCH: seconds = '' }: NodeJS.ProcessEnv): number | undefined {
  return /^\d{1,11}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
