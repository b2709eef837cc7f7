import { withDigests } from '../fixes/digests.js';
import type { OfferedFix } from '../fixes/fixAll.js';
import { touchesOnly } from '../fixes/readBack.js';
import type { Fix, SourceText } from '../model/index.js';
import type { Registries } from '../ports/index.js';

/**
 * A fix with all its edits: where the line carries hashes, the index is asked for those of the target. Undefined where it gives none.
 * @param manifest the file that the fix was made for
 * @returns a rejection only with the signal's reason
 */
export async function completedFix(
  { finding, fix }: OfferedFix,
  manifest: SourceText,
  registries: Registries,
  signal: AbortSignal,
): Promise<Fix | undefined> {
  if (!fix.needsDigests || fix.target === undefined) return fix;
  const { dependency } = finding;
  const digests = await registries.of(dependency).digests(dependency.name, fix.target, signal);
  const completed = digests.kind === 'found' ? withDigests(fix, dependency, digests.value, manifest.text) : undefined;
  return completed && touchesOnly(manifest, completed.edits, new Set([dependency.name])) ? completed : undefined;
}

/** The same of several fixes; those that cannot be completed are left out. */
export async function completedFixes(
  offers: Iterable<OfferedFix>,
  manifest: SourceText,
  registries: Registries,
  signal: AbortSignal,
): Promise<readonly OfferedFix[]> {
  const completed = await Promise.all(
    [...offers].map(async ({ finding, fix }) => ({ finding, fix: await completedFix({ finding, fix }, manifest, registries, signal) })),
  );
  return completed.flatMap(({ finding, fix }) => (fix ? [{ finding, fix }] : []));
}
