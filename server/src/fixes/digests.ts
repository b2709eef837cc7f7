import type { Dependency, Edit, FileDigest, Fix, HashOption } from '../model/index.js';

/**
 * Completes a fix of a line that carries hashes: the old `--hash` options give way to those of the target's files, in the layout that
 * the line has (one a line with continuations, or all in one) and in its order: sorted where they were, as pip-compile writes them, else as the
 * index lists the files.
 * @param text the manifest's text, in which the dependency's spans lie
 * @returns undefined where the index gave no hash of an algorithm that pip accepts (https://pip.pypa.io/en/stable/topics/secure-installs/)
 */
export function withDigests(fix: Fix, dependency: Dependency, digests: readonly FileDigest[], text: string): Fix | undefined {
  const hashes = dependency.hashes ?? [];
  const first = hashes[0];
  const last = hashes.at(-1);
  const usable = usableDigests(digests);
  if (!first || !last || usable.length === 0) return undefined;
  const options = usable.map(({ algorithm, digest }) => `--hash${signOf(text, first)}${algorithm}:${digest}`);
  const newText = inOrderOf(hashes, options).join(separatorOf(dependency, text));
  const edit: Edit = { span: { start: first.span.start, end: last.span.end }, newText };
  return { ...fix, edits: [...fix.edits, edit], needsDigests: false };
}

const PREFERENCE = ['sha256', 'sha384', 'sha512'];

function usableDigests(listed: readonly FileDigest[]): readonly FileDigest[] {
  const digests = listed.filter(({ digest }) => /^[\w.]+$/.test(digest));
  const algorithm = PREFERENCE.find(name => digests.some(digest => digest.algorithm === name));
  const seen = new Set<string>();
  return digests.filter(digest => digest.algorithm === algorithm && !seen.has(digest.digest) && seen.add(digest.digest));
}

/** What stands between the option's name and its value: `=`, or white space. */
function signOf(text: string, { span }: HashOption): string {
  return /^--hash(=|[ \t]+)/.exec(text.slice(span.start, span.end))?.[1] ?? '=';
}

function inOrderOf(hashes: readonly HashOption[], options: readonly string[]): readonly string[] {
  const written = hashes.map(({ algorithm, digest }) => `${algorithm}:${digest}`);
  const isSorted = written.every((hash, index) => index === 0 || (written[index - 1] ?? '') <= hash);
  return isSorted ? [...options].sort() : options;
}

/** What stands between two hashes; with only one, what stands before it. */
function separatorOf(dependency: Dependency, text: string): string {
  const [first, second] = dependency.hashes ?? [];
  if (first && second) return text.slice(first.span.end, second.span.start);
  const before = first ? /(?:[ \t]|\\\r?\n)+$/.exec(text.slice(0, first.span.start)) : undefined;
  return before?.[0] ?? ' ';
}
