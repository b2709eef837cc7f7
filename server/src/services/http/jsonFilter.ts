import type { Keep } from '../../ports/jsonParts.js';
import { createByteBuffer } from './byteBuffer.js';

// Reads a large JSON document as it streams in and keeps only the wanted parts of it: of a packument of 20 MB a few kilobytes.
// Neither the whole text nor the whole value ever stands in memory, and no single step takes longer than one chunk.

export interface JsonFilter {
  /** Takes the next bytes (UTF-8). Throws a `SyntaxError` where they cannot be JSON. */
  write(chunk: Uint8Array): void;
  /** The kept parts as JSON text. Throws a `SyntaxError` where the document has not ended. */
  end(): string;
  /** Bytes kept so far. */
  size(): number;
}

/** Makes a filter for one document. What is left out is only checked for balanced quotes and brackets. */
export function createJsonFilter(keep: Keep): JsonFilter {
  const out = createByteBuffer();
  /** The name of the member that is being read: `keyBytes` from `keyStart` to before `keyEnd`; where pieces cut it, they are joined in `cutKey`. */
  const cutKey = createByteBuffer();
  let keyBytes: Uint8Array = NULL;
  let keyStart = 0;
  let keyEnd = 0;
  let plainKey = true;
  /** The innermost object or array that is looked into. */
  let frame: Frame | undefined;
  let state: State = VALUE;
  let rule: Rule | undefined = ruleOf(keep);
  let copying = false;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let mark = 0;

  function write(chunk: Uint8Array): void {
    mark = 0;
    let at = 0;
    while (at < chunk.length) at = step(chunk, at);
    if (copying) out.add(chunk, mark, chunk.length);
    if (state === KEY) cutKey.add(chunk, mark, chunk.length);
  }

  /** Reads on from `at` until the state changes or the chunk ends. */
  function step(chunk: Uint8Array, at: number): number {
    if (state === STRING || state === CONTAINER) return skipValue(chunk, at);
    if (state === SCALAR) return skipScalar(chunk, at);
    if (state === KEY) return readKey(chunk, at);
    const byte = chunk[at] as number;
    if (isSpace(byte)) return at + 1;
    if (state === VALUE) return startValue(chunk, at);
    if (state === COLON && byte === COLON_SIGN) {
      state = VALUE;
      return at + 1;
    }
    if (state === MEMBER) return nextMember(chunk, at);
    throw malformed();
  }

  function startValue(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] as number;
    if (frame?.isArray) {
      if (byte === CLOSE_BRACKET) return nextMember(chunk, at);
      rule = frame.rule.every;
    }
    if (rule !== undefined && rule !== true && (byte === OPEN_BRACE || (byte === OPEN_BRACKET && rule !== NAMES))) {
      announce();
      frame = { rule, isArray: byte === OPEN_BRACKET, filled: false, outer: frame };
      out.push(rule === NAMES ? QUOTE : byte);
      state = byte === OPEN_BRACKET ? VALUE : MEMBER;
      return at + 1;
    }
    if (rule !== undefined) {
      announce();
      copying = rule !== NAMES;
      if (!copying) out.add(NULL, 0, NULL.length);
    }
    mark = at;
    depth = 0;
    if (byte === QUOTE || byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      state = byte === QUOTE ? STRING : CONTAINER;
      return skipValue(chunk, at);
    }
    if (!isScalarByte(byte)) throw malformed();
    state = SCALAR;
    return skipScalar(chunk, at);
  }

  /** Writes what comes before a kept value: the comma and the key. */
  function announce(): void {
    if (frame === undefined) return;
    if (frame.filled) out.push(COMMA);
    frame.filled = true;
    if (frame.isArray) return;
    out.push(QUOTE);
    out.add(keyBytes, keyStart, keyEnd);
    out.push(QUOTE);
    out.push(COLON_SIGN);
  }

  /** The loop that nearly all bytes go through: hence the local copies. */
  function skipValue(chunk: Uint8Array, start: number): number {
    const { length } = chunk;
    let at = start;
    let level = depth;
    let within = inString;
    let ended = false;
    if (escaped) {
      escaped = false;
      at++;
    }
    while (at < length && !ended) {
      let byte = chunk[at++] as number;
      if (within) {
        while (byte !== QUOTE && byte !== BACKSLASH && at < length) byte = chunk[at++] as number;
        if (byte === QUOTE) {
          within = false;
          ended = level === 0;
        } else if (byte === BACKSLASH) {
          escaped = at === length;
          at++;
        }
      } else if (byte === QUOTE) within = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) level++;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) ended = --level === 0;
    }
    depth = level;
    inString = within;
    return ended ? endValue(chunk, at) : length;
  }

  function skipScalar(chunk: Uint8Array, start: number): number {
    let at = start;
    while (at < chunk.length && isScalarByte(chunk[at] as number)) at++;
    return at < chunk.length ? endValue(chunk, at) : at;
  }

  function endValue(chunk: Uint8Array, at: number): number {
    if (copying) out.add(chunk, mark, at);
    copying = false;
    state = frame === undefined ? DONE : MEMBER;
    return at;
  }

  function nextMember(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] as number;
    const { rule: inside, isArray, outer } = frame as Frame;
    if (byte === QUOTE && !isArray) {
      state = KEY;
      cutKey.clear();
      plainKey = true;
      mark = at + 1;
      return readKey(chunk, at + 1);
    }
    if (byte === (isArray ? CLOSE_BRACKET : CLOSE_BRACE)) {
      out.push(inside === NAMES ? QUOTE : byte);
      frame = outer;
      state = outer === undefined ? DONE : MEMBER;
    } else if (byte === COMMA) {
      state = isArray ? VALUE : MEMBER;
    } else throw malformed();
    return at + 1;
  }

  function readKey(chunk: Uint8Array, start: number): number {
    let at = start;
    while (at < chunk.length) {
      const byte = chunk[at++];
      if (escaped) escaped = false;
      else if (byte === BACKSLASH) {
        escaped = true;
        plainKey = false;
      } else if (byte === QUOTE) return endKey(chunk, at);
    }
    return at;
  }

  /** @param end behind the quote */
  function endKey(chunk: Uint8Array, end: number): number {
    const isWhole = cutKey.size() === 0;
    if (!isWhole) cutKey.add(chunk, mark, end - 1);
    keyBytes = isWhole ? chunk : cutKey.store();
    keyStart = isWhole ? mark : 0;
    keyEnd = isWhole ? end - 1 : cutKey.size();
    const { rule: inside } = frame as Frame;
    rule = memberRule(inside, keyBytes, keyStart, keyEnd, plainKey);
    if (inside === NAMES) {
      out.add(LINE_FEED, 0, LINE_FEED.length);
      out.add(keyBytes, keyStart, keyEnd);
    }
    state = COLON;
    return end;
  }

  function end(): string {
    if (state === SCALAR && frame === undefined) state = DONE;
    if (state !== DONE) throw malformed();
    return out.text();
  }

  return { write, end, size: out.size };
}

interface Frame {
  readonly rule: Members;
  readonly isArray: boolean;
  filled: boolean;
  readonly outer: Frame | undefined;
}

/** What is expected next, or what is being read. */
type State = 'value' | 'member' | 'key' | 'colon' | 'string' | 'container' | 'scalar' | 'done';
const VALUE = 'value';
const MEMBER = 'member';
const KEY = 'key';
const COLON = 'colon';
const STRING = 'string';
const CONTAINER = 'container';
const SCALAR = 'scalar';
const DONE = 'done';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON_SIGN = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** What to keep, made ready for names that come as bytes. */
type Rule = true | Members;

/** Told by being this one. */
const NAMES: Members = { every: undefined, named: [] };
const NULL = Buffer.from('null');
/** As JSON writes it within a text. */
const LINE_FEED = Buffer.from('\\n');

interface Members {
  readonly every: Rule | undefined;
  readonly named: readonly { readonly name: string; readonly bytes: Uint8Array; readonly rule: Rule }[];
}

function ruleOf(keep: Keep): Rule {
  if (keep === true) return true;
  if (keep === 'names') return NAMES;
  const named = Object.entries(keep).map(([name, wanted]) => ({ name, bytes: Buffer.from(name), rule: ruleOf(wanted) }));
  return { every: named.find(({ name }) => name === '*')?.rule, named };
}

/** @param plain the key holds no escapes */
function memberRule({ every, named }: Members, key: Uint8Array, start: number, end: number, plain: boolean): Rule | undefined {
  if (every !== undefined) return every;
  if (!plain) return named.find(({ name }) => name === JSON.parse(`"${Buffer.from(key.subarray(start, end)).toString()}"`))?.rule;
  // a plain loop: this runs for every member of every document
  for (const one of named) if (isAt(key, start, end, one.bytes)) return one.rule;
  return undefined;
}

function isAt(text: Uint8Array, start: number, end: number, bytes: Uint8Array): boolean {
  if (end - start !== bytes.length) return false;
  let at = 0;
  while (at < bytes.length && bytes[at] === text[start + at]) at++;
  return at === bytes.length;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Digits, letters, sign and point: what numbers, `true`, `false` and `null` are made of. */
function isScalarByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x2d || byte === 0x2b || byte === 0x2e || byte === 0x45
  );
}

function malformed(): SyntaxError {
  return new SyntaxError('not valid JSON');
}
