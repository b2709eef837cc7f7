import zlib from 'node:zlib';

/** A file to be packed, and lies to be told of it. */
export interface PackedFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** What the archive says instead of the true size, or checksum. */
  readonly declaredSize?: number;
  readonly declaredCrc?: number;
  /** Not compressed. */
  readonly stored?: boolean;
}

/** A zip archive (PKWARE APPNOTE 6.3) of some files, as honest or dishonest as asked for. */
export function zipOf(files: readonly PackedFile[]): Buffer {
  return Buffer.concat([...zipPieces(files)]);
}

/** The same piece by piece, for archives that are not to be held in memory. */
export function* zipPieces(files: Iterable<PackedFile>): Generator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const name = Buffer.from(file.name);
    const content = Buffer.from(file.content);
    const data = file.stored ? content : zlib.deflateRawSync(content, { level: content.length > 100_000 ? 9 : 6 });
    const common = commonHeader(file, name, content, data);
    yield* [numbers([0x04034b50, 4]), common, name, data];
    directory.push(Buffer.concat([numbers([0x02014b50, 4], [20, 2]), common, numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]), name]));
    offset += 4 + common.length + name.length + data.length;
  }
  yield* directory;
  yield endOf(
    directory.length,
    directory.reduce((sum, piece) => sum + piece.length, 0),
    offset,
  );
}

/** The end of central directory record; with the one of the 64-bit format before it where there are too many files for it. */
function endOf(count: number, size: number, offset: number): Buffer {
  if (count < 0xffff) return numbers([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [offset, 4], [0, 2]);
  return numbers(
    ...([
      [0x06064b50, 4],
      [44, 8],
      [45, 2],
      [45, 2],
      [0, 4],
      [0, 4],
      [count, 8],
      [count, 8],
      [size, 8],
      [offset, 8],
    ] as const),
    ...([
      [0x07064b50, 4],
      [0, 4],
      [offset + size, 8],
      [1, 4],
    ] as const),
    ...([
      [0x06054b50, 4],
      [0, 2],
      [0, 2],
      [0xffff, 2],
      [0xffff, 2],
      [size, 4],
      [offset, 4],
      [0, 2],
    ] as const),
  );
}

/** What local header and directory have in common, from "version needed" to "extra field length". */
function commonHeader(file: PackedFile, name: Buffer, content: Buffer, data: Buffer): Buffer {
  const crc = file.declaredCrc ?? zlib.crc32(content);
  const size = file.declaredSize ?? content.length;
  return numbers([20, 2], [0, 2], [file.stored ? 0 : 8, 2], [0, 4], [crc, 4], [data.length, 4], [size, 4], [name.length, 2], [0, 2]);
}

/** Little-endian numbers, each with how many bytes it takes. */
function numbers(...values: readonly (readonly [value: number, bytes: 2 | 4 | 8])[]): Buffer {
  return Buffer.concat(
    values.map(([value, bytes]) => {
      const buffer = Buffer.alloc(bytes);
      if (bytes === 2) buffer.writeUInt16LE(value);
      else if (bytes === 4) buffer.writeUInt32LE(value);
      else buffer.writeBigUInt64LE(BigInt(value));
      return buffer;
    }),
  );
}
