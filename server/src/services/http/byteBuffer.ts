/** Bytes that are appended to. */
export interface ByteBuffer {
  push(byte: number): void;
  /** Appends `bytes` from `start` to before `end`. */
  add(bytes: Uint8Array, start: number, end: number): void;
  size(): number;
  /** Whether it holds exactly these bytes. */
  equals(bytes: Uint8Array): boolean;
  /** Appends what another buffer holds. */
  append(other: ByteBuffer): void;
  /** The store: `size` bytes, and behind them anything. Another one when more were added. */
  store(): Uint8Array;
  /** The bytes read as UTF-8. */
  text(): string;
  clear(): void;
}

/** Makes an empty buffer that grows by doubling. */
export function createByteBuffer(): ByteBuffer {
  let store = Buffer.allocUnsafe(1024);
  let length = 0;

  function grow(extra: number): void {
    if (length + extra <= store.length) return;
    const larger = Buffer.allocUnsafe(Math.max(store.length * 2, length + extra));
    larger.set(store.subarray(0, length));
    store = larger;
  }

  function push(byte: number): void {
    grow(1);
    store[length++] = byte;
  }

  function add(bytes: Uint8Array, start: number, end: number): void {
    grow(end - start);
    if (end - start > SHORT) {
      store.set(bytes.subarray(start, end), length);
      length += end - start;
    } else {
      const target = store;
      const before = length - start;
      for (let at = start; at < end; at++) target[before + at] = bytes[at] as number;
      length += end - start;
    }
  }

  function equals(bytes: Uint8Array): boolean {
    if (bytes.length !== length) return false;
    let at = 0;
    while (at < length && bytes[at] === store[at]) at++;
    return at === length;
  }

  return {
    push,
    add,
    append: other => add(other.store(), 0, other.size()),
    size: () => length,
    equals,
    store: () => store,
    text: () => store.toString('utf8', 0, length),
    clear: () => {
      length = 0;
    },
  };
}

/** Up to so many bytes a loop is faster than the platform's copy. */
const SHORT = 128;
