// JSON documents made odd value by value: what is expected in one place stands in another, is of another kind, is missing, or is there twice.
import { mutatedText } from './mutateText.js';
import type { Random } from './random.js';

/** A JSON text made out of valid ones. Mostly still JSON; keys may be there twice and be any text, which an object of JavaScript could not hold. */
export function mutatedJson(seeds: readonly string[], words: readonly string[], random: Random): string {
  let tree = treeOf(JSON.parse(random.pick(seeds)));
  const changes = 1 + random.int(random.chance(0.2) ? 12 : 4);
  for (let change = 0; change < changes; change++) tree = changed(tree, words, random);
  const text = written(tree);
  return random.chance(0.12) ? mutatedText([text], words, random) : text;
}

type Tree = { readonly members: readonly (readonly [string, Tree])[] } | { readonly items: readonly Tree[] } | { readonly literal: string };

function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { items: value.map(treeOf) };
  if (typeof value === 'object' && value !== null) return { members: Object.entries(value).map(([key, member]) => [key, treeOf(member)]) };
  return { literal: JSON.stringify(value) };
}

function written(tree: Tree): string {
  if ('literal' in tree) return tree.literal;
  if ('items' in tree) return `[${tree.items.map(written).join(',')}]`;
  return `{${tree.members.map(([key, member]) => `${JSON.stringify(key)}:${written(member)}`).join(',')}}`;
}

/** One change, somewhere below or here. */
function changed(tree: Tree, words: readonly string[], random: Random): Tree {
  const isDeeper = random.chance(0.75);
  if ('members' in tree && tree.members.length > 0) {
    const at = random.int(tree.members.length);
    const [key, member] = tree.members[at] as readonly [string, Tree];
    if (isDeeper) return { members: tree.members.with(at, [key, changed(member, words, random)]) };
    return {
      members: withChange(tree.members, at, random, () => [
        random.chance(0.6) ? oddKey(words, random) : key,
        random.chance(0.5) ? member : odd(words, random),
      ]),
    };
  }
  if ('items' in tree && tree.items.length > 0) {
    const at = random.int(tree.items.length);
    if (isDeeper) return { items: tree.items.with(at, changed(tree.items[at] as Tree, words, random)) };
    return { items: withChange(tree.items, at, random, () => odd(words, random)) };
  }
  return odd(words, random, tree);
}

function withChange<T>(list: readonly T[], at: number, random: Random, fresh: () => T): readonly T[] {
  switch (random.int(5)) {
    case 0:
      return list.toSpliced(at, 1);
    case 1:
      return list.toSpliced(at, 0, list[random.int(list.length)] as T);
    case 2:
      return list.toSpliced(at, 0, ...Array.from({ length: random.int(20) }, () => list[at] as T));
    case 3:
      return list.toSpliced(at, 0, fresh());
    default:
      return list.with(at, fresh());
  }
}

function oddKey(words: readonly string[], random: Random): string {
  return random.chance(0.5) ? random.pick(words) : random.pick(TEXTS);
}

function odd(words: readonly string[], random: Random, tree?: Tree): Tree {
  switch (random.int(6)) {
    case 0:
      return { literal: random.pick(LITERALS) };
    case 1:
      return { items: tree === undefined ? [] : [tree] };
    case 2:
      return { members: tree === undefined ? [] : [[oddKey(words, random), tree]] };
    case 3:
      return nestedIn(1 + random.int(random.chance(0.05) ? 2000 : 5), random);
    case 4:
      return { literal: JSON.stringify(random.pick(words)) };
    default:
      return { literal: JSON.stringify(random.pick(TEXTS)) };
  }
}

function nestedIn(depth: number, random: Random): Tree {
  return { literal: random.chance(0.5) ? '['.repeat(depth) + ']'.repeat(depth) : `${'{"a":'.repeat(depth)}0${'}'.repeat(depth)}` };
}

const LITERALS = ['null', 'true', 'false', '0', '-1', '-0', '0.5', '1e308', '1e999', '-1e999', '9007199254740993', '99999999999999999999'];

const TEXTS = [
  '',
  ' ',
  '*',
  '0',
  '-',
  'null',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'then',
  'length',
  'a'.repeat(300),
  '9'.repeat(400),
  '1.'.repeat(200),
  '\ud800',
  '\udc00',
  '\u0000',
  '\u001b[31m',
  '\u202e',
  '😀',
  '\n',
  ' 1.0.0 ',
  '1.0.0\n',
  'https://x.example/)](command:x)',
  'javascript:alert(1)',
  '2026-13-45T99:99:99Z',
  '0000-00-00T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '2026-01-01',
  'npm:x@1',
  '../../x',
];
