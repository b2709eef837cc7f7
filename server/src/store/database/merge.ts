import type { Ecosystem } from '../../model.js';
import { type Block, type BlockHeads, decodeBlock, encodeBlock, headsOf } from './block.js';
import type { Rest } from './format.js';
import type { Filed, Gathered } from './gather.js';
import type { GenerationFile } from './generationFile.js';
import { joined } from './packages.js';
import type { Part, Parts } from './parts.js';
import type { Generation } from './reader.js';

/** How many records an index holds under names, by ecosystem. */
export type Counts = Partial<Record<Ecosystem, number>>;

export interface Merging {
  /** The new records. */
  readonly parts: Parts;
  readonly base: Generation | undefined;
  /** Whether a record of `base` is to be left out. */
  readonly isGone: IsGone;
  readonly file: GenerationFile;
}

export type IsGone = (record: Pick<Filed, 'ecosystem' | 'id'>) => boolean;

/** Writes the blocks of the new records, joined with what stays of `base`, and resolves with how many records that were. */
export async function writeBlocks({ parts, base, isGone, file }: Merging, signal: AbortSignal): Promise<Counts> {
  const counts: Counts = {};
  for await (const { hash, fresh, old } of byHash(parts.sorted(), base?.blocks() ?? [])) {
    signal.throwIfAborted();
    for (const { bytes, ecosystem, heads } of mergedBlocks(fresh.map(readHeads), old.map(readHeads), isGone)) {
      counts[ecosystem] = (counts[ecosystem] ?? 0) + heads.filter(head => !head.isRepeated).length;
      await file.add(hash, bytes);
    }
  }
  return counts;
}

interface KnownBlock extends BlockHeads {
  readonly bytes: Uint8Array;
}

function readHeads(bytes: Uint8Array): KnownBlock {
  return { bytes, ...headsOf(bytes) };
}

/** The blocks of one hash. What is alone or unchanged is taken as it is. */
function mergedBlocks(fresh: readonly KnownBlock[], old: readonly KnownBlock[], isGone: IsGone): readonly KnownBlock[] {
  const isChanged = old.some(({ ecosystem, heads }) => heads.some(({ id }) => isGone({ ecosystem, id })));
  if (!isChanged && (fresh.length === 0 || (fresh.length === 1 && old.length === 0))) return [...fresh, ...old];
  const kept = old.map(({ bytes }) => withoutGone(decodeBlock(bytes), isGone));
  const blocks = joined([...kept, ...fresh.map(({ bytes }) => decodeBlock(bytes))]);
  return blocks.map(block => readHeads(encodeBlock(block)));
}

function withoutGone(block: Block, isGone: IsGone): Block {
  const { ecosystem } = block.id;
  return { ...block, entries: block.entries.filter(({ advisory }) => !isGone({ ecosystem, id: advisory.id })) };
}

/** What the new index says of records under no name. */
export function restOf(gathered: Gathered, base: Generation | undefined, isGone: IsGone): Rest {
  const before = base?.rest();
  const elsewhere = (ecosystem: Ecosystem): Rest['elsewhere'][Ecosystem] => [
    ...(before?.elsewhere[ecosystem] ?? []).filter(([id]) => !isGone({ ecosystem, id })),
    ...gathered.elsewhere.filter(record => record.ecosystem === ecosystem).map(({ id, modified }) => [id, modified] as const),
  ];
  const unreadable = (ecosystem: Ecosystem): readonly string[] => {
    const still = (before?.unreadable[ecosystem] ?? []).filter(id => !isGone({ ecosystem, id }));
    const now = gathered.unreadable.filter(record => record.ecosystem === ecosystem).map(record => record.id);
    return [...new Set([...still, ...now])];
  };
  return {
    elsewhere: { npm: elsewhere('npm'), PyPI: elsewhere('PyPI') },
    unreadable: { npm: unreadable('npm'), PyPI: unreadable('PyPI') },
  };
}

interface Same {
  readonly hash: number;
  readonly fresh: readonly Uint8Array[];
  readonly old: readonly Uint8Array[];
}

/** Parts and blocks of one hash together, hashes ascending as they are in both. */
async function* byHash(parts: AsyncGenerator<Part>, blocks: Iterable<Part>): AsyncGenerator<Same> {
  const iterator = blocks[Symbol.iterator]();
  const nextOld = (): Part | undefined => iterator.next().value as Part | undefined;
  const nextFresh = async (): Promise<Part | undefined> => (await parts.next()).value as Part | undefined;
  let part = await nextFresh();
  let block = nextOld();
  while (part !== undefined || block !== undefined) {
    const hash = Math.min(part?.hash ?? Number.POSITIVE_INFINITY, block?.hash ?? Number.POSITIVE_INFINITY);
    const fresh: Uint8Array[] = [];
    for (; part?.hash === hash; part = await nextFresh()) fresh.push(part.bytes);
    const old: Uint8Array[] = [];
    for (; block?.hash === hash; block = nextOld()) old.push(block.bytes);
    yield { hash, fresh, old };
  }
}
