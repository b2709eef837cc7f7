import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { version } from '../../../package.json';
import { type Policy, withBaseline } from '../policy/policy.js';
import { type Changes, changesJson, changesText, compare, isEmpty, isSnapshot, type Snapshot, snapshotOf } from '../reports/changes.js';
import { untrustedText } from '../reports/untrusted.js';
import { freshnessFor, SINGLE_LOOK } from '../scan/watch.js';
import { messageOf } from '../text/messageOf.js';
import { painter } from './colours.js';
import type { WatchArguments } from './commandArguments.js';
import { type Named, resolvePaths, unreadOf } from './namedPaths.js';
import { writeReport } from './output.js';
import { complain, fail, stopOnInterrupt } from './process.js';
import { reasonOf } from './replaceFile.js';
import { baselineFor, openScanning, policyFor, resultsOf, type Scanning } from './scanning.js';

/** Runs `depwarden watch`. Resolves with the exit status (docs/watching.md) where it looks once; else only Ctrl+C ends it. */
export async function runWatch(args: WatchArguments): Promise<number> {
  const signal = stopOnInterrupt();
  const first = await findNamed(args, signal);
  if (typeof first === 'string') return fail(first);
  const refusal = args.write === undefined ? undefined : added(args.write, '');
  if (refusal !== undefined) return fail(refusal);
  let policy = first.policy;
  const scanning = openScanning(first.named, args, () => policy);
  const look = async (): Promise<Outcome> => {
    const found = await findNamed(args, signal);
    if (typeof found === 'string') return { failure: found };
    policy = found.policy;
    return lookAt(found.named, scanning, args, signal);
  };
  try {
    if (args.once) return await once(look);
    for (;;) {
      const { failure } = await look().catch((error: unknown): Outcome => ({ failure: messageOf(error) }));
      if (failure !== undefined) complain(failure);
      await sleep(args.interval * (1 + SPREAD * (Math.random() - 0.5)), undefined, { signal });
    }
  } finally {
    await scanning.close();
  }
}

/** How far waits differ, so that many who were started at the same time do not ask at the same time. */
const SPREAD = 0.1;

interface Outcome {
  readonly changes?: Changes;
  /** Why nothing could be looked at. */
  readonly failure?: string;
}

async function once(look: () => Promise<Outcome>): Promise<number> {
  try {
    const { changes, failure } = await look();
    if (failure !== undefined) return fail(failure);
    return changes && changes.appeared.length > 0 ? 1 : 0;
  } catch (error) {
    return fail(messageOf(error));
  }
}

/** What is meant now: manifests come and go, and policy and baseline may have changed. */
async function findNamed(args: WatchArguments, signal: AbortSignal): Promise<{ readonly named: Named; readonly policy: Policy } | string> {
  const named = await resolvePaths(args, signal);
  if (named.unreadable) return named.unreadable;
  const chosen = await policyFor(named, args);
  if (typeof chosen === 'string') return chosen;
  const recorded = await baselineFor(named);
  return { named, policy: withBaseline(chosen.policy, recorded?.file.baseline) };
}

async function lookAt(named: Named, scanning: Scanning, args: WatchArguments, signal: AbortSignal): Promise<Outcome> {
  const scans = await scanning.scan(named, { freshFor: args.once ? SINGLE_LOOK : freshnessFor(args.interval) }, signal);
  const results = resultsOf(scans);
  const unread = unreadOf(results, named);
  if (unread) return { failure: `${unread.path}: ${unread.problems[0]?.message ?? 'cannot be read'}` };
  const now = snapshotOf(results, await scanning.installed(named, signal), named.root);
  const { cache } = scanning;
  const key = `watch ${JSON.stringify([named.root, named.folders, [...named.explicit], args.exclude])}`;
  const before = await cache.read(key);
  if (!isSnapshot(before)) {
    await cache.write(key, now);
    await writeReport(firstText(now, named), undefined);
    return {};
  }
  const { changes, seen } = compare(before, now);
  if (!isEmpty(changes)) await tell(changes, named.root, args);
  await cache.write(key, seen);
  return { changes };
}

function firstText({ manifests, dependencies, findings }: Snapshot, { isTrusted }: Named): string {
  const count = (number: number, what: string): string => `${number} ${number === 1 ? what : `${what}s`}`;
  const all = [
    count(manifests, 'manifest'),
    manifests === 0 ? '' : `, ${dependencies} ${dependencies === 1 ? 'dependency' : 'dependencies'}`,
  ];
  return `watching ${all.join('')}: ${count(findings.length, 'finding')} now (depwarden scan shows them); changes are told from now on\n${isTrusted ? '' : `${untrustedText(0)}\n`}`;
}

async function tell(changes: Changes, root: string, { write, onChange }: WatchArguments): Promise<void> {
  const json = `${changesJson(changes, root, version, Date.now())}\n`;
  const time = new Date().toISOString();
  await writeReport(`${time}\n${changesText(changes, painter(process.stdout.isTTY, process.env))}`, undefined);
  const refusal = write === undefined ? undefined : added(write, json);
  if (refusal !== undefined) complain(refusal);
  if (onChange !== undefined) await run(onChange, json);
}

/** Adds a line to a file, in one write. @returns why it could not be done */
function added(file: string, line: string): string | undefined {
  try {
    appendFileSync(path.resolve(file), line);
    return undefined;
  } catch (error) {
    return `${file}: ${reasonOf(error)}`;
  }
}

/** The command line is the user's own, to the letter: what comes from outside goes to its standard input alone. Waits for its end. */
function run(command: string, input: string): Promise<void> {
  return new Promise(resolve => {
    const child = spawn(command, { shell: true, stdio: ['pipe', 'inherit', 'inherit'] });
    child.on('error', error => {
      complain(`--on-change: ${error.message}`);
      resolve();
    });
    child.on('close', (status, signal) => {
      if (status !== 0) complain(`--on-change ended with ${status === null ? signal : `status ${status}`}`);
      resolve();
    });
    child.stdin.on('error', () => {}); // a command need not read it
    child.stdin.end(input);
  });
}
