import type { Connection } from 'vscode-languageserver';
import type { EnvironmentReport } from '../../analysis/environmentCheck.js';
import { type InstalledNotice, noticesOf } from '../../analysis/installedNotices.js';
import { RETRY_AFTER } from '../../analysis/packageMetadata.js';
import type { RuleLevels } from '../../policy/config.js';
import type { Logger } from '../../ports/index.js';
import { INSTALLED_NOTIFICATION, type InstalledParams } from '../../protocol/index.js';
import { messageOf } from '../../text/messageOf.js';
import { shownMessage } from '../features/diagnostics.js';
import type { ClientExtensions } from './clientCapabilities.js';
import type { Schedule } from './schedule.js';

export interface EnvironmentWatchOptions {
  readonly connection: Connection;
  readonly extensions: Pick<ClientExtensions, 'installed'>;
  readonly schedule: Schedule;
  readonly logger: Logger;
  /** Paths of the workspace folders now. */
  folders(): readonly string[];
  check(folder: string, signal: AbortSignal): Promise<EnvironmentReport>;
  levels(folder: string): RuleLevels;
  /** URI of the manifest that a notice is shown on; undefined where there is none. */
  place(notice: InstalledNotice, folder: string, signal: AbortSignal): Promise<string | undefined>;
  /** What is to be shown on these documents has changed. */
  changed(uris: readonly string[]): void;
}

/** Looks at what is installed in the background, and remembers what it found. */
export interface EnvironmentWatch {
  /** Looks (again), `milliseconds` from now; a look under way is given up for it. */
  lookLater(milliseconds: number): void;
  /** What was found and is shown on a manifest. */
  noticesOn(uri: string): readonly InstalledNotice[];
  reports(): readonly EnvironmentReport[];
  /** Resolves when no look is due or under way. */
  settled(): Promise<void>;
  dispose(): void;
}

export function createEnvironmentWatch(options: EnvironmentWatchOptions): EnvironmentWatch {
  const { schedule, logger } = options;
  /** What a client was told of: each finding once. */
  const told = new Set<string>();
  let underWay: AbortController | undefined;
  let isLookDue = false;
  const waiting: (() => void)[] = [];
  let reports: readonly EnvironmentReport[] = [];
  let placed: ReadonlyMap<string, readonly InstalledNotice[]> = new Map();

  function lookLater(milliseconds: number): void {
    isLookDue = true;
    schedule.after(milliseconds, 'look at environments', () => void look());
  }

  async function look(): Promise<void> {
    underWay?.abort();
    const controller = new AbortController();
    underWay = controller;
    try {
      const seen: EnvironmentReport[] = [];
      for (const folder of options.folders()) seen.push(await options.check(folder, controller.signal));
      const places = await placeAll(seen, controller.signal);
      if (controller.signal.aborted) return;
      const touched = [...new Set([...placed.keys(), ...places.keys()])];
      reports = seen;
      placed = places;
      options.changed(touched);
      if (seen.some(({ unknown }) => unknown.length > 0)) lookLater(RETRY_AFTER);
    } catch (error) {
      if (!controller.signal.aborted) logger.error(`installed packages: ${messageOf(error)}`);
    } finally {
      if (underWay === controller) settle();
    }
  }

  function settle(): void {
    isLookDue = false;
    for (const wake of waiting.splice(0)) wake();
  }

  async function placeAll(seen: readonly EnvironmentReport[], signal: AbortSignal): Promise<Map<string, readonly InstalledNotice[]>> {
    const places = new Map<string, readonly InstalledNotice[]>();
    for (const report of seen) {
      for (const notice of noticesOf(report, options.levels(report.folder))) {
        const uri = await options.place(notice, report.folder, signal);
        tell(notice, uri);
        if (uri !== undefined) places.set(uri, [...(places.get(uri) ?? []), notice]);
      }
    }
    return places;
  }

  function tell(notice: InstalledNotice, uri: string | undefined): void {
    const { level, name, version, ecosystem, where, environment, headline } = notice;
    const key = JSON.stringify([ecosystem, name, version, environment]);
    if (!options.extensions.installed || level !== 'error' || name === undefined || told.has(key)) return;
    told.add(key);
    const params: InstalledParams = {
      package: name,
      ecosystem,
      where,
      environment,
      ...(uri !== undefined && { uri }),
      message: shownMessage(headline),
      ...(version !== undefined && { version }),
    };
    void options.connection.sendNotification(INSTALLED_NOTIFICATION, params);
  }

  return {
    lookLater,
    noticesOn: uri => placed.get(uri) ?? [],
    reports: () => reports,
    settled: () => (isLookDue ? new Promise(resolve => waiting.push(resolve)) : Promise.resolve()),
    dispose: () => underWay?.abort(),
  };
}
