import type { Scopes } from '../../shared/descriptor.js';

/** Longest package name the npm registry takes. */
const MAX_NAME_LENGTH = 214;
const NAME = /^(?:@[\w~!*'().-]+\/(?!\.)[\w~!*'().-]+|(?![._-])[\w~!*'().-]+)$/;
const FORBIDDEN = /^(?:node_modules|favicon\.ico)$/i;

/**
 * Whether the npm registry can hold a package of this name. Capitals and `~!*'()` are allowed, old packages have them; the other
 * rules are npm's: URL-safe characters, at most one scope, no leading `.`, `_` or `-`, at most 214 characters
 * (docs.npmjs.com/cli/configuring-npm/package-json#name).
 */
export function isNpmName(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && NAME.test(name) && !FORBIDDEN.test(name);
}

/** Splits `name@range` or `@scope/name@range` at the `@` that ends the name; `range` is undefined where there is none. */
export function splitNameRange(text: string): { readonly name: string; readonly range?: string } {
  const at = text.indexOf('@', 1);
  return at < 0 ? { name: text } : { name: text.slice(0, at), range: text.slice(at + 1) };
}

/** npm's scopes (https://docs.npmjs.com/cli/using-npm/scope). */
export const npmScopes: Scopes = {
  isScope: text => /^@[\w~!'().-]+$/.test(text),
  split: name => {
    const [, scope, rest] = /^(@[^/]+)\/(.+)$/s.exec(name) ?? [];
    return scope === undefined || rest === undefined ? undefined : [scope, rest];
  },
};
