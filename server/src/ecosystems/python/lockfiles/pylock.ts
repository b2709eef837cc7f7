import type { Problem } from '../../../model/index.js';
import type { LockfileFormat } from '../../../model/lockfile.js';
import { readToml } from '../../../syntax/toml/reader.js';
import { stringAt, type TomlTable, tablesAt, tomlTree } from '../../../syntax/toml/tree.js';
import { readable } from '../../shared/lockfileText.js';
import { normalizeName } from '../names/packageName.js';
import { addressesOf, indexReason, type LockedFile, type PythonEntry, pythonPackages, singleProjectLock } from './packages.js';
import { versionProblem } from './tomlLock.js';

/** pylock.toml, lock-version 1 (PEP 751, https://packaging.python.org/en/latest/specifications/pylock-toml/). It holds one project. */
export const pylock: LockfileFormat = {
  id: 'pylock.toml',
  ecosystem: 'PyPI',
  parse(written) {
    const { text, problems } = readable(written);
    const document = readToml(text);
    const root = tomlTree(text, document);
    const version = stringAt(root, 'lock-version');
    const entries = tablesAt(root, 'packages').flatMap(readPackage);
    const syntax: Problem[] = document.error
      ? [{ message: `TOML: ${document.error.message}.`, span: document.error.span, level: 'error' }]
      : [];
    const newer = version ? versionProblem(version.value, version.span, 1, '1.0') : [];
    return { ...singleProjectLock(pythonPackages(entries), [...problems, ...syntax, ...newer]), namesIndexes: true };
  },
};

function readPackage(table: TomlTable): readonly PythonEntry[] {
  const name = stringAt(table, 'name');
  if (name === undefined) return [];
  const version = stringAt(table, 'version');
  const skipped = skippedReason(table);
  const artefacts = [...tablesAt(table, 'sdist'), ...tablesAt(table, 'wheels'), ...tablesAt(table, 'archive')];
  return [
    {
      name: normalizeName(name.value),
      version: version?.value ?? '',
      span: (version ?? name).span,
      needs: tablesAt(table, 'dependencies').flatMap(need => {
        const target = stringAt(need, 'name');
        return target ? [{ name: normalizeName(target.value), version: stringAt(need, 'version')?.value }] : [];
      }),
      skipped,
      isPublic: skipped === undefined && stringAt(table, 'index') !== undefined,
      resolved: placeOf(table) ?? stringAt(table, 'index')?.value,
      integrity: artefacts.flatMap(hashesOf),
      ...(placeOf(table) === undefined && addressesOf([stringAt(table, 'index')?.value ?? ''], artefacts.map(fileOf))),
    },
  ];
}

/** A package comes from one of: version control, a directory, an archive, or an index with its sdist and wheels. */
function skippedReason(table: TomlTable): string | undefined {
  const [vcs] = tablesAt(table, 'vcs');
  if (vcs) return `${stringAt(vcs, 'type')?.value === 'git' ? 'git' : 'version control'} source`;
  if (tablesAt(table, 'directory').length > 0) return 'local path';
  if (tablesAt(table, 'archive').length > 0) return stringAt(table, 'archive', 'url') ? 'URL source' : 'local file';
  const index = stringAt(table, 'index');
  return index && indexReason(index.value);
}

function placeOf(table: TomlTable): string | undefined {
  const places = [...tablesAt(table, 'vcs'), ...tablesAt(table, 'directory'), ...tablesAt(table, 'archive')];
  return places.map(place => (stringAt(place, 'url') ?? stringAt(place, 'path'))?.value).find(place => place !== undefined);
}

function fileOf(artefact: TomlTable): LockedFile {
  return { url: stringAt(artefact, 'url')?.value, hash: hashesOf(artefact)[0] };
}

/** `{sha256 = "…"}` as `sha256:…`. */
function hashesOf(artefact: TomlTable): readonly string[] {
  return tablesAt(artefact, 'hashes')
    .flatMap(({ members }) => members)
    .flatMap(({ key, value }) => (value.kind === 'string' ? [`${key.name}:${value.value}`] : []));
}
