/** Remembers values by key, as long as they are in use. */
export interface Memo<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  /** To be called between two rounds of use: what was used neither in this generation nor in the one before may be forgotten. */
  forgetUnused(): void;
}

/** @param generation after how many new values what was not used meanwhile is old; after twice as many it is gone. However many are used in one round, they stay. */
export function createMemo<T>(generation = 500): Memo<T> {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  let added = 0;
  return {
    get: key => {
      const value = young.get(key);
      if (value !== undefined) return value;
      const aged = old.get(key);
      if (aged !== undefined) young.set(key, aged);
      return aged;
    },
    set: (key, value) => {
      if (!young.has(key)) added++;
      young.set(key, value);
    },
    forgetUnused: () => {
      if (added < generation) return;
      [old, young, added] = [young, new Map(), 0];
    },
  };
}
