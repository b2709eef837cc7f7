import { type Connection, MessageType, type Range, ShowMessageNotification } from 'vscode-languageserver';
import type { FileResult } from '../../analysis/results.js';
import type { Cache, Logger } from '../../ports/index.js';
import { ALERT_NOTIFICATION, type AlertParams } from '../../protocol/index.js';
import { alertMessage } from '../../reports/alerts.js';
import { type Alert, alertKey, alertsIn } from '../../scan/watch.js';
import type { ClientExtensions } from './clientCapabilities.js';
import type { Installed } from './installed.js';
import type { Schedule } from './schedule.js';
import type { ServiceHolder } from './services.js';
import { uriOf } from './uris.js';
import type { Workspace } from './workspace.js';

/** Tells, once, of releases in use that have turned malicious or critical. */
export interface Alerts {
  /** A manifest was judged. @param rangeOf places in its text, as the client counts them */
  judged(result: FileResult, rangeOf: (alert: Alert) => Range): void;
}

export interface AlertsOptions {
  readonly connection: Connection;
  /** A client that does not show alerts gets a plain message; what one was told as installed, it is not told again. */
  readonly extensions: Pick<ClientExtensions, 'alerts' | 'installed'>;
  readonly schedule: Schedule;
  readonly logger: Logger;
  readonly workspace: Pick<Workspace, 'rootOf'>;
  readonly services: ServiceHolder;
  readonly installed: Pick<Installed, 'settled' | 'holds'>;
}

/** What comes within this time is one message. Milliseconds. */
const TOGETHER = 1000;
/** What was told before is remembered, in the cache folder: another window, or the next start, does not tell it again. */
const TOLD = 'alerts that were told';
const MOST_REMEMBERED = 1000;

export function createAlerts({ connection, extensions, schedule, logger, workspace, services, installed }: AlertsOptions): Alerts {
  const told = new Set<string>();
  const waiting = new Map<string, { readonly alert: Alert; readonly range: Range }>();

  /** Whether the client was told that this very release is installed; rejects never. */
  async function isToldAsInstalled(alert: Alert): Promise<boolean> {
    await installed.settled();
    return extensions.installed && installed.holds(alert);
  }

  async function tell(): Promise<void> {
    const { cache } = await services.get();
    const before = await remembered(cache);
    const news = [...waiting].filter(([key]) => !before.includes(key));
    waiting.clear();
    await cache.write(TOLD, [...before, ...news.map(([key]) => key)].slice(-MOST_REMEMBERED));
    const isOld = await Promise.all(news.map(([, { alert }]) => isToldAsInstalled(alert)));
    const shown = news.flatMap(([, one], index) => (isOld[index] ? [] : [one]));
    if (shown.length === 0) return;
    const message = alertMessage(
      shown.map(({ alert }) => alert),
      workspace.rootOf,
    );
    const params: AlertParams = {
      message,
      releases: shown.map(({ alert: { name, version, ecosystem, gravity, manifest }, range }) => {
        return { package: name, version, ecosystem, malicious: gravity === 'malicious', uri: uriOf(manifest), range };
      }),
    };
    if (extensions.alerts) void connection.sendNotification(ALERT_NOTIFICATION, params);
    else void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
  }

  return {
    judged: (result, rangeOf) => {
      const facts = services.now()?.facts;
      const alerts = facts ? alertsIn(result, facts).filter(alert => !told.has(alertKey(alert))) : [];
      if (alerts.length === 0) return;
      for (const alert of alerts) {
        told.add(alertKey(alert));
        waiting.set(alertKey(alert), { alert, range: rangeOf(alert) });
      }
      schedule.after(TOGETHER, 'tell alerts', () => void tell().catch(error => logger.error(`alerts: ${error}`)));
    },
  };
}

async function remembered(cache: Cache): Promise<readonly string[]> {
  const value = await cache.read(TOLD);
  return Array.isArray(value) ? value.filter(key => typeof key === 'string') : [];
}
