/** A hash as CycloneDX writes it. */
export interface BomHash {
  readonly alg: string;
  /** Hexadecimal digits. */
  readonly content: string;
}

/**
 * Hashes as lockfiles write them (`sha512-` and base64, `sha256:` and hexadecimal digits), as CycloneDX does; what is none of them is left out.
 * @returns `sole`: of each algorithm the only one there is, which is that of the one file of the release; `several`: where there are more, they are of
 * different files
 */
export function bomHashes(integrity: Iterable<string>): { readonly sole: readonly BomHash[]; readonly several: readonly BomHash[] } {
  const byAlgorithm = new Map<string, Set<string>>();
  for (const text of integrity) {
    const hash = readHash(text);
    if (hash) byAlgorithm.set(hash.alg, (byAlgorithm.get(hash.alg) ?? new Set()).add(hash.content));
  }
  const all = [...byAlgorithm].map(([alg, contents]) => [...contents].map(content => ({ alg, content })));
  return { sole: all.filter(({ length }) => length === 1).flat(), several: all.filter(({ length }) => length > 1).flat() };
}

/** CycloneDX's names, and how many bytes there are. */
const ALGORITHMS: Readonly<Record<string, readonly [name: string, bytes: number]>> = {
  md5: ['MD5', 16],
  sha1: ['SHA-1', 20],
  sha256: ['SHA-256', 32],
  sha384: ['SHA-384', 48],
  sha512: ['SHA-512', 64],
};

function readHash(text: string): BomHash | undefined {
  const [, algorithm = '', separator, digest = ''] = /^(\w+)([-:])([\w+/]+)={0,2}$/.exec(text) ?? [];
  const known = Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm] : undefined;
  if (!known) return undefined;
  const [alg, bytes] = known;
  const content = separator === ':' ? digest.toLowerCase() : hexadecimal(digest);
  return /^[0-9a-f]+$/.test(content) && content.length === bytes * 2 ? { alg, content } : undefined;
}

/** `''` where it is no base64. */
function hexadecimal(base64: string): string {
  let digits = '';
  let rest = 0;
  let bits = 0;
  for (const character of base64) {
    const value = BASE64.indexOf(character);
    if (value < 0) return '';
    rest = ((rest << 6) | value) & 0xfff;
    bits += 6;
    for (; bits >= 4; bits -= 4) digits += ((rest >> (bits - 4)) & 0xf).toString(16);
  }
  return digits.slice(0, digits.length - (digits.length % 2));
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
