import { intersects, minVersion } from 'semver';
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
  const { packageManager, devEngines, engines } = packageFields(manifest) ?? {};
  const pinned = typeof packageManager === 'string' ? /^pnpm@(\d[^+\s]*)/.exec(packageManager)?.[1] : undefined;
  const wanted = [fieldOf(devEngines, 'packageManager')].flat().filter(engine => fieldOf(engine, 'name') === 'pnpm');
  const ranges = [pinned, ...wanted.map(engine => fieldOf(engine, 'version')), fieldOf(engines, 'pnpm')];
  for (const range of ranges) {
    const version = typeof range === 'string' ? versionIn(range) : 'unknown';
    if (version !== 'unknown') return version;
  }
  return 'unknown';
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
