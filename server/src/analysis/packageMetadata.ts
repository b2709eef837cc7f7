import { isYounger } from '../model/clock.js';
import type { Advisory, Answer, Lookup, PackageAnswers, PackageId } from '../model/index.js';
import { portionsOf } from '../ports/concurrency.js';
import type { AdvisorySource, Breathe, Clock, Privacy, Registries } from '../ports/index.js';
import { detached } from './copyStrings.js';

export interface GatherOptions {
  /** Ask nothing of the network: what memory and cache do not hold becomes unknown. */
  readonly offline: boolean;
  /** Further packages of which only the advisories are wanted: what is locked or installed without being asked for. */
  readonly advisoriesOnly?: readonly PackageId[];
  /** Called whenever some answer has changed. */
  readonly onChange?: () => void;
  /** Answers younger than this are not asked for again. */
  readonly freshFor?: Freshness;
}

/** Milliseconds; `FRESH_FOR` where not given. */
export interface Freshness {
  readonly registry?: number;
  readonly advisories?: number;
}

/** What is known of packages, in memory, and the one way to learn more. */
export interface Facts {
  /** What memory holds; never waits. The same object as long as nothing new was learnt. */
  peek(id: PackageId): PackageAnswers;
  /** Takes into memory what the cache holds of packages; asks no network. `gather` does it itself: this is for doing it before, while waiting. */
  recall(packages: readonly PackageId[]): Promise<void>;
  /** What was learnt of advisories before now is asked for again when it is next wanted: there is another database. */
  expireAdvisories(): void;
  /** What services did not answer may be asked for again at once. */
  forgetFailures(): void;
  /** The advisories that were known of a package before the service last said otherwise; undefined where it never did. */
  earlier(id: PackageId): readonly Advisory[] | undefined;
  /** Grows whenever something was learnt. */
  revision(): number;
  /**
   * Sees to it that each package has a fresh answer or a reason for having none: memory first, then the cache, then the network.
   * Cached answers can be peeked at (and `onChange` is called) before the network is asked. Rejects only with the signal's reason.
   */
  gather(packages: readonly PackageId[], options: GatherOptions, signal: AbortSignal): Promise<void>;
}

export interface FactsPorts {
  readonly registries: Registries;
  readonly advisories: AdvisorySource;
  readonly clock: Clock;
  readonly breathe: Breathe;
}

/** Answers younger than this are not asked for again. Milliseconds. */
export const FRESH_FOR = 60 * 60 * 1000;
/** After a failed look-up the service is not asked for the same thing again before this. Milliseconds. */
export const RETRY_AFTER = 60 * 1000;
/** Packages looked up in the cache before others run: that takes a few milliseconds. */
const RECALLED_AT_ONCE = 64;
/** Packages whose advisories are asked for together: what one request may hold (`services/osv/batch.ts`). Each such portion is learnt when it has come. */
const ADVISORIES_AT_ONCE = 1000;
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
    const { ecosystem, name, place } = id;
    const entry: Entry = {
      id: detached({ ecosystem, name, ...(place !== undefined && { place }) }),
      privacy: ports.registries.privacyOf(id),
      answers: NOTHING_YET,
      recalled: { registry: false, advisories: false },
      failedAt: { ...NEVER_FAILED },
      learntAt: { registry: undefined, advisories: undefined },
      earlier: undefined,
    };
    entries.set(keyOf(entry.id), entry);
    return entry;
  }

  async function gather(packages: readonly PackageId[], options: GatherOptions, signal: AbortSignal): Promise<void> {
    const others = (options.advisoriesOnly ?? []).map(entryOf);
    // whether their advisories may be asked for, their registry tells
    const wanted = [...new Set([...packages.map(entryOf), ...others.filter(({ privacy }) => privacy.kind === 'private first')])];
    const all = [...new Set([...wanted, ...others])];
    await recallParts(wanted, all, signal);
    if (options.offline) {
      for (const entry of wanted) settleOffline(entry, 'registry');
      await keepSecrets(all);
      for (const entry of all) settleOffline(entry, 'advisories');
      options.onChange?.();
      return;
    }
    if (all.length > 0) options.onChange?.();
    const open = all.filter(({ privacy }) => privacy.kind === 'public');
    await Promise.all([refreshRegistry(wanted, options, signal), refreshAdvisories(open, options, signal)]);
    const found = all.filter(entry => entry.privacy.kind === 'private first' && secretOf(entry) === undefined);
    await refreshAdvisories(found, options, signal);
    await keepSecrets(all);
  }

  async function recall(packages: readonly PackageId[]): Promise<void> {
    const wanted = [...new Set(packages.map(entryOf))];
    await recallParts(wanted, wanted);
  }

  async function recallParts(registry: readonly Entry[], advisories: readonly Entry[], signal?: AbortSignal): Promise<void> {
    const open = advisories.filter(({ privacy }) => privacy.kind === 'public');
    await inPortions(registry, RECALLED_AT_ONCE, recallRegistry, signal);
    await inPortions(open, RECALLED_AT_ONCE, recallAdvisories, signal);
    if (open.length === advisories.length) return;
    const found = advisories.filter(entry => entry.privacy.kind === 'private first' && secretOf(entry) === undefined);
    await inPortions(found, RECALLED_AT_ONCE, recallAdvisories, signal);
    await keepSecrets(advisories);
  }

  /** The cache answers without waiting, and so does an offline database: others run between two portions. */
  async function inPortions(
    entries: readonly Entry[],
    size: number,
    work: (portion: readonly Entry[]) => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    for (const [index, portion] of portionsOf(entries, size).entries()) {
      if (index > 0) await ports.breathe();
      signal?.throwIfAborted();
      await work(portion);
    }
    signal?.throwIfAborted();
  }

  /** What is private is asked of no advisory service: that is its answer, with what is known on this computer. */
  async function keepSecrets(entries: readonly Entry[]): Promise<void> {
    const secret = entries.flatMap(entry => {
      const reason = secretOf(entry);
      return reason === undefined || reason === NOT_KNOWN_YET || isSecret(entry, reason, advisoriesExpiredAt) ? [] : [{ entry, reason }];
    });
    if (secret.length === 0) return;
    const local = await ports.advisories.local?.(secret.map(({ entry: { id } }) => id));
    secret.forEach(({ entry, reason }, index) => {
      const records = local?.[index] ?? [];
      const secrecy = entry.privacy.kind === 'public' ? undefined : entry.privacy.secrecy;
      entry.learntAt.advisories = ports.clock();
      change(entry, 'advisories', {
        kind: 'unknown',
        reason,
        deliberate: true,
        ...(secrecy && { secrecy }),
        ...(records.length > 0 && { local: records }),
      });
    });
  }

  async function recallRegistry(wanted: readonly Entry[]): Promise<void> {
    const missing = wanted.filter(entry => !entry.recalled.registry);
    const cached = await Promise.all(missing.map(({ id }) => ports.registries.of(id).recall(id.name)));
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
    const stale = wanted.filter(entry => needsAsking(entry, 'registry', options.freshFor));
    await startedInPortions(stale, RECALLED_AT_ONCE, signal, portion =>
      portion.map(entry =>
        once(`registry ${keyOf(entry.id)}`, signal, async () => {
          const answer = await ports.registries.of(entry.id).fetch(entry.id.name, signal);
          learn(entry, 'registry', answer);
        }).then(options.onChange),
      ),
    );
  }

  /** Waits for all at once; that begins portion by portion, others running in between. */
  async function startedInPortions(
    entries: readonly Entry[],
    size: number,
    signal: AbortSignal,
    start: (portion: readonly Entry[]) => readonly Promise<void>[],
  ): Promise<void> {
    const started: Promise<void>[] = [];
    await inPortions(
      entries,
      size,
      async portion => {
        const work = Promise.all(start(portion)).then(() => {});
        work.catch(() => {}); // told of below
        started.push(work);
      },
      signal,
    );
    await Promise.all(started);
  }

  async function refreshAdvisories(wanted: readonly Entry[], options: GatherOptions, signal: AbortSignal): Promise<void> {
    const stale = wanted.filter(entry => needsAsking(entry, 'advisories', options.freshFor));
    await startedInPortions(stale, ADVISORIES_AT_ONCE, signal, portion => {
      const free = portion.filter(entry => !underWay.has(`advisories ${keyOf(entry.id)}`));
      const asked = free.length > 0 ? askAdvisories(free, signal) : Promise.resolve();
      for (const entry of free) remember(`advisories ${keyOf(entry.id)}`, asked);
      const all = portion.map(entry => once(`advisories ${keyOf(entry.id)}`, signal, () => askAdvisories([entry], signal)));
      return [Promise.all(all).then(() => options.onChange?.())];
    });
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

  function needsAsking(entry: Entry, part: Part, { [part]: freshFor = FRESH_FOR }: Freshness = {}): boolean {
    const now = ports.clock();
    const failedAt = entry.failedAt[part];
    if (failedAt !== undefined && isYounger(failedAt, RETRY_AFTER, now)) return false;
    const answer = entry.answers[part];
    if (answer.kind === 'pending' || answer.kind === 'unknown') return true;
    // an old answer may be the newest one there is, as the offline database's are
    const learntAt = entry.learntAt[part] ?? 0;
    if (part === 'advisories' && learntAt < advisoriesExpiredAt) return true;
    return !isYounger(answer.fetchedAt, freshFor, now) && !isYounger(learntAt, freshFor, now);
  }

  function learn<P extends Part>(entry: Entry, part: P, answer: Lookup<unknown>): void {
    const before = entry.answers[part];
    const failed = answer.kind === 'unknown' || answer.staleBecause !== undefined;
    entry.failedAt[part] = failed ? ports.clock() : undefined;
    entry.learntAt[part] = failed ? undefined : ports.clock();
    if (part === 'advisories') entry.earlier = otherwise(entry.answers.advisories, answer as Lookup<readonly Advisory[]>) ?? entry.earlier;
    const keepsOld = answer.kind === 'unknown' && (before.kind === 'found' || before.kind === 'absent');
    change(entry, part, keepsOld ? { ...before, staleBecause: answer.reason } : answer);
  }

  function settleOffline(entry: Entry, part: Part): void {
    if (entry.answers[part].kind === 'pending') change(entry, part, { kind: 'unknown', reason: OFFLINE_REASON, offline: true });
  }

  function change(entry: Entry, part: Part, answer: Lookup<unknown>): void {
    entry.answers = { ...entry.answers, [part]: answer };
    revision++;
  }

  return {
    peek: id => entries.get(keyOf(id))?.answers ?? NOTHING_YET,
    earlier: id => entries.get(keyOf(id))?.earlier,
    revision: () => revision,
    expireAdvisories: () => {
      advisoriesExpiredAt = ports.clock();
    },
    forgetFailures: () => {
      for (const { failedAt } of entries.values()) Object.assign(failedAt, NEVER_FAILED);
    },
    recall,
    gather,
  };
}

type Part = 'registry' | 'advisories';

interface Entry {
  readonly id: PackageId;
  readonly privacy: Privacy;
  answers: PackageAnswers;
  readonly recalled: Record<Part, boolean>;
  readonly failedAt: Record<Part, number | undefined>;
  /** When the last answer came that was not a failure. */
  readonly learntAt: Record<Part, number | undefined>;
  earlier: readonly Advisory[] | undefined;
}

const NEVER_FAILED = { registry: undefined, advisories: undefined };
const PENDING = { kind: 'pending' } as const;
const NOTHING_YET: PackageAnswers = { registry: PENDING, advisories: PENDING };

/** What was known, where the new answer says something else. */
function otherwise(before: Answer<readonly Advisory[]>, after: Lookup<readonly Advisory[]>): readonly Advisory[] | undefined {
  if (after.kind !== 'found' || (before.kind !== 'found' && before.kind !== 'absent')) return undefined;
  const known = before.kind === 'found' ? before.value : [];
  return stampsOf(known) === stampsOf(after.value) ? undefined : known;
}

function stampsOf(advisories: readonly Advisory[]): string {
  return advisories
    .map(({ id, modified }) => `${id} ${modified}`)
    .sort()
    .join();
}

/** Why nobody but its registry may be told of a package; undefined where it is public. */
function secretOf({ privacy, answers: { registry } }: Entry): string | undefined {
  if (privacy.kind === 'public') return undefined;
  if (privacy.kind === 'private') return privacy.reason;
  if (registry.kind === 'pending') return NOT_KNOWN_YET;
  return registry.kind !== 'unknown' && registry.from === 'public registry' ? undefined : privacy.reason;
}

const NOT_KNOWN_YET = 'not known yet';

function isSecret({ answers: { advisories }, learntAt }: Entry, reason: string, expiredAt: number): boolean {
  return (
    advisories.kind === 'unknown' &&
    advisories.deliberate === true &&
    advisories.reason === reason &&
    (learntAt.advisories ?? 0) >= expiredAt
  );
}

function keyOf({ ecosystem, name, place }: PackageId): string {
  return place === undefined ? `${ecosystem} ${name}` : `${ecosystem} ${name} ${place}`;
}
