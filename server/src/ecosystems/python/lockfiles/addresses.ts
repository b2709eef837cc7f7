import type { Lockfile, SharedDoubt } from '../../../model/lockfile.js';
import { FILE_HOSTS } from '../names/archives.js';

/**
 * Adds what may be wrong with the indexes and files that a lockfile names: hosts that are neither PyPI's nor named by any configuration, and files with an
 * address and no hash. Whoever writes a lockfile decides where its files are fetched from, and no reviewer sees it ("lockfile injection").
 * @param configured hosts of the indexes that the project or the user names
 */
export function withDoubts(lockfile: Lockfile, configured: readonly string[]): Lockfile {
  const known = new Set([...FILE_HOSTS.pypi, ...configured.flatMap(host => [host, ...(FILE_HOSTS.of.get(host) ?? [])])]);
  const byHost = new Map<string, string[]>();
  const undigested: string[] = [];
  for (const [key, { hosts = [], lacksHash }] of lockfile.packages) {
    const strange = hosts.filter(host => !known.has(host));
    for (const host of strange) if (!byHost.get(host)?.push(key)) byHost.set(host, [key]);
    if (lacksHash && strange.length === 0) undigested.push(key);
  }
  const doubts: readonly SharedDoubt[] = [
    ...[...byHost].map(([host, keys]) => ({ host, keys })),
    ...(undigested.length > 0 ? [{ keys: undigested }] : []),
  ];
  return doubts.length === 0 ? lockfile : { ...lockfile, doubts };
}
