import { isAhead } from '../model/clock.js';
import type { DatabaseUse } from '../model/databaseUse.js';
import { DAY } from '../model/time.js';
import { counted } from '../rules/age.js';

/** For reports that programs read. */
export function advisorySourceJson({ databaseFrom, databasePassedOver }: DatabaseUse): object {
  if (databaseFrom !== undefined) return { source: 'database', exportedAt: new Date(databaseFrom).toISOString() };
  return { source: 'osv', ...(databasePassedOver !== undefined && { tooOldDatabase: new Date(databasePassedOver).toISOString() }) };
}

/** For people; nothing where OSV was asked and there is no database. @param now milliseconds since 1970 */
export function advisorySourceSentences({ databaseFrom, databasePassedOver }: DatabaseUse, now: number): readonly string[] {
  if (databaseFrom !== undefined) return [`Advisories: the offline database, ${inDays(databaseFrom, now)}.`];
  if (databasePassedOver === undefined) return [];
  return [`Advisories: OSV was asked, because the offline database is ${inDays(databasePassedOver, now)}${NOBODY}.`];
}

const NOBODY = '; with the source "database" (--advisories, depwarden.advisories.source) nobody is';

function inDays(time: number, now: number): string {
  if (isAhead(time, now)) return "dated ahead of this computer's clock";
  const days = Math.floor((now - time) / DAY);
  return `${days < 1 ? 'less than a day' : counted(days, 'day')} old`;
}
