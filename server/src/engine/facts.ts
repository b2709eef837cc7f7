import type { Ecosystem, Lookup, PackageAnswers, PackageId } from '../model.js';
import type { AdvisorySource, Clock, PackageRegistry } from '../ports.js';

export interface GatherOptions {
  /** Ask nothing of the network: what memory and cache do not hold becomes unknown. */
  readonly offline: boolean;
  /** Further packages of which only the advisories are wanted: what is locked or installed without being asked for. */
  readonly advisoriesOnly?: readonly PackageId[];
  /** Called whenever some answer has changed. */
  readonly onChange?: () => void;
}

/** What is known of packages, in memory, and the one way to learn more. */
export interface Facts {
  /** What memory holds; never waits. The same object as long as nothing new was learnt. */
  peek(id: PackageId): PackageAnswers;
  /** Takes into memory what the cache holds of packages; asks no network. `gather` does it itself: this is for doing it before, while waiting. */
  recall(packages: readonly PackageId[]): Promise<void>;
  /** What was learnt of advisories before now is asked for again when it is next wanted: there is another database. */
  expireAdvisories(): void;
  /** Grows whenever something was learnt. */
  revision(): number;
  /**
   * Sees to it that each package has a fresh answer or a reason for having none: memory first, then the cache, then the network.
   * Cached answers can be peeked at (and `onChange` is called) before the network is asked. Rejects only with the signal's reason.
   */
  gather(packages: readonly PackageId[], options: GatherOptions, signal: AbortSignal): Promise<void>;
}

export interface FactsPorts {
  readonly registries: Readonly<Record<Ecosystem, PackageRegistry>>;
  readonly advisories: AdvisorySource;
  readonly clock: Clock;
}

/** Answers younger than this are not asked for again. Milliseconds. */
export const FRESH_FOR = 60 * 60 * 1000;
/** After a failed look-up the service is not asked for the same thing again before this. Milliseconds. */
export const RETRY_AFTER = 60 * 1000;
const OFFLINE_REASON = 'offline, and nothing in the cache';

export function createFacts(ports: FactsPorts): Facts {
  const entries = new Map<string, Entry>();
  const underWay = new Map<string, Promise<void>>();
  let revision = 0;
  let advisoriesExpiredAt = Number.NEGATIVE_INFINITY;

  function entryOf(id: PackageId): Entry {
    const key = keyOf(id);
    const known = entries.get(key);
    if (known) return known;
    const entry: Entry = {
      id,
      answers: NOTHING_YET,
      recalled: { registry: false, advisories: false },
      failedAt: { registry: undefined, advisories: undefined },
      learntAt: { registry: undefined, advisories: undefined },
    };
    entries.set(key, entry);
    return entry;
  }

  async function gather(packages: readonly PackageId[], options: GatherOptions, signal: AbortSignal): Promise<void> {
    const wanted = [...new Set(packages.map(entryOf))];
    const all = [...new Set([...wanted, ...(options.advisoriesOnly ?? []).map(entryOf)])];
    await recallParts(wanted, all);
    signal.throwIfAborted();
    if (options.offline) {
      for (const entry of wanted) settleOffline(entry, 'registry');
      for (const entry of all) settleOffline(entry, 'advisories');
      options.onChange?.();
      return;
    }
    if (all.length > 0) options.onChange?.();
    await Promise.all([refreshRegistry(wanted, options, signal), refreshAdvisories(all, options, signal)]);
  }

  async function recall(packages: readonly PackageId[]): Promise<void> {
    const wanted = [...new Set(packages.map(entryOf))];
    await recallParts(wanted, wanted);
  }

  async function recallParts(registry: readonly Entry[], advisories: readonly Entry[]): Promise<void> {
    await Promise.all([recallRegistry(registry), recallAdvisories(advisories)]);
  }

  async function recallRegistry(wanted: readonly Entry[]): Promise<void> {
    const missing = wanted.filter(entry => !entry.recalled.registry);
    const cached = await Promise.all(missing.map(({ id }) => ports.registries[id.ecosystem].recall(id.name)));
    missing.forEach((entry, index) => {
      recalled(entry, 'registry', cached[index]);
    });
  }

  async function recallAdvisories(wanted: readonly Entry[]): Promise<void> {
    const missing = wanted.filter(entry => !entry.recalled.advisories);
    const cached = await ports.advisories.recall(missing.map(entry => entry.id));
    missing.forEach((entry, index) => {
      recalled(entry, 'advisories', cached[index]);
    });
  }

  /** What was learnt in the meantime is newer than the cache. */
  function recalled(entry: Entry, part: Part, answer: Lookup<unknown> | undefined): void {
    entry.recalled[part] = true;
    if (answer && entry.answers[part].kind === 'pending') change(entry, part, answer);
  }

  async function refreshRegistry(wanted: readonly Entry[], options: GatherOptions, signal: AbortSignal): Promise<void> {
    const stale = wanted.filter(entry => needsAsking(entry, 'registry'));
    await Promise.all(
      stale.map(entry =>
        once(`registry ${keyOf(entry.id)}`, signal, async () => {
          const answer = await ports.registries[entry.id.ecosystem].fetch(entry.id.name, signal);
          learn(entry, 'registry', answer);
        }).then(options.onChange),
      ),
    );
  }

  async function refreshAdvisories(wanted: readonly Entry[], options: GatherOptions, signal: AbortSignal): Promise<void> {
    const stale = wanted.filter(entry => needsAsking(entry, 'advisories'));
    const free = stale.filter(entry => !underWay.has(`advisories ${keyOf(entry.id)}`));
    const asked = free.length > 0 ? askAdvisories(free, signal) : Promise.resolve();
    for (const entry of free) remember(`advisories ${keyOf(entry.id)}`, asked);
    await Promise.all(stale.map(entry => once(`advisories ${keyOf(entry.id)}`, signal, () => askAdvisories([entry], signal))));
    if (stale.length > 0) options.onChange?.();
  }

  async function askAdvisories(stale: readonly Entry[], signal: AbortSignal): Promise<void> {
    const answers = await ports.advisories.fetch(
      stale.map(entry => entry.id),
      signal,
    );
    stale.forEach((entry, index) => {
      learn(entry, 'advisories', answers[index] ?? { kind: 'unknown', reason: 'the advisory source gave no answer' });
    });
  }

  /** Runs `work` unless the same is under way; then waits for that, and takes over where it was given up by its own caller. */
  async function once(key: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    const running = underWay.get(key);
    if (running) {
      const done = await running.then(
        () => true,
        () => false,
      );
      signal.throwIfAborted();
      return done ? undefined : once(key, signal, work);
    }
    return remember(key, work());
  }

  function remember(key: string, work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => underWay.delete(key));
    tracked.catch(() => {});
    underWay.set(key, tracked);
    return tracked;
  }

  function needsAsking(entry: Entry, part: Part): boolean {
    const now = ports.clock();
    const failedAt = entry.failedAt[part];
    if (failedAt !== undefined && now - failedAt < RETRY_AFTER) return false;
    const answer = entry.answers[part];
    if (answer.kind === 'pending' || answer.kind === 'unknown') return true;
    // an old answer may be the newest one there is, as the offline database's are
    const learntAt = entry.learntAt[part] ?? 0;
    if (part === 'advisories' && learntAt < advisoriesExpiredAt) return true;
    return now - Math.max(answer.fetchedAt, learntAt) >= FRESH_FOR;
  }

  function learn<P extends Part>(entry: Entry, part: P, answer: Lookup<unknown>): void {
    const before = entry.answers[part];
    const failed = answer.kind === 'unknown' || answer.staleBecause !== undefined;
    entry.failedAt[part] = failed ? ports.clock() : undefined;
    entry.learntAt[part] = failed ? undefined : ports.clock();
    const keepsOld = answer.kind === 'unknown' && (before.kind === 'found' || before.kind === 'absent');
    change(entry, part, keepsOld ? { ...before, staleBecause: answer.reason } : answer);
  }

  function settleOffline(entry: Entry, part: Part): void {
    if (entry.answers[part].kind === 'pending') change(entry, part, { kind: 'unknown', reason: OFFLINE_REASON });
  }

  function change(entry: Entry, part: Part, answer: Lookup<unknown>): void {
    entry.answers = { ...entry.answers, [part]: answer };
    revision++;
  }

  return {
    peek: id => entries.get(keyOf(id))?.answers ?? NOTHING_YET,
    revision: () => revision,
    expireAdvisories: () => {
      advisoriesExpiredAt = ports.clock();
    },
    recall,
    gather,
  };
}

type Part = 'registry' | 'advisories';

interface Entry {
  readonly id: PackageId;
  answers: PackageAnswers;
  readonly recalled: Record<Part, boolean>;
  readonly failedAt: Record<Part, number | undefined>;
  /** When the last answer came that was not a failure. */
  readonly learntAt: Record<Part, number | undefined>;
}

const PENDING = { kind: 'pending' } as const;
const NOTHING_YET: PackageAnswers = { registry: PENDING, advisories: PENDING };

function keyOf(id: PackageId): string {
  return `${id.ecosystem} ${id.name}`;
}
