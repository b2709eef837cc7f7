import { parse } from '@renovatebot/pep440';

// What file names of Python distributions tell: wheels (PEP 427), source distributions (PEP 625, and the older looser customs), eggs.

/** The version that `filename` holds of `project` (PEP 503 normalised), as written there; undefined where it cannot be told. */
export function versionInFilename(filename: string, project: string): string | undefined {
  const packed = /^(.+)\.(whl|egg)$/i.exec(filename)?.[1];
  if (packed !== undefined) {
    const [name = '', version] = packed.split('-');
    return normalizeName(name) === project ? version : undefined;
  }
  const source = /^(.+)\.(?:tar\.(?:gz|bz2|xz|Z)|tgz|tar|zip)$/i.exec(filename)?.[1];
  return source === undefined ? undefined : afterName(source, project);
}

/** A key that is the same for all ways to write one version (PEP 440: `1.0`, `v1.0.0`); the text itself where it is no PEP 440 version. */
export function versionKey(version: string): string {
  const parsed = parse(version.trim());
  if (parsed === null) return version.trim().toLowerCase();
  const { epoch, release, pre, post, dev, local } = parsed;
  const numbers = release.slice(0, 1 + release.findLastIndex(number => number !== 0));
  return JSON.stringify([epoch, numbers, pre, post, dev, local]);
}

/** PEP 503: lower case, runs of `-_.` as one `-`. */
function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** A name may itself hold hyphens: the version comes after the one at which the name is complete. */
function afterName(stem: string, project: string): string | undefined {
  for (let at = stem.indexOf('-'); at !== -1; at = stem.indexOf('-', at + 1)) {
    if (normalizeName(stem.slice(0, at)) === project) return stem.slice(at + 1);
  }
  return undefined;
}
