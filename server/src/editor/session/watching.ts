import type { Freshness } from '../../analysis/packageMetadata.js';
import { MINUTE } from '../../model/time.js';
import type { Logger } from '../../ports/index.js';
import type { CheckSummary } from '../../protocol/index.js';
import { allOf, filesWith, freshnessFor, isStale, SINGLE_LOOK, saysTheSame, type Watched } from '../../scan/watch.js';
import { messageOf } from '../../text/messageOf.js';
import type { Schedule } from './schedule.js';
import type { ServiceHolder } from './services.js';
import type { Workspace } from './workspace.js';

/** Asks again in the background, at a polite pace, about what is in use; docs/watching.md. */
export interface Watching {
  /** Waits anew, as the settings say now. */
  restart(): void;
  /** Asks at once, whatever the settings say but `offline`. */
  checkNow(): Promise<CheckSummary>;
  /** The client saves power, or does so no longer: until then nothing is asked in the background. */
  powerSave(on: boolean): void;
  dispose(): void;
}

export interface WatchingOptions {
  readonly schedule: Schedule;
  readonly logger: Logger;
  readonly workspace: Pick<Workspace, 'settingsOf'>;
  readonly services: ServiceHolder;
  /** What is in use: the packages of each file, by a key of the session's. */
  watched(): ReadonlyMap<string, Watched>;
  /** Files of whose packages something else is known now. Called after every look, with or without any. */
  looked(changed: readonly string[]): void;
}

/** Waits differ by a tenth, so that many editors that were started together do not ask together. */
const SPREAD = 0.2;
/** While services fail the waits double, up to a day. */
const LONGEST = 24 * 60 * MINUTE;

export function createWatching({ schedule, logger, workspace, services, watched, looked }: WatchingOptions): Watching {
  let failures = 0;
  let isSavingPower = false;
  const disposing = new AbortController();

  async function again(): Promise<void> {
    const { watchMinutes } = await workspace.settingsOf();
    if (watchMinutes === 0 || disposing.signal.aborted) return schedule.cancel(KEY);
    const wait = Math.min(watchMinutes * MINUTE * 2 ** failures, Math.max(LONGEST, watchMinutes * MINUTE));
    schedule.after(wait * (1 + SPREAD * (Math.random() - 0.5)), KEY, () => void look(watchMinutes * MINUTE));
  }

  async function look(interval: number): Promise<void> {
    try {
      // what a person's own work has just had asked is not asked again
      if (!isSavingPower) await ask(freshnessFor(interval));
    } catch (error) {
      if (!disposing.signal.aborted) logger.error(`watching: ${messageOf(error)}`);
    } finally {
      void again().catch(error => logger.error(`watching: ${messageOf(error)}`));
    }
  }

  async function ask(freshFor: Freshness): Promise<CheckSummary> {
    const { facts } = await services.get();
    const { offline } = await workspace.settingsOf();
    const files = watched();
    const { direct, locked } = allOf(files.values());
    const all = [...direct, ...locked];
    if (offline) return { packages: 0, changed: 0, unknown: all.length };
    const before = all.map(facts.peek);
    await facts.gather(direct, { offline, advisoriesOnly: locked, freshFor }, disposing.signal);
    const changed = all.filter((id, index) => !saysTheSame(before[index], facts.peek(id)));
    const unknown =
      direct.filter(id => isStale(facts.peek(id))).length + locked.filter(id => isStale({ advisories: facts.peek(id).advisories })).length;
    failures = unknown > 0 ? failures + 1 : 0;
    looked(filesWith(changed, files));
    return { packages: all.length, changed: changed.length, unknown };
  }

  return {
    restart: () => void again().catch(error => logger.error(`watching: ${messageOf(error)}`)),
    checkNow: () => ask(SINGLE_LOOK),
    powerSave: on => {
      isSavingPower = on;
    },
    dispose: () => disposing.abort(new Error('the server ends')),
  };
}

const KEY = 'watch';
