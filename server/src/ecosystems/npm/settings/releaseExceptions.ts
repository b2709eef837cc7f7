// Entries of pnpm's and Yarn's lists of exceptions from the cooldown that may name releases besides the package.
import { type Exception, globbed, named, patterned } from '../../shared/cooldownExceptions.js';
import { npmVersions } from '../versions/index.js';

/** pnpm's `name@1.2.3 || 1.2.4`, exact versions only; undefined where it is of another form. */
export function versioned(text: string): Exception | undefined {
  const { name, rest } = splitName(text);
  if (rest === undefined) return patterned(name);
  const versions = rest.split('||').map(version => npmVersions.parse(version.trim()));
  if (name.includes('*') || versions.some(({ kind }) => kind !== 'exact')) return undefined;
  return { ...named(name), admits: version => versions.some(wanted => wanted.admits(version)) };
}

/** Yarn's `name@range`, the name a glob; undefined where the range cannot be read. */
export function ranged(text: string): Exception | undefined {
  const { name, rest } = splitName(text);
  if (rest === undefined) return globbed(name);
  const range = npmVersions.parse(rest);
  return range.kind === 'invalid' || range.kind === 'tag' ? undefined : { ...globbed(name), admits: version => range.admits(version) };
}

function splitName(text: string): { readonly name: string; readonly rest: string | undefined } {
  const at = text.indexOf('@', 1);
  return at < 0 ? { name: text, rest: undefined } : { name: text.slice(0, at), rest: text.slice(at + 1) };
}
