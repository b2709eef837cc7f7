import type { Problem } from '../../../model/index.js';
import type { Lockfile, LockfileFormat } from '../../../model/lockfile.js';
import { readJson } from '../../../syntax/json/reader.js';
import { type JsonDocument, type JsonMember, type JsonValue, objectAt, spanOf, stringAt, valueAt } from '../../../syntax/json/tree.js';
import { keyList, NO_VERSION, newerVersion, readable } from '../../shared/lockfileText.js';
import { splitNameRange } from '../names/packageName.js';
import { registryArchive } from '../names/registryArchive.js';
import { npmVersions } from '../versions/index.js';
import { nameOfFolder } from './folders.js';
import {
  createOverriddenKeys,
  type Draft,
  hashesOf,
  mayLeadTo,
  NO_RELEASE,
  nothingRead,
  skipReason,
  WORKSPACE,
  withCheckedName,
} from './sources.js';

/**
 * bun.lock, `lockfileVersion` 0 to 2: JSON with trailing commas (bun.com/docs/pm/lockfile). Bun 1.4 writes 2, with the same content as 1
 * (github.com/oven-sh/bun/pull/38741). Keys are those of the file: names, and below a package that has a version of its own
 * `around/name`. The older bun.lockb is binary: one problem says that it cannot be read.
 */
export const bunLock: LockfileFormat = { id: 'bun.lock', ecosystem: 'npm', parse };

const NEWEST_VERSION = 2;
const BINARY = /^#!\/usr\/bin\/env bun\r?\nbun-lockfile-format/;

function parse(original: string): Lockfile {
  if (BINARY.test(original)) return nothingRead([binaryProblem()]);
  const { text, problems: unread } = readable(original);
  if (text === '' && unread.length > 0) return nothingRead(unread);
  const document = readJson(text, { dialect: 'jsonc' });
  return { ...readPackages(document.root), ecosystem: 'npm', problems: [...unread, ...problemsOf(document)] };
}

function binaryProblem(): Problem {
  const message = 'bun.lockb is binary and is not read; `bun install --save-text-lockfile` writes a bun.lock';
  return { level: 'warning', message, span: { start: 0, end: 0 } };
}

function problemsOf({ root, error }: JsonDocument): Problem[] {
  if (error) return [{ level: 'error', message: `JSON: ${error.message}`, span: error.span }];
  const version = valueAt(root, 'lockfileVersion');
  if (!version || !(Number(version.text) > NEWEST_VERSION)) return [];
  return [newerVersion(version.text, `${NEWEST_VERSION}`, spanOf(version))];
}

function readPackages(root: JsonValue | undefined): Pick<Lockfile, 'packages' | 'locate' | 'locateOther' | 'covers'> {
  const workspaces = new Map((objectAt(root, 'workspaces')?.members ?? []).map(({ key, value }) => [key, value]));
  const packages = new Map<string, Draft>();
  const manifests = new Map<string, JsonValue | undefined>();
  for (const member of objectAt(root, 'packages')?.members ?? []) {
    const draft = draftOf(member, workspaces);
    if (draft === undefined) continue;
    packages.set(member.key, withCheckedName(draft));
    manifests.set(member.key, manifestOf(member.value, workspaces));
  }
  for (const [key, draft] of packages) draft.dependencies = dependenciesOf(packages, key, manifests.get(key));
  return {
    packages,
    covers: member => member === '' || workspaces.has(member),
    locate: (member, writtenName, specifier) => keyList(locate(packages, member, workspaces.get(member), writtenName, specifier)),
    locateOther: createOverriddenKeys(packages),
  };
}

/** `[id, …]`: the id is `name@version` or `name@source`; a release then has registry, manifest and integrity. */
function draftOf({ key, value }: JsonMember, workspaces: ReadonlyMap<string, JsonValue>): Draft | undefined {
  const [id, registry] = value.items;
  if (id?.kind !== 'string') return undefined;
  const { name, range: source = '' } = splitNameRange(id.text);
  const archive = registryArchive(source);
  const skipped = archive ? undefined : sourceReason(source);
  const version = archive?.version ?? (skipped === undefined ? source : (stringAt(workspaceOf(source, workspaces), 'version')?.text ?? ''));
  const isVerbatim = id.end - id.start === id.text.length;
  const shown = skipped === undefined ? version : name;
  const from = id.start + (skipped === undefined ? id.text.lastIndexOf(version) : 0);
  const integrity = value.items.at(-1);
  return {
    name: archive?.name ?? (name === '' ? nameOfFolder(key) : name),
    version,
    span: isVerbatim ? { start: from, end: from + shown.length } : { start: id.start, end: id.end },
    dependencies: [],
    ...(skipped !== undefined && { skipped }),
    ...((skipped !== undefined || archive) && source !== '' && { resolved: source }),
    ...(skipped === undefined && registry?.kind === 'string' && registry.text !== '' && { resolved: registry.text }),
    ...(integrity?.kind === 'string' && INTEGRITY.test(integrity.text) && { integrity: hashesOf(integrity.text) }),
  };
}

function sourceReason(source: string): string | undefined {
  if (npmVersions.isValid(source)) return undefined;
  if (source === '') return NO_VERSION;
  return source.startsWith('workspace:') || source === 'root:' ? WORKSPACE : (skipReason(source) ?? NO_RELEASE);
}

const INTEGRITY = /^sha\d+-/;

function workspaceOf(source: string, workspaces: ReadonlyMap<string, JsonValue>): JsonValue | undefined {
  return source.startsWith('workspace:') ? workspaces.get(source.slice('workspace:'.length)) : undefined;
}

function manifestOf(value: JsonValue, workspaces: ReadonlyMap<string, JsonValue>): JsonValue | undefined {
  const source = splitNameRange(value.items[0]?.text ?? '').range ?? '';
  return workspaceOf(source, workspaces) ?? value.items.find(item => item.kind === 'object');
}

const EDGE_GROUPS = ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies'];

function dependenciesOf(packages: ReadonlyMap<string, Draft>, from: string, manifest: JsonValue | undefined): string[] {
  const keys = new Set<string>();
  for (const group of EDGE_GROUPS) {
    for (const { key: name } of objectAt(manifest, group)?.members ?? []) {
      const key = resolve(packages, from, name);
      if (key !== undefined) keys.add(key);
    }
  }
  return [...keys];
}

/** A name is looked for below the package itself, then below each one around it, then at the top. */
function resolve(packages: ReadonlyMap<string, Draft>, from: string, name: string): string | undefined {
  for (let around = from; around !== ''; ) {
    const key = `${around}/${name}`;
    if (packages.has(key)) return key;
    around = around.slice(0, Math.max(0, around.length - nameOfFolder(around).length - 1));
  }
  return packages.has(name) ? name : undefined;
}

function locate(
  packages: ReadonlyMap<string, Draft>,
  member: string,
  workspace: JsonValue | undefined,
  name: string,
  specifier: string,
): string | undefined {
  if (workspace === undefined && member !== '') return undefined;
  const from = member === '' ? '' : (stringAt(workspace, 'name')?.text ?? '');
  const key = resolve(packages, from, name);
  const found = key === undefined ? undefined : packages.get(key);
  if (!found) return undefined;
  const isRecorded = EDGE_GROUPS.some(group => stringAt(objectAt(workspace, group), name)?.text === specifier);
  return isRecorded || mayLeadTo(specifier, found) ? key : undefined;
}
