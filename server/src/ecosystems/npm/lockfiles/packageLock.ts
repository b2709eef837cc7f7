import type { Problem } from '../../../model/index.js';
import type { Lockfile, LockfileFormat } from '../../../model/lockfile.js';
import { readJson } from '../../../syntax/json/reader.js';
import { type JsonDocument, objectAt, spanOf, valueAt } from '../../../syntax/json/tree.js';
import { newerVersion, readable } from '../../shared/lockfileText.js';
import { readNestedPackages } from './packageLockNested.js';
import { readPackagesByPath } from './packageLockPaths.js';
import { nothingRead } from './sources.js';

/**
 * npm's package-lock.json and npm-shrinkwrap.json, `lockfileVersion` 1 to 3 (docs.npmjs.com/cli/configuring-npm/package-lock-json), and
 * node_modules/.package-lock.json, whose paths are those of the folder around node_modules. Keys are paths: `node_modules/a/node_modules/b`,
 * of a workspace member its folder.
 */
export const packageLock: LockfileFormat = { id: 'package-lock.json', ecosystem: 'npm', parse };

const NEWEST_VERSION = 3;
const IGNORED: ReadonlySet<string> = new Set([
  'license',
  'funding',
  'engines',
  'bin',
  'os',
  'cpu',
  'libc',
  'peerDependenciesMeta',
  'deprecated',
]);

/** Most of what a package has is not asked for. Names of packages, which may be the same words, stand at even depths only. */
function ignores(key: string, depth: number): boolean {
  return depth % 2 === 1 && IGNORED.has(key);
}

function parse(original: string): Lockfile {
  const { text, problems: unread } = readable(original);
  if (text === '' && unread.length > 0) return nothingRead(unread);
  const document = readJson(text, { ignores });
  const problems = [...unread, ...problemsOf(document)];
  const { root } = document;
  const packages = objectAt(root, 'packages');
  if (packages) return { ...readPackagesByPath(packages), ecosystem: 'npm', problems };
  const dependencies = objectAt(root, 'dependencies');
  if (!dependencies) return nothingRead(problems);
  // npm 4 and older wrote neither a version nor digests
  const isOld = valueAt(root, 'lockfileVersion') === undefined;
  return { ...readNestedPackages(dependencies), ecosystem: 'npm', ...(isOld && { keepsNoDigests: true }), problems };
}

function problemsOf({ root, error }: JsonDocument): Problem[] {
  if (error) return [{ level: 'error', message: `JSON: ${error.message}`, span: error.span }];
  if (root?.kind !== 'object') return root ? [{ level: 'error', message: 'A lockfile must hold an object', span: spanOf(root) }] : [];
  const version = valueAt(root, 'lockfileVersion');
  return version && Number(version.text) > NEWEST_VERSION ? [newerVersion(version.text, `${NEWEST_VERSION}`, spanOf(version))] : [];
}
