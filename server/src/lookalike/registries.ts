import { normalizeName } from '../ecosystems/python/names.js';
import type { Ecosystem, PackageId } from '../model/index.js';
import type { PopularNames } from './lists.js';
import type { NameSignal } from './signal.js';
import { scopeOf, wordsOf } from './spelling.js';

/** A name that is popular in the other ecosystem, and so distinctive that it is hardly the same by chance: very popular, or of a family that only the other has. */
export function wrongRegistry({ ecosystem, name }: PackageId, popularIn: (ecosystem: Ecosystem) => PopularNames): NameSignal | undefined {
  const other: Ecosystem = ecosystem === 'npm' ? 'PyPI' : 'npm';
  const target = scopeOf(name) === undefined ? popularIn(other).byName.get(normalized(name, other)) : undefined;
  if (!target) return undefined;
  const [family = '', ...more] = wordsOf(target.name);
  if (target.plain.length < (more.length > 0 ? SHORTEST : SHORTEST_WORD)) return undefined;
  const isForeignFamily = more.length > 0 && popularIn(other).isFamily(family) && !popularIn(ecosystem).isFamily(family);
  if (target.tier > 0 && !isForeignFamily) return undefined;
  return {
    target: target.name,
    kind: 'wrong-registry',
    words: `the name of ${other === 'npm' ? 'an npm' : 'a PyPI'} package`,
    ecosystem: other,
  };
}

/** Letters and digits of several words, and of a single one, which anybody may think of. */
const SHORTEST = 8;
const SHORTEST_WORD = 10;

/** PEP 503 where the name is PyPI's. */
function normalized(name: string, ecosystem: Ecosystem): string {
  return ecosystem === 'PyPI' ? normalizeName(name) : name;
}
