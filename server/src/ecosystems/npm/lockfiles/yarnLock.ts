import type { Problem } from '../../../model/index.js';
import type { FilesBeside, Lockfile, LockfileFormat } from '../../../model/lockfile.js';
import { readSyml } from '../../../syntax/syml/reader.js';
import { readYaml, topEntries } from '../../../syntax/yaml/reader.js';
import { entryAt, type YamlEntry } from '../../../syntax/yaml/tree.js';
import { cutOff } from '../../shared/cutOff.js';
import { newerVersion, readable } from '../../shared/lockfileText.js';
import { packageFields } from '../manifests/packageFields.js';
import { splitNameRange } from '../names/packageName.js';
import { nothingRead } from './sources.js';
import { readBerry } from './yarnBerry.js';
import { readClassic } from './yarnClassic.js';
import { YARN_ROOT_FILES, type YarnRoot, yarnRoot } from './yarnRoot.js';

/** yarn.lock of Yarn 1 ("classic") and of Yarn 2 and newer ("berry", `__metadata.version` 4 to 10). */
export const yarnLock: LockfileFormat = { id: 'yarn.lock', ecosystem: 'npm', beside: YARN_ROOT_FILES, parse };

const NEWEST_CLASSIC = 1;
const NEWEST_BERRY = 10;
const CLASSIC_HEADER = /^# yarn lockfile v(\d{1,9})/m;

function parse(original: string, beside?: FilesBeside): Lockfile {
  const { text, problems: unread } = readable(original);
  if (text === '' && unread.length > 0) return nothingRead(unread);
  const isBerry = text.includes('__metadata:') || text.includes('\n  resolution: ');
  const read = isBerry ? readYaml(text) : readSyml(text);
  const entries = topEntries(read);
  const version = isBerry ? berryVersion(entries) : classicVersion(text);
  const root = yarnRoot(beside);
  // what Yarn 2 and newer write is the checksum of an archive that they pack anew
  const lockfile = isBerry ? { ...readBerry(entries, root), keepsNoDigests: true as const } : readClassic(entries, root);
  const writer = isBerry ? {} : ({ writer: 'yarn-1' } as const);
  const broken = [...read.problems, ...unreadEntry(entries), ...(isBerry || recordsAll(beside, root) ? missingEnd(entries) : [])].slice(
    0,
    1,
  );
  return { ...lockfile, ...writer, ecosystem: 'npm', problems: [...unread, ...broken, ...version] };
}

/** An entry without anything below it is none in either form: the text is something else, or was cut. */
function unreadEntry(entries: readonly YamlEntry[]): Problem[] {
  const empty = entries.find(({ children }) => children.length === 0);
  if (!empty) return [];
  const isOther = entries.every(({ children }) => children.length === 0);
  const message = isOther ? 'This is neither the form of Yarn 1 nor that of Yarn 2 and newer' : 'An entry of the lockfile has no content';
  return [{ level: 'error', message, span: empty.keySpan }];
}

/**
 * Whether Yarn 1 has an entry for all that packages depend on. It has none of members of a workspace, and none of what resolutions lead to a folder; nothing is
 * known of both where the manifest is not at hand.
 */
function recordsAll(beside: FilesBeside | undefined, { resolutions }: YarnRoot): boolean {
  const manifest = beside?.get('package.json');
  const fields = manifest === undefined ? undefined : packageFields(manifest);
  return fields !== undefined && fields.workspaces === undefined && resolutions.length === 0;
}

function missingEnd(entries: readonly YamlEntry[]): readonly Problem[] {
  const packages = entries.filter(({ key }) => key !== '__metadata');
  const last = packages.at(-1);
  return cutOff({
    last: namesOf(last?.key ?? '').at(-1) ?? '',
    lastSpan: last?.keySpan ?? { start: 0, end: 0 },
    needed: needsOf(packages),
    names: () => packages.flatMap(({ key }) => namesOf(key)),
  });
}

function* needsOf(entries: readonly YamlEntry[]): Iterable<string> {
  for (const { children } of entries) for (const group of NEEDS) for (const { key } of entryAt(children, group)?.children ?? []) yield key;
}

const NEEDS = ['dependencies', 'optionalDependencies'];

/** Of the descriptors (`name@^1`) of an entry. */
function namesOf(key: string): readonly string[] {
  return key.split(',').map(nameOf);
}

/** Of a descriptor (`name@^1`), in quotes or not. */
function nameOf(descriptor: string): string {
  return splitNameRange(descriptor.trim().replace(/^"/, '')).name;
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
