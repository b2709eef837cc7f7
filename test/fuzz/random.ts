/** A source of chance that gives the same for the same seed. */
export interface Random {
  /** From 0 to below `limit`. */
  int(limit: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
}

/** @param words what the chance is for; each its own */
export function createRandom(...words: readonly (string | number)[]): Random {
  let state = hashOf(words.join(' '));
  /** mulberry32, from 0 to below 1 */
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  const int = (limit: number): number => Math.floor(next() * limit);
  return { int, chance: probability => next() < probability, pick: <T>(items: readonly T[]) => items[int(items.length)] as T };
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
