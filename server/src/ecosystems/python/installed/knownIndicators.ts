import type { PackageId } from '../../../model/index.js';
import { baseName } from '../../../text/paths.js';

/** A file that a compromised release leaves directly in site-packages. */
export interface KnownTrace {
  readonly package: PackageId;
  /** Ids of records about the incident, the one to name first in front. */
  readonly ids: readonly string[];
  /** The file's name. */
  readonly file: string;
}

/**
 * The traces to look for among the files that an incident or an advisory (`database_specific.iocs.files`) names. Only the names of
 * `.pth` files tell something by being there: clean releases and other packages have files of nearly any other name, also `bundle.js`
 * and `setup.py`.
 */
export function tracesNamed(files: readonly string[], pkg: PackageId, ids: readonly string[]): readonly KnownTrace[] {
  if (pkg.ecosystem !== 'PyPI') return [];
  const names = files.map(file => baseName(file));
  return [...new Set(names)].filter(isTelling).map(file => ({ package: pkg, ids, file }));
}

function isTelling(name: string): boolean {
  const [, stem] = /^([\w.-]+)\.pth$/.exec(name) ?? [];
  return stem !== undefined && !HONEST.has(stem) && !stem.startsWith('__editable__') && !stem.endsWith('-nspkg');
}

/** Names of files that honest tools write, should an advisory name one that was changed. */
const HONEST: ReadonlySet<string> = new Set([
  'distutils-precedence',
  'easy-install',
  'virtualenv',
  '_virtualenv',
  '_uv_ephemeral_overlay',
  'a1_coverage',
  'coverage',
  'pytest-cov',
  'init_cov_core',
  'pywin32',
]);
