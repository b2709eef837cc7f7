import type { PackageId } from './index.js';

// What was agreed on of the releases that a project uses, kept in `.depwarden/baseline.json`. docs/baseline.md describes the file.

/** Where the baseline lies below a workspace folder, with `/`. */
export const BASELINE_FILE = '.depwarden/baseline.json';

/** What is recorded of one release. A field that is missing was not known. */
export interface BaselineRelease {
  /** The beginnings of its files' digests, as in `Release.digests`. */
  readonly digests?: readonly string[];
  /** npm: the account that published it. */
  readonly publisher?: string;
  /** npm: the accounts that could publish the package. */
  readonly maintainers?: readonly string[];
  readonly provenance?: boolean;
  /** npm: what ran when it was installed. */
  readonly installScripts?: readonly string[];
  /** npm: address of the source repository, `''` where none was given. */
  readonly repository?: string;
}

export interface Baseline {
  /** By `keyOf`, in the order of the file. */
  readonly releases: ReadonlyMap<string, BaselineRelease>;
  /** The versions that it has of a package, in the order of the file. */
  versionsOf(id: PackageId): readonly string[];
}

export function baselineOf(releases: ReadonlyMap<string, BaselineRelease>): Baseline {
  let versions: Map<string, string[]> | undefined;
  return {
    releases,
    versionsOf: id => {
      versions ??= versionsByPackage(releases.keys());
      return versions.get(`${prefixOf(id)}${id.name}`) ?? [];
    },
  };
}

/** A release as the file names it: `npm:chalk@5.6.2`, `pypi:litellm@1.82.6`. */
export function keyOf(release: PackageId & { readonly version: string }): string {
  return `${prefixOf(release)}${release.name}@${release.version}`;
}

function prefixOf({ ecosystem }: PackageId): string {
  return `${ecosystem.toLowerCase()}:`;
}

/** A version has no `@` in it. */
function versionsByPackage(keys: Iterable<string>): Map<string, string[]> {
  const versions = new Map<string, string[]>();
  for (const key of keys) {
    const at = key.lastIndexOf('@');
    const name = key.slice(0, at);
    versions.set(name, [...(versions.get(name) ?? []), key.slice(at + 1)]);
  }
  return versions;
}
