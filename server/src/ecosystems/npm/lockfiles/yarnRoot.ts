import type { FilesBeside } from '../../../model/lockfile.js';
import { packageFields } from '../manifests/packageFields.js';
import { parsePnpmWorkspace } from '../manifests/pnpmWorkspace.js';

/** What the root of a Yarn project puts in the place of the ranges that packages ask for. */
export interface YarnRoot {
  /** In the order of the file: Yarn takes the first that fits. */
  readonly resolutions: readonly Resolution[];
  /** By catalog, then by name: the range. The catalog without a name is `default`. */
  readonly catalogs: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** One entry of `resolutions`. */
export interface Resolution {
  /** The package whose dependency is meant; undefined: everybody's. */
  readonly parent?: PackagePattern;
  /** Yarn 1: packages may stand between, or above `parent`, so that the entry may hold for some requests of the parent's dependency only. */
  readonly isPath: boolean;
  readonly target: PackagePattern;
  /** The range that is taken instead. */
  readonly value: string;
}

/** A name, and where one is written the range or reference that it must have. */
export interface PackagePattern {
  readonly name: string;
  readonly range?: string;
}

/** Names of the files that say so. */
export const YARN_ROOT_FILES = ['package.json', '.yarnrc.yml'] as const;

/**
 * Reads the files of a project's root.
 * Resolutions: https://yarnpkg.com/configuration/manifest#resolutions, of Yarn 1 https://classic.yarnpkg.com/docs/selective-version-resolutions.
 * Catalogs: https://yarnpkg.com/features/catalogs.
 */
export function yarnRoot(beside: FilesBeside | undefined): YarnRoot {
  const [manifest, settings] = YARN_ROOT_FILES.map(name => beside?.get(name));
  return { resolutions: resolutionsOf(manifest), catalogs: catalogsOf(settings) };
}

/** Takes the key of an entry apart: `name`, `name@range`, `parent/name`, `parent@range/name@range`, and Yarn 1's paths with `*` and `**`. */
export function resolutionPattern(key: string): Omit<Resolution, 'value'> | undefined {
  const parts = key.match(PART);
  const [target, above, ...further] = parts?.toReversed().map(patternOf) ?? [];
  if (target === undefined || target.name.includes('*') || parts?.join('/') !== key) return undefined;
  const parent = [above, ...further].find(part => part !== undefined && part.name !== ANY_DEPTH);
  const isPath = further.length > 0 || (above?.name.includes('*') ?? false);
  return { target, isPath: isPath && parent !== undefined, ...(parent && !parent.name.includes('*') && { parent }) };
}

/** A name with or without a scope, with or without what stands behind `@`. */
const PART = /(?:@[^/@]+\/)?[^/@]+(?:@[^/]+)?/g;
const ANY_DEPTH = '**';

function patternOf(part: string): PackagePattern {
  const at = part.indexOf('@', 1);
  return at < 0 ? { name: part } : { name: part.slice(0, at), range: part.slice(at + 1) };
}

function resolutionsOf(manifest: string | undefined): readonly Resolution[] {
  const { resolutions } = (manifest === undefined ? undefined : packageFields(manifest)) ?? {};
  if (typeof resolutions !== 'object' || resolutions === null) return [];
  return Object.entries(resolutions).flatMap(([key, value]): readonly Resolution[] => {
    const pattern = resolutionPattern(key.trim());
    return pattern && typeof value === 'string' ? [{ ...pattern, value: value.trim() }] : [];
  });
}

function catalogsOf(settings: string | undefined): YarnRoot['catalogs'] {
  const catalogs = new Map<string, Map<string, string>>();
  if (settings === undefined) return catalogs;
  for (const { group, writtenName, specifier } of parsePnpmWorkspace(settings).dependencies) {
    const name = group === 'catalog' ? 'default' : /^catalogs\.(.*)$/.exec(group)?.[1];
    if (name !== undefined) catalogs.set(name, (catalogs.get(name) ?? new Map<string, string>()).set(writtenName, specifier));
  }
  return catalogs;
}
