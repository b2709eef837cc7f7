// What the rest of Depwarden knows of an ecosystem. The table of all of them is index.ts.
import type { Ecosystem } from '../model/index.js';
import type { VersionScheme } from './versions.js';

/** Everything that differs between ecosystems. An optional field that is missing: the ecosystem has no such thing, and what needs it is skipped. */
export interface EcosystemDescriptor {
  readonly id: Ecosystem;
  /** What stands before a colon and a name where users write one, letter case aside: `npm:chalk`, `PyPI:requests`. */
  readonly prefix: string;
  readonly words: EcosystemWords;
  readonly names: NameRules;
  /** The type of package URLs (https://github.com/package-url/purl-spec). */
  readonly purlType: string;
  readonly pages: PackagePages;
  readonly versions: VersionScheme;
  /** How OSV calls the ecosystem's own ranges (https://ossf.github.io/osv-schema/#affectedrangestype-field). */
  readonly osvRange: 'SEMVER' | 'ECOSYSTEM';
  readonly registry?: RegistryProtocol;
}

export interface EcosystemWords {
  /** The public registry within a sentence: `the npm registry`. */
  readonly registry: string;
  /** `an npm package`. */
  readonly aPackage: string;
  /** What a place is called that serves packages to some people only: `private registry`. */
  readonly privatePlace: string;
}

export interface NameRules {
  /** The one form of all spellings that the registry takes for the same name. */
  normalize(name: string): string;
  /** Whether the registry can hold a package of this name. */
  isValid(name: string): boolean;
  /** Names may stand in a scope that one owner has. */
  readonly scopes?: Scopes;
  /** A manifest may give a package another name, an alias, which is also the name that it is installed under. */
  readonly aliases?: true;
}

export interface Scopes {
  /** Whether a text is a scope: `@acme`. */
  isScope(text: string): boolean;
  /** A name in a scope as its two parts; undefined for one without a scope. */
  split(name: string): readonly [scope: string, rest: string] | undefined;
}

/** Addresses of pages on the public registry's website. Names and versions are percent-encoded already. */
export interface PackagePages {
  ofPackage(name: string): string;
  /** Undefined where a release has no page that lists its files. */
  ofRelease?(name: string, version: string): string;
}

/** The protocol of the public registry, and of those that take its place. */
export interface RegistryProtocol {
  /** In front of the keys of the cache. */
  readonly cacheKey: string;
}
