import type { TextRange } from './positions.js';
import { encoded } from './purl.js';

/** Places as SARIF 2.1.0 writes them (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, 3.4 and 3.30). */
export interface SarifPlaces {
  /** `originalUriBaseIds` of the run. */
  readonly bases: Readonly<Record<string, { readonly uri: string }>>;
  /** The artifact at an absolute path: below one of the roots relative to it. */
  artifact(path: string): object;
}

/** @param roots absolute paths; the only one is `%SRCROOT%`, of several the second is `%SRCROOT2%` */
export function sarifPlaces(roots: readonly string[]): SarifPlaces {
  const bases = roots.map((root, index) => ({
    id: `%SRCROOT${index === 0 ? '' : index + 1}%`,
    folder: `${slashed(root).replace(/\/+$/, '')}/`,
  }));
  return {
    bases: Object.fromEntries(bases.map(({ id, folder }) => [id, { uri: fileUri(folder) }])),
    artifact: path => {
      const full = slashed(path);
      const base = bases.find(({ folder }) => `${full}/`.startsWith(folder));
      return base ? { uri: uriPath(full.slice(base.folder.length)) || '.', uriBaseId: base.id } : { uri: fileUri(full) };
    },
  };
}

/** Lines and columns from 1; columns are UTF-16 code units, the end is behind the last one. */
export function sarifRegion({ start, end }: TextRange): object {
  return { startLine: start.line + 1, startColumn: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 };
}

/** GitHub shows no result without a region: what is a folder, or has no place in its file, is shown at its beginning. */
export const NO_REGION: TextRange = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

function fileUri(path: string): string {
  return `file://${path.startsWith('/') ? '' : '/'}${uriPath(path)}`;
}

/** A first segment with a colon would be read as a scheme. */
function uriPath(path: string): string {
  const segments = path.split('/').map(encoded);
  return path.startsWith('/') ? segments.join('/') : segments.join('/').replace(/^[^/]*/, first => first.replaceAll(':', '%3A'));
}
