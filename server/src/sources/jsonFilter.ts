import { type ByteBuffer, createByteBuffer } from './byteBuffer.js';

// Reads a large JSON document as it streams in and keeps only the wanted parts of it: of a packument of 20 MB a few kilobytes.
// Neither the whole text nor the whole value ever stands in memory, and no single step takes longer than one chunk.

/**
 * Which parts of a document to keep. `true` keeps a value whole; an object names the members to look into (`*`: every member,
 * and every item of an array). Members not named are left out. A string or number where an object was expected is kept.
 * `names` makes of an object one text, the names of its members with a line feed before each, and of anything else null.
 */
export type Keep = true | 'names' | { readonly [member: string]: Keep };

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
  const key = createByteBuffer();
  const frames: Frame[] = [];
  let state: State = VALUE;
  let rule: Rule | undefined = ruleOf(keep);
  let copying = false;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let plainKey = true;
  let mark = 0;

  function write(chunk: Uint8Array): void {
    mark = 0;
    let at = 0;
    while (at < chunk.length) at = step(chunk, at);
    if (copying) out.add(chunk, mark, chunk.length);
    if (state === KEY) key.add(chunk, mark, chunk.length);
  }

  /** Reads on from `at` until the state changes or the chunk ends. */
  function step(chunk: Uint8Array, at: number): number {
    if (state === STRING || state === CONTAINER) return skipValue(chunk, at);
    if (state === SCALAR) return skipScalar(chunk, at);
    if (state === KEY) return readKey(chunk, at);
    const byte = chunk[at] as number;
    if (isSpace(byte)) return at + 1;
    if (state === VALUE) return startValue(byte, at);
    if (state === COLON && byte === COLON_SIGN) {
      state = VALUE;
      return at + 1;
    }
    if (state === MEMBER) return nextMember(byte, at);
    throw malformed();
  }

  function startValue(byte: number, at: number): number {
    const frame = frames.at(-1);
    if (frame?.isArray) {
      if (byte === CLOSE_BRACKET) return nextMember(byte, at);
      rule = frame.rule.every;
    }
    if (rule !== undefined && rule !== true && (byte === OPEN_BRACE || (byte === OPEN_BRACKET && rule !== NAMES))) {
      announce();
      frames.push({ rule, isArray: byte === OPEN_BRACKET, filled: false });
      out.push(rule === NAMES ? QUOTE : byte);
      state = byte === OPEN_BRACKET ? VALUE : MEMBER;
      return at + 1;
    }
    if (rule === NAMES) {
      announce();
      out.add(NULL, 0, NULL.length);
    }
    copying = rule !== undefined && rule !== NAMES;
    if (copying) announce();
    mark = at;
    depth = 0;
    if (byte === QUOTE) state = STRING;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) state = CONTAINER;
    else if (isScalarByte(byte)) state = SCALAR;
    else throw malformed();
    return at;
  }

  /** Writes what comes before a kept value: the comma and the key. */
  function announce(): void {
    const frame = frames.at(-1);
    if (frame === undefined) return;
    if (frame.filled) out.push(COMMA);
    frame.filled = true;
    if (frame.isArray) return;
    out.push(QUOTE);
    out.append(key);
    out.push(QUOTE);
    out.push(COLON_SIGN);
  }

  /** Between the quotes of the text that an object's names are put into. */
  function addName(): void {
    out.add(LINE_FEED, 0, LINE_FEED.length);
    out.append(key);
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
    state = frames.length === 0 ? DONE : MEMBER;
    return at;
  }

  function nextMember(byte: number, at: number): number {
    const frame = frames.at(-1) as Frame;
    if (byte === (frame.isArray ? CLOSE_BRACKET : CLOSE_BRACE)) {
      out.push(frame.rule === NAMES ? QUOTE : byte);
      frames.pop();
      state = frames.length === 0 ? DONE : MEMBER;
    } else if (byte === COMMA) {
      state = frame.isArray ? VALUE : MEMBER;
    } else if (byte === QUOTE && !frame.isArray) {
      state = KEY;
      key.clear();
      plainKey = true;
      mark = at + 1;
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
      } else if (byte === QUOTE) {
        key.add(chunk, mark, at - 1);
        const frame = frames.at(-1) as Frame;
        rule = memberRule(frame.rule, key, plainKey);
        if (frame.rule === NAMES) addName();
        state = COLON;
        return at;
      }
    }
    return at;
  }

  function end(): string {
    if (state === SCALAR && frames.length === 0) state = DONE;
    if (state !== DONE) throw malformed();
    return out.text();
  }

  return { write, end, size: out.size };
}

interface Frame {
  readonly rule: Members;
  readonly isArray: boolean;
  filled: boolean;
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
function memberRule({ every, named }: Members, key: ByteBuffer, plain: boolean): Rule | undefined {
  if (every !== undefined) return every;
  const decoded: unknown = plain ? undefined : JSON.parse(`"${key.text()}"`);
  // a plain loop: this runs for every member of every document
  for (const one of named) if (plain ? key.equals(one.bytes) : one.name === decoded) return one.rule;
  return undefined;
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
