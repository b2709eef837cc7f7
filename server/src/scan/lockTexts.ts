import { type FileResult, findingsOf, ignoredIn } from '../analysis/results.js';
import type { FileText } from '../ports/index.js';

/** Reads the lockfiles once more that belong to manifests with findings, to tell places in them. By path; what cannot be read is not among them. */
export async function lockTexts(
  results: readonly FileResult[],
  read: (path: string) => Promise<FileText>,
): Promise<ReadonlyMap<string, string>> {
  const wanted = results.filter(result => findingsOf(result).length + ignoredIn(result).length > 0);
  const texts = new Map<string, string>();
  for (const path of new Set(wanted.flatMap(({ locked }) => locked?.path ?? []))) {
    const file = await read(path);
    if (file.kind === 'text') texts.set(path, file.text);
  }
  return texts;
}
