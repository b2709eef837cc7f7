/** A list cut into pieces of a size, the last one smaller. */
export function portionsOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const portions: (readonly T[])[] = [];
  for (let at = 0; at < items.length; at += size) portions.push(items.slice(at, at + size));
  return portions;
}

/** Does something for each item, so many at once, in their order. The results are in the order of the items. */
export async function mapBounded<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const left = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
