import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ManifestResult } from '../engine/scan.js';
import { sum, tallyOf } from '../engine/tally.js';
import { hoverAt } from '../features/hover.js';
import type { Clock } from '../ports.js';
import type { ScanSummary } from '../protocol.js';
import { textReport } from '../reports/text.js';
import type { Abilities } from './abilities.js';
import { withSignal } from './cancellation.js';
import type { ClosedManifests } from './closedManifests.js';
import { type CodeActionPorts, codeActionsAt, resolveCodeAction, uriOfAction } from './codeActions.js';
import { type PositionEncoding, toRange, toSpan } from './encoding.js';
import type { Installed } from './installed.js';
import type { OpenFindings } from './openFindings.js';
import type { OpenManifests } from './openManifests.js';
import { responseActions } from './responseActions.js';
import type { Scans } from './scans.js';
import type { Session } from './session.js';
import { pathOf } from './uris.js';
import type { Workspace } from './workspace.js';
import type { TheWorld, World } from './world.js';

/** What the client asks and is answered. */
export type Answers = Pick<Session, 'hover' | 'codeActions' | 'resolve' | 'scan' | 'report'>;

export interface AnswersOptions {
  readonly documents: TextDocuments<TextDocument>;
  readonly abilities: Abilities;
  readonly encoding: PositionEncoding;
  /** Whether the client has the command that shows a response page. */
  readonly wantsInstalled: boolean;
  readonly clock: Clock;
  readonly workspace: Workspace;
  readonly theWorld: TheWorld;
  readonly manifests: OpenManifests;
  readonly findings: Pick<OpenFindings, 'resultOf'>;
  readonly closed: Pick<ClosedManifests, 'paths' | 'replace'>;
  readonly scans: Scans;
  readonly installed: Pick<Installed, 'lookLater' | 'results'>;
}

export function createAnswers(options: AnswersOptions): Answers {
  const { documents, abilities, encoding, clock, workspace, theWorld, findings, closed, scans, installed } = options;

  function portsOf({ registries }: World): CodeActionPorts {
    return { registries, clock, abilities, encoding };
  }

  return {
    hover: async ({ textDocument, position }) => {
      const document = documents.get(textDocument.uri);
      const result = findings.resultOf(textDocument.uri);
      if (!document || !result) return null;
      const { start } = toSpan(document, { start: position, end: position }, encoding);
      const hover = hoverAt(result.judged, start);
      if (!hover) return null;
      const kind = abilities.markdownHover ? 'markdown' : 'plaintext';
      const value = abilities.markdownHover ? hover.markdown : hover.plain;
      return { contents: { kind, value }, range: toRange(document, hover.span, encoding) };
    },
    codeActions: (params, token) =>
      withSignal([token], async signal => {
        const ports = portsOf(await theWorld.get());
        const document = documents.get(params.textDocument.uri);
        const result = findings.resultOf(params.textDocument.uri);
        const fixes = document && result ? await codeActionsAt(params, document, result, ports, signal) : [];
        return options.wantsInstalled ? [...fixes, ...responseActions(params.context.diagnostics)] : fixes;
      }),
    resolve: (action, token) =>
      withSignal([token], async signal => {
        const uri = uriOfAction(action);
        if (uri === undefined) return action;
        return resolveCodeAction(action, documents.get(uri), findings.resultOf(uri), portsOf(await theWorld.get()), signal);
      }),
    scan: async (token, progress) => {
      progress.begin('Depwarden: scanning dependencies', 0, 'looking for manifests', true);
      try {
        return await withSignal([token, progress.token], async signal => {
          const paths = await workspace.manifests(signal);
          progress.report(0, `${paths.length} manifests`);
          const results = await scans.scan(paths, signal, (done, total) =>
            progress.report(Math.round((100 * done) / total), `${done} of ${total} packages`),
          );
          closed.replace(results);
          installed.lookLater(0);
          return summaryOf(results, false);
        });
      } catch (error) {
        if (token.isCancellationRequested || progress.token?.isCancellationRequested) return summaryOf([], true);
        throw error;
      } finally {
        progress.done();
      }
    },
    report: async () => {
      const paths = [...new Set([...closed.paths(), ...options.manifests.uris().map(pathOf)])];
      const results = await scans.scan(paths, new AbortController().signal);
      const roots = workspace.folders();
      const root = roots.length === 1 ? roots[0] : undefined;
      return { text: textReport(results, { root, now: clock(), paint: (_style, text) => text, installed: installed.results() }) };
    },
  };
}

function summaryOf(results: readonly ManifestResult[], cancelled: boolean): ScanSummary {
  const { dependencies, checked, unknown, skipped, counts } = sum(results.map(tallyOf));
  return { manifests: results.length, dependencies, checked, unknown, skipped, counts, cancelled };
}
