import { isAhead, isYounger } from '../../model/clock.js';
import type { DatabaseUse } from '../../model/databaseUse.js';
import type { Advisory, Lookup, PackageId } from '../../model/index.js';
import type { AdvisorySource, Clock } from '../../ports/index.js';

/** Where advisories come from: `auto` is the offline database while it is younger than 24 hours, else OSV. */
export type AdvisoryMode = 'auto' | 'osv' | 'database';

export interface AdvisoryModeOptions {
  readonly mode: AdvisoryMode;
  readonly osv: AdvisorySource;
  readonly database: AdvisorySource;
  /** When the database's export was read, in milliseconds since 1970; undefined where there is no database, or it cannot be read. */
  readonly exportedAt: () => number | undefined;
  readonly clock: Clock;
}

export interface ChosenAdvisories extends AdvisorySource {
  /** What of the database they come from now. */
  databaseUse(offline: boolean): DatabaseUse;
}

/** A database that is younger than this goes before the service. Milliseconds. */
export const FRESH_DATABASE = 24 * 60 * 60 * 1000;

/**
 * Advisories of the service or of the offline database, as the mode says. What is recalled without network is the newer of what both hold; where
 * the service does not answer, the database does, and says why.
 */
export function chosenAdvisories({ mode, osv, database, exportedAt, clock }: AdvisoryModeOptions): ChosenAdvisories {
  const isFresh = (): boolean => {
    const at = exportedAt();
    return at !== undefined && isYounger(at, FRESH_DATABASE, clock());
  };
  const goesFirst = (): boolean => mode === 'database' || (mode === 'auto' && isFresh());
  const mayHelp = (): boolean => mode === 'auto' && exportedAt() !== undefined;

  async function askService(packages: readonly PackageId[], signal: AbortSignal): Promise<readonly Lookup<readonly Advisory[]>[]> {
    const answers = await osv.fetch(packages, signal);
    const failed = packages.filter((_, index) => isFailure(answers[index]));
    if (failed.length === 0 || !mayHelp()) return answers;
    const helped = new Map(await paired(failed, database.fetch(failed, signal)));
    return packages.map((id, index) => betterOf(answers[index] as Lookup<readonly Advisory[]>, helped.get(id), clock()));
  }

  /** What of a damaged database cannot be read is asked of the service, unless that is not wanted. */
  async function askDatabase(packages: readonly PackageId[], signal: AbortSignal): Promise<readonly Lookup<readonly Advisory[]>[]> {
    const answers = await database.fetch(packages, signal);
    const failed = packages.filter((_, index) => isFailure(answers[index]));
    if (failed.length === 0 || mode === 'database') return answers;
    const helped = new Map(await paired(failed, osv.fetch(failed, signal)));
    return packages.map((id, index) => helped.get(id) ?? (answers[index] as Lookup<readonly Advisory[]>));
  }

  async function recallBoth(packages: readonly PackageId[]): Promise<readonly (Lookup<readonly Advisory[]> | undefined)[]> {
    const [cached, held] = await Promise.all([osv.recall(packages), database.recall(packages)]);
    return packages.map((_, index) => newerOf(cached[index], held[index], clock()));
  }

  return {
    recall: packages => {
      if (goesFirst()) return database.recall(packages);
      return mayHelp() ? recallBoth(packages) : osv.recall(packages);
    },
    local: packages => database.local?.(packages) ?? Promise.resolve(packages.map(() => [])),
    fetch: (packages, signal) => (goesFirst() ? askDatabase(packages, signal) : askService(packages, signal)),
    databaseUse: offline => {
      if (goesFirst() || (offline && mayHelp())) return { databaseFrom: exportedAt() };
      return { databasePassedOver: mode === 'auto' && !offline && !isFresh() ? exportedAt() : undefined };
    },
  };
}

async function paired<A, B>(keys: readonly A[], values: Promise<readonly B[]>): Promise<readonly (readonly [A, B])[]> {
  const all = await values;
  return keys.map((key, index) => [key, all[index] as B] as const);
}

/** The service did not answer now, though an older answer may be remembered. */
function isFailure(answer: Lookup<unknown> | undefined): boolean {
  return answer === undefined || (answer.kind === 'unknown' ? !answer.deliberate : answer.staleBecause !== undefined);
}

function betterOf(
  answer: Lookup<readonly Advisory[]>,
  held: Lookup<readonly Advisory[]> | undefined,
  now: number,
): Lookup<readonly Advisory[]> {
  if (held?.kind !== 'found') return answer;
  const reason = answer.kind === 'unknown' ? answer.reason : answer.staleBecause;
  if (answer.kind !== 'unknown' && timeOf(answer, now) >= timeOf(held, now)) return answer;
  return { ...held, ...(reason !== undefined && { staleBecause: reason }) };
}

function newerOf<T>(a: Lookup<T> | undefined, b: Lookup<T> | undefined, now: number): Lookup<T> | undefined {
  if (b === undefined || b.kind === 'unknown') return a;
  if (a === undefined || a.kind === 'unknown') return a?.kind === 'unknown' && a.deliberate ? a : b;
  return timeOf(a, now) >= timeOf(b, now) ? a : b;
}

/** An answer that is dated ahead of the clock is of no known age: any other one is newer. */
function timeOf({ fetchedAt }: { readonly fetchedAt: number }, now: number): number {
  return isAhead(fetchedAt, now) ? Number.NEGATIVE_INFINITY : fetchedAt;
}
