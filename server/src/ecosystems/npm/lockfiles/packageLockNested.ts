import type { Span } from '../../../model/index.js';
import type { Lockfile } from '../../../model/lockfile.js';
import { type JsonMember, type JsonValue, objectAt, stringAt } from '../../../syntax/json/tree.js';
import { keyList, NO_VERSION } from '../../shared/lockfileText.js';
import { specifierKind } from '../manifests/specifier.js';
import { registryArchive } from '../names/registryArchive.js';
import { folderAround, joinPath } from './folders.js';
import { createOverriddenKeys, type Draft, hashesOf, mayLeadTo, resolvedReason, withCheckedName } from './sources.js';

/**
 * The `dependencies` of a lockfile of version 1 (npm 5 and 6): a package within another one is what its node_modules holds. `requires` names
 * what a package depends on; it is looked for in the package itself and then in each package around it. The file knows no workspaces,
 * but npm 7 and newer, asked for version 1, write the members as packages of version `file:FOLDER`.
 */
export function readNestedPackages(dependencies: JsonValue): Pick<Lockfile, 'packages' | 'locate' | 'locateOther' | 'covers'> {
  const packages = new Map<string, Draft>();
  const values = new Map<string, JsonValue>();
  addAll('', dependencies, packages, values);
  const members = new Map<string, string>([['', '']]);
  for (const [path, draft] of packages) {
    draft.dependencies = requiredBy(packages, path, values.get(path));
    const version = stringAt(values.get(path), 'version')?.text;
    if (version?.startsWith('file:')) members.set(joinPath('', version.slice('file:'.length)), path);
  }
  return {
    packages,
    covers: member => members.has(member),
    locate(member, writtenName, specifier) {
      const from = members.get(member);
      const key = from === undefined ? undefined : resolve(packages, from, writtenName);
      const found = key === undefined ? undefined : packages.get(key);
      return keyList(found && mayLeadTo(specifier, found) ? key : undefined);
    },
    locateOther: createOverriddenKeys(packages),
  };
}

function addAll(folder: string, dependencies: JsonValue, packages: Map<string, Draft>, values: Map<string, JsonValue>): void {
  for (const member of dependencies.members) {
    if (member.value.kind !== 'object') continue;
    const path = pathIn(folder, member.key);
    packages.set(path, withCheckedName(draftOf(member)));
    values.set(path, member.value);
    const nested = objectAt(member.value, 'dependencies');
    if (nested) addAll(path, nested, packages, values);
  }
}

function pathIn(folder: string, name: string): string {
  return folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
}

/** `version` is the version, of an alias `npm:name@version`, of everything else the specifier (docs: package-lock.json, `dependencies`). */
function draftOf({ key, keyStart, keyEnd, value }: JsonMember): Draft {
  const version = stringAt(value, 'version');
  const resolved = stringAt(value, 'resolved');
  const integrity = stringAt(value, 'integrity');
  const common = {
    dependencies: [],
    ...(resolved && { resolved: resolved.text }),
    ...(integrity && { integrity: hashesOf(integrity.text) }),
  };
  const archive = registryArchive(version?.text ?? '');
  if (version && archive)
    return { name: archive.name, version: archive.version, span: versionSpan(version, archive.version), resolved: version.text, ...common };
  const source = version && specifierKind(version.text);
  if (!version || source?.kind !== 'registry' || source.start === source.end) {
    const skipped = source?.kind === 'skipped' ? source.reason : NO_VERSION;
    return { name: key, version: '', span: { start: keyStart, end: keyEnd }, skipped, ...common };
  }
  const skipped = resolvedReason(resolved?.text);
  const isVerbatim = version.end - version.start === version.text.length;
  const [start, end] = isVerbatim ? [version.start + source.start, version.start + source.end] : [version.start, version.end];
  return {
    name: source.name ?? key,
    version: version.text.slice(source.start, source.end),
    span: { start, end },
    ...(skipped !== undefined && { skipped }),
    ...common,
  };
}

/** Where a value says the version in the name of an archive. */
function versionSpan({ start, end, text }: JsonValue, version: string): Span {
  const from = text.lastIndexOf(version);
  return end - start === text.length && from >= 0 ? { start: start + from, end: start + from + version.length } : { start, end };
}

function requiredBy(packages: ReadonlyMap<string, Draft>, path: string, value: JsonValue | undefined): string[] {
  const keys = new Set<string>();
  for (const { key: name } of objectAt(value, 'requires')?.members ?? []) {
    const key = resolve(packages, path, name);
    if (key !== undefined) keys.add(key);
  }
  return [...keys];
}

function resolve(packages: ReadonlyMap<string, Draft>, from: string, name: string): string | undefined {
  for (let folder: string | undefined = from; folder !== undefined; folder = folderAround(folder)) {
    const path = pathIn(folder, name);
    if (packages.has(path)) return path;
  }
  return undefined;
}
