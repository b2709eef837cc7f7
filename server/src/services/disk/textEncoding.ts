/** How the text of a file stands in its bytes. A byte order mark is part of the text. */
export interface TextEncoding {
  /** What is no text in the encoding is replaced by U+FFFD. */
  decode(bytes: Buffer): string;
  /** Undefined where the encoding has no bytes for a character. */
  encode(text: string): Buffer | undefined;
}

/**
 * The encoding of a file as pip finds it (https://pip.pypa.io/en/stable/reference/requirements-file-format/#encoding): by its byte order mark (UTF-8, UTF-16, UTF-32), else by
 * a comment like `# -*- coding: latin-1 -*-` in the first two lines (PEP 263), else UTF-8. An encoding that is not known counts as UTF-8.
 */
export function encodingOf(bytes: Buffer): TextEncoding {
  const [, marked] = MARKED.find(([mark]) => mark.every((byte, at) => bytes[at] === byte)) ?? [];
  return marked ?? namedEncoding(cookieOf(bytes)) ?? UTF_8;
}

/** Whether bytes can be no text in their encoding: those with a NUL among them that is not half of a character. */
export function isBinary(bytes: Buffer, encoding: TextEncoding): boolean {
  return !WIDE.has(encoding) && bytes.includes(0);
}

const UTF_8 = unicode('utf-8', text => Buffer.from(text, 'utf8'));
const UTF_16_LE = unicode('utf-16le', text => Buffer.from(text, 'utf16le'));
const UTF_16_BE = unicode('utf-16be', text => Buffer.from(text, 'utf16le').swap16());
const UTF_32_LE = utf32(
  (bytes, at) => bytes.readUInt32LE(at),
  (bytes, code, at) => bytes.writeUInt32LE(code, at),
);
const UTF_32_BE = utf32(
  (bytes, at) => bytes.readUInt32BE(at),
  (bytes, code, at) => bytes.writeUInt32BE(code, at),
);
const WIDE: ReadonlySet<TextEncoding> = new Set([UTF_16_LE, UTF_16_BE, UTF_32_LE, UTF_32_BE]);

/** The mark of UTF-32 begins with that of UTF-16: it comes first. */
const MARKED: readonly (readonly [mark: readonly number[], encoding: TextEncoding])[] = [
  [[0xff, 0xfe, 0, 0], UTF_32_LE],
  [[0, 0, 0xfe, 0xff], UTF_32_BE],
  [[0xff, 0xfe], UTF_16_LE],
  [[0xfe, 0xff], UTF_16_BE],
  [[0xef, 0xbb, 0xbf], UTF_8],
];

function unicode(label: string, encode: (text: string) => Buffer): TextEncoding {
  const decoder = new TextDecoder(label, { ignoreBOM: true });
  return { decode: bytes => decoder.decode(bytes), encode };
}

function utf32(readAt: (bytes: Buffer, at: number) => number, writeAt: (bytes: Buffer, code: number, at: number) => number): TextEncoding {
  return {
    decode: bytes => {
      const whole = Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => characterOf(readAt(bytes, index * 4)));
      return whole.join('') + (bytes.length % 4 === 0 ? '' : REPLACEMENT);
    },
    encode: text => {
      const codes = [...text].map(character => character.codePointAt(0) ?? 0);
      const bytes = Buffer.alloc(codes.length * 4);
      for (const [index, code] of codes.entries()) writeAt(bytes, code, index * 4);
      return bytes;
    },
  };
}

const REPLACEMENT = '\ufffd';

function characterOf(code: number): string {
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code > 0x10ffff || isSurrogate ? REPLACEMENT : String.fromCodePoint(code);
}

/** PEP 263, in a line that is nothing but a comment. */
const COOKIE = /^#.*?coding[:=][ \t]*([-\w.]+)/;

function cookieOf(bytes: Buffer): string | undefined {
  const lines = bytes.subarray(0, LONGEST_COOKIE).toString('latin1').split('\n', 2);
  return lines.map(line => COOKIE.exec(line)?.[1]).find(name => name !== undefined);
}

/** Bytes of the first two lines that are looked at. */
const LONGEST_COOKIE = 1000;

/** Names that Python has and the Encoding Standard has not, or for something else (https://docs.python.org/3/library/codecs.html#standard-encodings). */
const LATIN_1: ReadonlySet<string> = new Set(['latin-1', 'latin1', 'iso-8859-1', 'iso8859-1', 'l1', 'cp819', '8859']);

function namedEncoding(name: string | undefined): TextEncoding | undefined {
  if (name === undefined) return undefined;
  const normal = name.toLowerCase().replaceAll('_', '-');
  if (LATIN_1.has(normal)) return singleBytes(byte => String.fromCharCode(byte));
  const decoder = decoderOf(normal.replace(/^cp(?=125\d$)/, 'windows-'));
  if (decoder === undefined || decoder.encoding.startsWith('utf-')) return undefined;
  const isSingle = [...Array(256).keys()].every(byte => decoder.decode(Buffer.from([byte, LETTER]), STREAM).length === 2);
  if (isSingle) return singleBytes(byte => decoder.decode(Buffer.from([byte]), STREAM));
  return { decode: bytes => decoder.decode(bytes), encode: () => undefined };
}

/** Without it some versions of Node.js take Windows-1252 for Latin-1. */
const STREAM = { stream: true };

/** An `A`, which is one byte in every encoding that is not of UTF-16 or UTF-32; behind the first byte of a pair it is the second one. */
const LETTER = 0x41;

function decoderOf(label: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(label, { ignoreBOM: true });
  } catch {
    return undefined;
  }
}

function singleBytes(characterAt: (byte: number) => string): TextEncoding {
  const characters = Array.from({ length: 256 }, (_, byte) => characterAt(byte));
  const byteOf = new Map(characters.map((character, byte) => [character, byte]));
  byteOf.delete(REPLACEMENT);
  return {
    decode: bytes => Array.from(bytes, byte => characters[byte]).join(''),
    encode: text => {
      const bytes = Array.from(text, character => byteOf.get(character));
      return bytes.every(byte => byte !== undefined) ? Buffer.from(bytes) : undefined;
    },
  };
}
