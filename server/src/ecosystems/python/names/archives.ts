import type { ForeignSource, NamedRelease } from '../../../model/index.js';
import { addressOf } from '../../shared/address.js';
import { archiveSource } from '../../shared/foreignSource.js';
import { readPythonVersion } from '../versions/version.js';
import { normalizeName } from './packageName.js';

/** Where PyPI keeps the files of its releases. */
export const PYPI_FILE_HOST = 'files.pythonhosted.org';

/** Hosts that serve an index's files: PyPI's own, and by host of another index those besides it. */
export const FILE_HOSTS: { readonly pypi: readonly string[]; readonly of: ReadonlyMap<string, readonly string[]> } = {
  pypi: ['pypi.org', 'pypi.python.org', PYPI_FILE_HOST],
  of: new Map([['download.pytorch.org', ['download-r2.pytorch.org']]]),
};

/** An archive at an http(s) URL, with the release that its file name tells. */
export function pythonArchiveSource(url: string): ForeignSource {
  const source = archiveSource(url);
  const release = releaseAt(url);
  return release ? { ...source, release } : source;
}

/**
 * The release in the name of a wheel (https://packaging.python.org/en/latest/specifications/binary-distribution-format/) or a source distribution
 * (https://packaging.python.org/en/latest/specifications/source-distribution-format/, and the older ones with hyphens in the name).
 */
function releaseAt(url: string): NamedRelease | undefined {
  const host = addressOf(url)?.host;
  const path = url.trim().replace(/[?#].*$/, '');
  const [name, version] = partsOf(decoded(path.slice(path.lastIndexOf('/') + 1)));
  if (host === undefined || !name || version === undefined || readPythonVersion(version) === undefined) return undefined;
  return { name: normalizeName(name), version, registry: { host, range: `==${version}` } };
}

function partsOf(file: string): readonly (string | undefined)[] {
  const wheel = /^(.+)\.whl$/i.exec(file)?.[1]?.split('-');
  if (wheel) return wheel.length >= 5 ? wheel : [];
  const [, name, version] = /^(.+)-([^-]+)\.(?:tar\.(?:gz|bz2|xz)|tgz|zip)$/i.exec(file) ?? [];
  return [name, version];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
