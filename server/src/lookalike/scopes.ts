// Names that pretend to stand in a popular npm scope.
import { editBetween } from './edits.js';
import type { PopularName, PopularNames } from './lists.js';
import type { NameSignal } from './signal.js';
import { plainOf, scopeOf } from './spelling.js';

/** The popular scoped package that `name` spells without its scope (`types-node`) or as a scope (`@types-node/x`), or whose scope its own scope nearly is. */
export function scopeImitation(name: string, popular: PopularNames): NameSignal | undefined {
  const scope = scopeOf(name);
  return scope === undefined ? flattened(name, popular) : likeScope(name, scope, popular);
}

function flattened(name: string, popular: PopularNames): NameSignal | undefined {
  const target = popular.scopedByPlain.get(plainOf(name));
  const scope = target && scopeOf(target.name);
  if (!target || scope === undefined || name !== flat(target.name) || hasMovedIntoScope(scope, popular)) return undefined;
  return { target: target.name, kind: 'scope', words: `${target.name} without its scope` };
}

function flat(name: string): string {
  return name.replace('@', '').replace('/', '-');
}

/** Projects that moved into a scope have old names outside (`babel-core`, now `@babel/core`): where popular ones say so, the others are no imitation. */
function hasMovedIntoScope(scope: string, { byName }: PopularNames): boolean {
  let moved = 0;
  for (const name of byName.keys()) if (name.startsWith(`${scope}/`) && byName.has(flat(name))) moved++;
  return moved > 1;
}

function likeScope(name: string, scope: string, popular: PopularNames): NameSignal | undefined {
  const plain = plainOf(scope);
  if (popular.byScope.get(plain)?.name.startsWith(`${scope}/`)) return undefined;
  const flatMember = popular.scopedByPlain.get(plain);
  if (flatMember) return signal(flatMember, `in a scope named like ${flatMember.name}`);
  for (const [other, member] of popular.byScope) {
    const likeness = likenessOf(other, plain);
    if (likeness !== undefined) return inScope(name, member, likeness, popular);
  }
  return undefined;
}

function likenessOf(scope: string, other: string): string | undefined {
  if (scope === other || isDerived(scope, other)) return 'in a scope named like';
  return isSlip(scope, other) ? 'in a scope one letter away from' : undefined;
}

/** A signal that names the package of the popular scope with the same name, else the most popular one. */
function inScope(name: string, member: PopularName, likeness: string, { byName }: PopularNames): NameSignal {
  const scope = scopeOf(member.name) as string;
  return signal(byName.get(scope + name.slice(name.indexOf('/'))) ?? member, `${likeness} ${scope}`);
}

/** A long scope with a few letters more (`@typescript_eslinter`). */
function isDerived(scope: string, other: string): boolean {
  return scope.length >= 10 && other.startsWith(scope) && other.length <= scope.length + 3;
}

/** A letter too many or too few or two swapped, but for the first: another first letter, or one for another, makes another word (`@remotion`, `@emotion`). */
function isSlip(scope: string, other: string): boolean {
  const edit = other.length >= SHORTEST ? editBetween(scope, other) : undefined;
  return edit !== undefined && edit.kind !== 'replaced' && edit.at > 0 && edit.at < scope.length;
}

/** Letters and digits. */
const SHORTEST = 7;

function signal({ name }: PopularName, words: string): NameSignal {
  return { target: name, kind: 'scope', words };
}
