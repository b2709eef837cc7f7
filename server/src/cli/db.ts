import {
  DamagedDatabase,
  type DatabaseInfo,
  type DatabasePlace,
  databasePlaceOf,
  openDatabase,
  progressText,
  type UpdateProgress,
  type UpdateResult,
  updateOfflineDatabase,
} from '../compose/database.js';
import { DAY } from '../model/time.js';
import { DEFAULT_SETTINGS } from '../policy/config.js';
import { inWords } from '../rules/age.js';
import { jsonText } from '../text/sanitize.js';
import type { DbArguments } from './arguments.js';
import { writeReport } from './output.js';
import { complain, stderrLogger, stopOnInterrupt } from './process.js';
import { createStatusLine } from './progress.js';

/** Runs `depwarden db`. Resolves with the exit status (docs/cli.md). */
export async function runDb({ action, format }: DbArguments): Promise<number> {
  const place = databasePlaceOf(DEFAULT_SETTINGS, process.env);
  const { folder } = place;
  try {
    if (action === 'update') return await update(place);
    if (action === 'info') return await tellInfo(folder, format);
    await writeReport(`${folder}\n`, undefined);
    return 0;
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function update(place: DatabasePlace): Promise<number> {
  const line = createStatusLine(process.stderr);
  try {
    const result = await updateOfflineDatabase(place, stderrLogger, progress => shown(progress, line.show), stopOnInterrupt());
    line.end();
    await writeReport(`${outcomeText(result)}\n`, undefined);
    return 0;
  } finally {
    line.end();
  }
}

/** Where standard error is no terminal, only that another process is waited for is told: it explains the silence. */
function shown(progress: UpdateProgress, show: (text: string) => void): void {
  if (process.stderr.isTTY) show(progressText(progress));
  else if (progress.kind === 'waiting') complain(progressText(progress));
}

function outcomeText({ info, how, changed }: UpdateResult): string {
  const many = `${countText(info)}, ${megabytes(info.bytes)} MB${skippedText(info)}`;
  if (how === 'another') return `another process has just updated the database: ${many}`;
  return how === 'whole' ? `downloaded: ${many}` : `updated, ${changed} looked at anew: ${many}`;
}

/** Status 1 where there is no database, or a damaged one. */
async function tellInfo(folder: string, format: DbArguments['format']): Promise<number> {
  const { info, damage } = infoIn(folder);
  const text = format === 'json' ? infoJson(folder, info, damage) : plainText(folder, info, damage);
  await writeReport(`${text}\n`, undefined);
  return info ? 0 : 1;
}

interface Found {
  readonly info?: DatabaseInfo;
  readonly damage?: string;
}

function infoIn(folder: string): Found {
  try {
    const database = openDatabase(folder);
    database?.close();
    return database ? { info: database.info } : {};
  } catch (error) {
    if (error instanceof DamagedDatabase) return { damage: error.message };
    throw error;
  }
}

function plainText(folder: string, info: DatabaseInfo | undefined, damage: string | undefined): string {
  if (!info)
    return `${damage === undefined ? 'there is no database' : `the database is damaged (${damage})`} in ${folder}: depwarden db update makes one`;
  return [
    `place     ${folder}`,
    `age       ${ageText(Date.now() - info.exportedAt)} (${new Date(info.exportedAt).toISOString()})`,
    ...Object.entries(info.newestModified).map(([ecosystem, modified]) => `newest    ${modified} (${ecosystem})`),
    `records   ${countText(info)}${skippedText(info)}`,
    `size      ${megabytes(info.bytes)} MB`,
  ].join('\n');
}

function infoJson(folder: string, info: DatabaseInfo | undefined, damage: string | undefined): string {
  const { generation: _, exportedAt, ...others } = info ?? { generation: '', exportedAt: 0 };
  const told = info
    ? { exportedAt: new Date(exportedAt).toISOString(), ageSeconds: Math.round((Date.now() - exportedAt) / 1000), ...others }
    : null;
  return jsonText({ schemaVersion: 1, path: folder, database: told, ...(damage !== undefined && { damage }) });
}

/** An old one says so: what was found malicious since is not in it. */
function ageText(ms: number): string {
  return ms >= OLD_DAYS * DAY ? `${inWords(ms)}: older than a week, depwarden db update makes it new` : inWords(ms);
}

const OLD_DAYS = 7;

function countText({ records }: DatabaseInfo): string {
  return Object.entries(records)
    .map(([ecosystem, count]) => `${count} ${ecosystem}`)
    .join(', ');
}

function skippedText({ skipped }: DatabaseInfo): string {
  return skipped > 0 ? ` (${skipped} could not be read)` : '';
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
