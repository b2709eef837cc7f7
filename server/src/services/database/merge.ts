import { ECOSYSTEM_IDS } from '../../ecosystems/identities.js';
import type { Ecosystem } from '../../model/index.js';
import { type Block, decodeBlock, encodeBlock, headsOf, idFilter } from './block.js';
import type { Rest } from './format.js';
import type { Filed, Gathered } from './gather.js';
import type { GenerationFile } from './generationFile.js';
import { joined } from './packages.js';
import type { Part, Parts } from './parts.js';
import { blockAt, firstOf, type Generation, type Stretch } from './reader.js';

/** How many records an index holds under names, by ecosystem; one that has none is missing. */
export type Counts = Partial<Record<Ecosystem, number>>;

export interface Merging {
  /** The new records. */
  readonly parts: Parts;
  readonly base: Generation | undefined;
  readonly gone: Gone;
  readonly file: GenerationFile;
}

/** The records of `base` that are to be left out. */
export interface Gone {
  /** Their ids, in whichever ecosystem. */
  readonly ids: ReadonlySet<string>;
  has(record: Pick<Filed, 'ecosystem' | 'id'>): boolean;
}

/**
 * Writes the blocks of the new records, joined with what stays of `base`, and resolves with how many records that were. The blocks of `base` that nothing
 * of it concerns, which is nearly all of them, are copied as they stand, without being parsed.
 */
export async function writeBlocks({ parts, base, gone, file }: Merging, signal: AbortSignal): Promise<Counts> {
  const counts: Counts = { ...base?.info.records };
  const fresh = await byHash(parts.sorted());
  const filter = idFilter(gone.ids);

  async function writeMerged(hash: number, old: readonly Uint8Array[]): Promise<void> {
    const blocks = mergedBlocks(await fresh.take(hash), old, gone);
    count(old, -1, counts);
    count(blocks, 1, counts);
    for (const block of blocks) await file.add(hash, block);
  }

  async function writeStretch(stretch: Stretch): Promise<void> {
    const { hashes } = stretch;
    const suspects = [...hashes].filter((_, index) => filter.mayBeIn(blockAt(stretch, index)));
    const last = hashes.at(-1) ?? 0;
    let at = 0;
    let done = 0;
    const next = (): number => Math.min(fresh.next(), suspects[at] ?? NONE);
    for (let hash = next(); hash <= last; hash = next()) {
      const first = firstOf(hashes, hash);
      await file.copy(stretch, done, first);
      done = firstOf(hashes, hash + 1);
      await writeMerged(hash, blocksIn(stretch, first, done));
      while (suspects[at] === hash) at++;
    }
    await file.copy(stretch, done, hashes.length);
  }

  for (const stretch of base?.stretches() ?? []) {
    signal.throwIfAborted();
    await writeStretch(stretch);
  }
  for (let hash = fresh.next(); hash < NONE; hash = fresh.next()) {
    signal.throwIfAborted();
    await writeMerged(hash, []);
  }
  return withoutZeros(counts);
}

/** Beyond all hashes. */
const NONE = Number.POSITIVE_INFINITY;

function blocksIn(stretch: Stretch, first: number, end: number): readonly Uint8Array[] {
  return Array.from({ length: end - first }, (_, index) => blockAt(stretch, first + index));
}

/** The blocks of one hash. What is alone or unchanged is taken as it is. */
function mergedBlocks(fresh: readonly Uint8Array[], old: readonly Uint8Array[], gone: Gone): readonly Uint8Array[] {
  const isChanged = old.some(bytes => holdsGone(bytes, gone));
  if (!isChanged && (fresh.length === 0 || (fresh.length === 1 && old.length === 0))) return [...fresh, ...old];
  const kept = old.map(bytes => withoutGone(decodeBlock(bytes), gone));
  return joined([...kept, ...fresh.map(decodeBlock)]).map(encodeBlock);
}

function holdsGone(bytes: Uint8Array, gone: Gone): boolean {
  const { ecosystem, heads } = headsOf(bytes);
  return heads.some(({ id }) => gone.has({ ecosystem, id }));
}

function withoutGone(block: Block, gone: Gone): Block {
  const { ecosystem } = block.id;
  return { ...block, entries: block.entries.filter(({ advisory }) => !gone.has({ ecosystem, id: advisory.id })) };
}

function count(blocks: readonly Uint8Array[], sign: 1 | -1, counts: Counts): void {
  for (const { ecosystem, heads } of blocks.map(headsOf))
    counts[ecosystem] = (counts[ecosystem] ?? 0) + sign * heads.filter(head => !head.isRepeated).length;
}

function withoutZeros(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

/** What the new index says of records under no name. */
export function restOf(gathered: Gathered, base: Generation | undefined, gone: Gone): Rest {
  const before = base?.rest();
  const elsewhere = (ecosystem: Ecosystem): NonNullable<Rest['elsewhere'][Ecosystem]> => [
    ...(before?.elsewhere[ecosystem] ?? []).filter(([id]) => !gone.has({ ecosystem, id })),
    ...gathered.elsewhere.filter(record => record.ecosystem === ecosystem).map(({ id, modified }) => [id, modified] as const),
  ];
  const unreadable = (ecosystem: Ecosystem): readonly string[] => {
    const still = (before?.unreadable[ecosystem] ?? []).filter(id => !gone.has({ ecosystem, id }));
    const now = gathered.unreadable.filter(record => record.ecosystem === ecosystem).map(record => record.id);
    return [...new Set([...still, ...now])];
  };
  return { elsewhere: byEcosystem(elsewhere), unreadable: byEcosystem(unreadable) };
}

function byEcosystem<T>(make: (ecosystem: Ecosystem) => T): Partial<Record<Ecosystem, T>> {
  return Object.fromEntries(ECOSYSTEM_IDS.map(ecosystem => [ecosystem, make(ecosystem)]));
}

/** New blocks, to be taken hash by hash in ascending order. */
interface Queue {
  /** The lowest hash of what is left; `NONE` where nothing is. */
  next(): number;
  /** The blocks of that hash; none where `hash` is another one. */
  take(hash: number): Promise<readonly Uint8Array[]>;
}

async function byHash(parts: AsyncGenerator<Part>): Promise<Queue> {
  const nextPart = async (): Promise<Part | undefined> => (await parts.next()).value as Part | undefined;
  let part = await nextPart();
  return {
    next: () => part?.hash ?? NONE,
    take: async hash => {
      const taken: Uint8Array[] = [];
      for (; part?.hash === hash; part = await nextPart()) taken.push(part.bytes);
      return taken;
    },
  };
}
