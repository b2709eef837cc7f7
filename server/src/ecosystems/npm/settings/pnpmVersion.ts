import { intersects, minVersion, subset } from 'semver';
import { packageFields } from '../manifests/packageFields.js';

/** Which pnpm a project is for, as far as it matters where its settings stand. */
export type PnpmVersion =
  /** It reads no settings in package.json. */
  '11 or newer' | '10' | 'older' | 'unknown';

/**
 * The version of pnpm that a package.json names: exactly in `packageManager`, as a range in `devEngines.packageManager` or `engines.pnpm`. The first that
 * leaves no doubt counts.
 */
export function pnpmVersion(manifest: string): PnpmVersion {
  for (const range of rangesIn(packageFields(manifest) ?? {})) {
    const version = versionIn(range);
    if (version !== 'unknown') return version;
  }
  return 'unknown';
}

/**
 * Whether each pnpm that a package.json allows puts no variable into what files of the repository say of registries: from 10.34 and from 11.7 on
 * (https://github.com/pnpm/pnpm/security/advisories/GHSA-3qhv-2rgh-x77r). The first field that names a range counts.
 */
export function leavesVariables(fields: Readonly<Record<string, unknown>>): boolean {
  const [range] = rangesIn(fields);
  try {
    return range !== undefined && subset(range, '>=10.34.0 <11.0.0-0 || >=11.7.0', { includePrerelease: true });
  } catch {
    return false;
  }
}

/** The versions and ranges of pnpm that a package.json names. */
function rangesIn({ packageManager, devEngines, engines }: Readonly<Record<string, unknown>>): readonly string[] {
  const pinned = typeof packageManager === 'string' ? /^pnpm@(\d[^+\s]*)/.exec(packageManager)?.[1] : undefined;
  const wanted = [fieldOf(devEngines, 'packageManager')].flat().filter(engine => fieldOf(engine, 'name') === 'pnpm');
  const ranges = [pinned, ...wanted.map(engine => fieldOf(engine, 'version')), fieldOf(engines, 'pnpm')];
  return ranges.filter(range => typeof range === 'string');
}

function versionIn(range: string): PnpmVersion {
  try {
    const lowest = minVersion(range);
    if (lowest === null) return 'unknown';
    if (lowest.major >= 11) return '11 or newer';
    if (intersects(range, '>=11.0.0-0', { includePrerelease: true })) return 'unknown';
    if (lowest.major === 10) return '10';
    return intersects(range, '10', { includePrerelease: true }) ? 'unknown' : 'older';
  } catch {
    return 'unknown';
  }
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
