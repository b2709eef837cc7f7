import * as zlib from 'node:zlib';

/** CRC-32 as in gzip (RFC 1952, section 8). Node's own where there is one: it has come with 20.15, and editors still run on older ones. */
export const crc32: (bytes: Uint8Array) => number = typeof zlib.crc32 === 'function' ? bytes => zlib.crc32(bytes) : tableCrc32();

/** The same in JavaScript, some ten times slower. */
export function tableCrc32(): (bytes: Uint8Array) => number {
  const table = Uint32Array.from({ length: 256 }, (_, index) => remainderOf(index));
  return bytes => {
    let crc = 0xffffffff;
    for (let index = 0; index < bytes.length; index++) crc = (crc >>> 8) ^ (table[(crc ^ (bytes[index] as number)) & 255] as number);
    return ~crc >>> 0;
  };
}

function remainderOf(byte: number): number {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest >>> 0;
}
