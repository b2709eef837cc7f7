// An edit is read again as a whole file, by the reader of the file's format, before anybody sees it.
import { formatOf, REQUIREMENTS } from '../ecosystems/manifests.js';
import type { Dependency, Edit, Fix, Manifest, SourceText } from '../model/index.js';
import { withEdits } from './textEdits.js';

/** What the edits of a fix are meant to change, and nothing else. */
export interface Meant {
  /** The package whose declarations may be gone, or say something else. */
  readonly goes: string;
  /** The package of which others may stand there; undefined where none may. */
  readonly comes?: string;
  /** What such a declaration has to say; anything where not given. */
  isMeant?(after: Dependency): boolean;
}

/** A fix, and what its edits are meant to change. */
export interface MeantFix {
  readonly fix: Fix;
  readonly meant: Meant;
}

/**
 * Those fixes after each of which every file that it touches can be read as well as before, and says what is meant and otherwise what it said. Fixes
 * that do not touch each other are read together, and those that fail together in halves.
 * @param manifest what edits without a file of their own are made in
 */
export function readable<T extends MeantFix>(fixes: readonly T[], manifest: SourceText): readonly T[] {
  const good = new Set<T>();
  for (let left = fixes; left.length > 0; ) {
    const together = apartIn(left);
    for (const one of readableTogether(together, manifest)) good.add(one);
    const done = new Set(together);
    left = left.filter(one => !done.has(one));
  }
  return fixes.filter(one => good.has(one));
}

/** Whether edits change declarations of some packages only, in whatever way. */
export function touchesOnly(manifest: SourceText, edits: readonly Edit[], names: ReadonlySet<string>): boolean {
  return readsBack(
    manifest,
    edits,
    [...names].map(name => ({ goes: name, comes: name })),
  );
}

/** Whether two edits cannot be made at once. */
export function touches(a: Edit, b: Edit): boolean {
  return a.file?.path === b.file?.path && a.span.start <= b.span.end && b.span.start <= a.span.end;
}

function readableTogether<T extends MeantFix>(fixes: readonly T[], manifest: SourceText): readonly T[] {
  const edits = fixes.flatMap(({ fix }) => fix.edits);
  const meants = fixes.map(({ meant }) => meant);
  if (readsBack(manifest, edits, meants)) return fixes;
  if (fixes.length < 2) return [];
  const half = Math.ceil(fixes.length / 2);
  return [fixes.slice(0, half), fixes.slice(half)].flatMap(some => readableTogether(some, manifest));
}

/** Fixes of which no two touch, and as many as can be found in one pass. */
function apartIn<T extends MeantFix>(fixes: readonly T[]): readonly T[] {
  const ends = new Map<string, number>();
  const inOrder = fixes
    .map(one => ({ one, start: Math.min(...one.fix.edits.map(({ span }) => span.start)) }))
    .sort((a, b) => a.start - b.start);
  return inOrder.flatMap(({ one }) => {
    const { edits } = one.fix;
    if (edits.some(({ file, span }) => span.start <= (ends.get(file?.path ?? '') ?? -1))) return [];
    for (const { file, span } of edits) ends.set(file?.path ?? '', Math.max(ends.get(file?.path ?? '') ?? -1, span.end));
    return [one];
  });
}

function readsBack(manifest: SourceText, edits: readonly Edit[], meants: readonly Meant[]): boolean {
  const files = new Map(edits.map(({ file = manifest }) => [file.path, file]));
  return [...files.values()].every(file => {
    const own = edits.filter(edit => (edit.file ?? manifest).path === file.path);
    return isAsMeant(readAs(file), parsed({ path: file.path, text: withEdits(file.text, own) }), meants);
  });
}

function isAsMeant(before: Manifest, after: Manifest, meants: readonly Meant[]): boolean {
  if (after.problems.length > before.problems.length || settingsOf(after) !== settingsOf(before)) return false;
  const going = new Set(meants.map(({ goes }) => goes));
  const coming = new Map<string, Meant[]>();
  for (const meant of meants) if (meant.comes !== undefined) coming.set(meant.comes, [...(coming.get(meant.comes) ?? []), meant]);
  const [were, are] = differing(before.dependencies, after.dependencies);
  const gone = without(were, are);
  const come = without(are, were);
  const isMeant = (one: Dependency): boolean => coming.get(one.name)?.some(meant => meant.isMeant?.(one) ?? true) === true;
  const named = new Set(come.map(({ name }) => name));
  const isSaid = ({ comes, isMeant: has }: Meant): boolean => has === undefined || comes === undefined || named.has(comes);
  return gone.every(({ name }) => going.has(name)) && come.every(isMeant) && meants.every(isSaid);
}

/** What is left of two lists of declarations when those are taken away that stand in both in the same order. */
function differing(before: readonly Dependency[], after: readonly Dependency[]): readonly [readonly Dependency[], readonly Dependency[]] {
  const left: [Dependency[], Dependency[]] = [[], []];
  let [i, j] = [0, 0];
  for (;;) {
    const [was, is] = [before[i], after[j]];
    if (!was || !is) break;
    const both = isSame(was, is);
    const isGone = !both && isSame(before[i + 1], is);
    const isCome = !both && !isGone && isSame(was, after[j + 1]);
    if (!both && !isCome) left[0].push(was);
    if (!both && !isGone) left[1].push(is);
    i += isCome ? 0 : 1;
    j += isGone ? 0 : 1;
  }
  return [left[0].concat(before.slice(i)), left[1].concat(after.slice(j))];
}

/** What stands in one list and not in the other, as often as it does. */
function without(some: readonly Dependency[], others: readonly Dependency[]): readonly Dependency[] {
  const left = new Map<string, number>();
  for (const key of others.map(declarationOf)) left.set(key, (left.get(key) ?? 0) + 1);
  return some.filter(one => {
    const key = declarationOf(one);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

/** Whether two dependencies say the same, wherever they stand. */
function isSame(a: Dependency | undefined, b: Dependency | undefined): boolean {
  if (!a || !b) return false;
  const isAlike = SAID.every(key => a[key] === b[key]);
  return isAlike && ((a.hashes === undefined && b.hashes === undefined) || declarationOf(a) === declarationOf(b));
}

const SAID = ['name', 'specifier', 'group', 'writtenName', 'marker', 'below', 'index'] as const;

function declarationOf(one: Dependency): string {
  return JSON.stringify([...SAID.map(key => one[key]), one.hashes?.map(({ algorithm, digest }) => `${algorithm}:${digest}`)]);
}

/** What a manifest says beside its dependencies. */
function settingsOf({ includes, pip, indexes, runtime, skipped }: Manifest): string {
  return JSON.stringify([includes.map(({ kind, target }) => [kind, target]), pip, indexes, runtime, skipped]);
}

/** Read once for all the fixes of a file. */
const read = new WeakMap<SourceText, Manifest>();

function readAs(file: SourceText): Manifest {
  const manifest = read.get(file) ?? parsed(file);
  read.set(file, manifest);
  return manifest;
}

function parsed({ path, text }: SourceText): Manifest {
  return (formatOf(path) ?? REQUIREMENTS).parse(text);
}
