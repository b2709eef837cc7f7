import { splitNameRange } from '../names/packageName.js';

/** Where in an override's key the name of the overridden package stands, in UTF-16 units of the decoded key. */
export interface KeyName {
  readonly start: number;
  readonly end: number;
  /** The package whose dependency alone is meant; undefined where it is everybody's, or where packages may stand between. */
  readonly below?: string;
}

/** The name of a plain key: all of it. */
export function plainKey(key: string): KeyName {
  return { start: 0, end: key.length };
}

/** npm's `overrides`: `name` or `name@range` (docs.npmjs.com/cli/configuring-npm/package-json#overrides). */
export function npmOverrideKey(key: string): KeyName {
  return { start: 0, end: splitNameRange(key).name.length };
}

/** `pnpm.overrides`: `name`, `name@range`, `parent>name`, `parent@range>name@range`; a `>` after `@`, `|` or white space belongs to a range. */
export function pnpmOverrideKey(key: string): KeyName {
  const delimiter = key.search(/[^ |@]>/);
  return delimiter < 0 ? lastNameFrom(key, 0) : lastNameFrom(key, delimiter + 2, key.slice(0, delimiter + 1));
}

/**
 * Yarn's `resolutions`: `name`, `name@npm:range`, `parent/name`, `parent@npm:range/name` and Yarn 1's globs (two stars and a slash before
 * the name), each name with or without a scope. pnpm reads the field too, with its own `parent>name`.
 */
export function resolutionKey(key: string): KeyName {
  const pnpmParent = /[^ |@:]>(?=[@\w])/.exec(key);
  if (pnpmParent) return lastNameFrom(key, pnpmParent.index + 2, key.slice(0, pnpmParent.index + 1));
  const slash = key.lastIndexOf('/');
  const scope = key.lastIndexOf('/', slash - 1) + 1;
  const isScoped = slash > 0 && key[scope] === '@';
  const start = isScoped ? scope : slash + 1;
  const above = key.slice(0, Math.max(0, start - 1));
  return lastNameFrom(key, start, ONE_PACKAGE.test(above) ? above : '');
}

/** One name, with or without a scope and a range: neither a path nor a glob. */
const ONE_PACKAGE = /^(?:@[^/@*]+\/)?[^/@*]+(?:@[^/]*)?$/;

function lastNameFrom(key: string, start: number, above = ''): KeyName {
  const below = splitNameRange(above.trim()).name;
  return { start, end: start + splitNameRange(key.slice(start)).name.length, ...(below !== '' && { below }) };
}
