import type { Problem } from '../../../model/index.js';
import type { Lockfile, LockfileFormat } from '../../../model/lockfile.js';
import { readSyml } from '../../../syntax/syml/reader.js';
import { readYaml, topEntries } from '../../../syntax/yaml/reader.js';
import { entryAt, type YamlEntry } from '../../../syntax/yaml/tree.js';
import { newerVersion, nothingRead, readable } from '../../shared/lockfileText.js';
import { readBerry } from './yarnBerry.js';
import { readClassic } from './yarnClassic.js';

/** yarn.lock of Yarn 1 ("classic") and of Yarn 2 and newer ("berry", `__metadata.version` 4 to 10). */
export const yarnLock: LockfileFormat = { id: 'yarn.lock', ecosystem: 'npm', parse };

const NEWEST_CLASSIC = 1;
const NEWEST_BERRY = 10;
const CLASSIC_HEADER = /^# yarn lockfile v(\d{1,9})/m;

function parse(original: string): Lockfile {
  const { text, problems: unread } = readable(original);
  if (text === '' && unread.length > 0) return nothingRead(unread);
  const isBerry = text.includes('__metadata:') || text.includes('\n  resolution: ');
  const read = isBerry ? readYaml(text) : readSyml(text);
  const entries = topEntries(read);
  const version = isBerry ? berryVersion(entries) : classicVersion(text);
  const lockfile = isBerry ? readBerry(entries) : readClassic(entries);
  const writer = isBerry ? {} : ({ writer: 'yarn-1' } as const);
  return { ...lockfile, ...writer, ecosystem: 'npm', problems: [...unread, ...read.problems.slice(0, 1), ...version] };
}

function berryVersion(entries: readonly YamlEntry[]): Problem[] {
  const version = entryAt(entryAt(entries, '__metadata')?.children, 'version')?.value;
  return version && Number(version.text) > NEWEST_BERRY ? [newerVersion(version.text, `${NEWEST_BERRY}`, version.span)] : [];
}

function classicVersion(text: string): Problem[] {
  const [header = '', version = ''] = CLASSIC_HEADER.exec(text.slice(0, 1000)) ?? [];
  if (Number(version) <= NEWEST_CLASSIC) return [];
  const end = text.indexOf(header) + header.length;
  return [newerVersion(version, `${NEWEST_CLASSIC}`, { start: end - version.length, end })];
}
