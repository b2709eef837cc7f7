import { ECOSYSTEM_IDS, ECOSYSTEMS } from '../ecosystems/index.js';
import type { Ecosystem, PackageId } from '../model/index.js';
import type { PopularNames } from './lists.js';
import type { NameSignal } from './signal.js';
import { scopeOf, wordsOf } from './spelling.js';

/** A name that is popular in another ecosystem, and so distinctive that it is hardly the same by chance: very popular, or of a family that only the other has. */
export function wrongRegistry(id: PackageId, popularIn: (ecosystem: Ecosystem) => PopularNames): NameSignal | undefined {
  if (scopeOf(id.name) !== undefined) return undefined;
  for (const other of ECOSYSTEM_IDS) {
    const signal = other === id.ecosystem ? undefined : popularElsewhere(id, other, popularIn);
    if (signal) return signal;
  }
  return undefined;
}

function popularElsewhere(
  { ecosystem, name }: PackageId,
  other: Ecosystem,
  popularIn: (ecosystem: Ecosystem) => PopularNames,
): NameSignal | undefined {
  const target = popularIn(other).byName.get(ECOSYSTEMS[other].normalizeName(name));
  if (!target) return undefined;
  const [family = '', ...more] = wordsOf(target.name);
  if (target.plain.length < (more.length > 0 ? SHORTEST : SHORTEST_WORD)) return undefined;
  const isForeignFamily = more.length > 0 && popularIn(other).isFamily(family) && !popularIn(ecosystem).isFamily(family);
  if (target.tier > 0 && !isForeignFamily) return undefined;
  const words = `the name of ${ECOSYSTEMS[other].words.aPackage}`;
  return { target: target.name, kind: 'wrong-registry', words, ecosystem: other };
}

/** Letters and digits of several words, and of a single one, which anybody may think of. */
const SHORTEST = 8;
const SHORTEST_WORD = 10;
