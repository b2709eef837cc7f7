import type { Cache } from '../../ports/index.js';

/** A cache that is gone with whoever holds it. */
export function createMemoryCache(): Cache {
  const entries = new Map<string, unknown>();
  return {
    read: async key => entries.get(key),
    write: async (key, value) => {
      entries.set(key, value);
    },
  };
}
