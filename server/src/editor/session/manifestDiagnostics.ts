import type { Diagnostic, Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileResult } from '../../analysis/results.js';
import type { Span } from '../../model/index.js';
import { onLines } from '../../reports/installedOnLines.js';
import { diagnosticsOf, withRulePages } from '../features/diagnostics.js';
import { staleDiagnostics } from '../features/staleLockfile.js';
import { type PositionEncoding, toRange } from './encoding.js';
import type { Installed } from './installed.js';

export interface ManifestDiagnosticsOptions {
  readonly encoding: PositionEncoding;
  readonly installed: Pick<Installed, 'diagnosticsOn' | 'results'>;
  rulePage(rule: string): string | undefined;
}

/** Gives what a manifest shows: what was found in it, and what of it was found installed. */
export type ManifestDiagnostics = (result: FileResult, uri: string, document: TextDocument) => Diagnostic[];

export function createManifestDiagnostics({ encoding, installed, rulePage }: ManifestDiagnosticsOptions): ManifestDiagnostics {
  return (result, uri, document) => {
    const ranged = (span: Span): Range => toRange(document, span, encoding);
    const placed = onLines([result], installed.results());
    const dependencies = result.judged.map(({ dependency }) => dependency);
    const diagnostics = [
      ...placed.results.flatMap(one => diagnosticsOf(one, uri, ranged, rulePage)),
      ...staleDiagnostics(result, uri, ranged),
      ...installed.diagnosticsOn(document, dependencies, placed.installed.onLines),
    ];
    return withRulePages(diagnostics, rulePage);
  };
}
