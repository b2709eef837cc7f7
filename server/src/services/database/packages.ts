import type { Advisory, Affected, Ecosystem, PackageId } from '../../model/index.js';
import { type Block, type Entry, keyOf } from './block.js';

/** A record as blocks of one entry each: one a package of `ecosystem` that it affects, telling of that package only. */
export function blocksOf(advisory: Advisory, ecosystem: Ecosystem): readonly Block[] {
  const byName = new Map<string, Affected[]>();
  for (const affected of advisory.affected) {
    if (affected.ecosystem !== ecosystem) continue;
    const same = byName.get(affected.name);
    if (same) same.push(affected);
    else byName.set(affected.name, [affected]);
  }
  return [...byName].map(([name, affected], index) => ({
    id: { ecosystem, name },
    entries: [{ advisory: { ...advisory, affected }, isRepeated: index > 0 }],
  }));
}

/** Puts together the blocks of packages that have one hash: one block a package, its records in the order of their ids, the later one where two have one id. */
export function joined(blocks: readonly Block[]): readonly Block[] {
  const packages = new Map<string, { readonly id: PackageId; readonly entries: Map<string, Entry> }>();
  for (const { id, entries } of blocks) {
    const home = packages.get(keyOf(id)) ?? { id, entries: new Map<string, Entry>() };
    packages.set(keyOf(id), home);
    for (const entry of entries) home.entries.set(entry.advisory.id, entry);
  }
  return [...packages.values()]
    .filter(({ entries }) => entries.size > 0)
    .map(({ id, entries }) => ({ id, entries: [...entries.values()].sort(byId) }));
}

function byId(a: Entry, b: Entry): number {
  return a.advisory.id < b.advisory.id ? -1 : Number(a.advisory.id > b.advisory.id);
}
