import type { Diagnostic } from 'vscode-languageserver-types';
import type { FileResult } from '../../analysis/results.js';
import { STALE_LOCKFILE, staleFact, staleMessage, staleSpan } from '../../analysis/staleLockfile.js';
import { SEVERITY, SOURCE, shownMessage, type ToRange } from './diagnostics.js';

/**
 * The lockfile has to be written anew, and by which command: one information, on the first dependency concerned; the others are related.
 * @param uri the manifest's, for related information
 */
export function staleDiagnostics({ locked }: FileResult, uri: string, toRange: ToRange): Diagnostic[] {
  const stale = locked?.stale;
  const [first, ...others] = stale?.outdated ?? [];
  if (!stale || !first) return [];
  const related = others.slice(0, RELATED_LIMIT).map(outdated => ({
    location: { uri, range: toRange(staleSpan(outdated)) },
    message: shownMessage(staleFact(outdated, stale.file)),
  }));
  return [
    {
      range: toRange(staleSpan(first)),
      severity: SEVERITY.information,
      source: SOURCE,
      code: STALE_LOCKFILE,
      message: shownMessage(staleMessage(stale)),
      ...(stale.command && { data: stale.command }),
      ...(related.length > 0 && { relatedInformation: related }),
    },
  ];
}

const RELATED_LIMIT = 20;
