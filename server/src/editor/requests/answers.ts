import { type CancellationToken, CodeActionKind, type Connection, type WorkDoneProgressReporter } from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { percent } from '../../scan/progress.js';
import { sum } from '../../analysis/counts.js';
import { hoverAt } from '../features/hover.js';
import type { Clock } from '../../ports/index.js';
import type { FixSummary, ScanSummary } from '../../protocol.js';
import { textReport } from '../../reports/text.js';
import type { Abilities } from '../clientCapabilities.js';
import { asksFor } from '../actionKinds.js';
import { withSignal } from '../cancellation.js';
import type { ClosedManifests, ScannedManifest } from '../closedManifests.js';
import { type CodeActionPorts, codeActionsAt, resolveCodeAction, uriOfAction } from './codeActions.js';
import { type PositionEncoding, toRange, toSpan } from '../encoding.js';
import { ignoreActions } from './ignoring.js';
import type { Installed } from '../installed.js';
import type { OpenFindings } from '../openFindings.js';
import type { OpenManifests } from '../openManifests.js';
import { createOverviews } from './overview.js';
import type { PolicyFiles } from '../policyFiles.js';
import { responseActions } from './responseActions.js';
import { ruleActions } from './ruleActions.js';
import type { OnProgress, Scans } from '../scans.js';
import type { Session } from '../session.js';
import { terminalActions } from './terminalActions.js';
import { pathOf } from '../uris.js';
import type { Workspace } from '../workspace.js';
import { createWorkspaceFixes } from './workspaceFixes.js';
import type { TheWorld, World } from '../services.js';

/** What the client asks and is answered. */
export type Answers = Pick<Session, 'hover' | 'codeActions' | 'resolve' | 'scan' | 'fixWorkspace' | 'report' | 'overview' | 'applyFix'>;

export interface AnswersOptions {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly abilities: Abilities;
  readonly encoding: PositionEncoding;
  /** Whether the client has the command that shows a response page. */
  readonly wantsInstalled: boolean;
  /** Whether the client has the commands that copy a command line and put it into a terminal. */
  readonly wantsTerminal: boolean;
  readonly clock: Clock;
  isTrusted(): boolean;
  readonly workspace: Workspace;
  readonly theWorld: TheWorld;
  readonly manifests: OpenManifests;
  readonly findings: Pick<OpenFindings, 'resultOf'>;
  /** Whether the client has the command that shows a rule's page. */
  readonly wantsRulePages: boolean;
  rulePage(rule: string): string | undefined;
  /** Whether the client has the command that asks what of a finding is to be ignored. */
  readonly wantsIgnore: boolean;
  readonly policyFiles: Pick<PolicyFiles, 'scanned' | 'reports'>;
  readonly closed: Pick<ClosedManifests, 'paths' | 'scan'>;
  readonly scans: Scans;
  readonly installed: Pick<Installed, 'lookLater' | 'results'>;
}

export function createAnswers(options: AnswersOptions): Answers {
  const { documents, abilities, encoding, clock, workspace, theWorld, findings, closed, scans, installed } = options;

  const workspaceFixes = createWorkspaceFixes(options);

  function portsOf({ registries, facts }: World): CodeActionPorts {
    const documentAt = (path: string) => documents.all().find(({ uri }) => pathOf(uri) === path);
    const learn: CodeActionPorts['learn'] = async (packages, signal) => {
      if (packages.length === 0) return;
      const limited = AbortSignal.any([signal, AbortSignal.timeout(MENU_PATIENCE)]);
      const { offline } = workspace.settingsNow();
      await facts.gather(packages, { offline }, limited).catch(error => {
        if (signal.aborted || !limited.aborted) throw error;
      });
    };
    return { registries, clock, abilities, encoding, documentAt, learn };
  }

  const overviews = createOverviews({ ...options, fixPorts: async () => portsOf(await theWorld.get()) });

  return {
    ...overviews,
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
        if (!asksFor(params, CodeActionKind.QuickFix)) return fixes;
        const { diagnostics } = params.context;
        return [
          ...fixes,
          ...(options.wantsInstalled ? responseActions(diagnostics) : []),
          ...(options.wantsTerminal && document && result
            ? terminalActions(result, toSpan(document, params.range, encoding), diagnostics)
            : []),
          ...(options.wantsRulePages ? ruleActions(diagnostics, options.rulePage) : []),
          ...(options.wantsIgnore ? ignoreActions(params.textDocument.uri, diagnostics) : []),
        ];
      }),
    resolve: (action, token) =>
      withSignal([token], async signal => {
        const uri = uriOfAction(action);
        if (uri === undefined) return action;
        return resolveCodeAction(action, documents.get(uri), findings.resultOf(uri), portsOf(await theWorld.get()), signal);
      }),
    scan: (token, progress) =>
      withProgress('scanning dependencies', token, progress, summaryOf([], true), async (signal, tell) => {
        const scanned = await closed.scan(await workspace.manifests(signal), signal, tell);
        options.policyFiles.scanned(scanned);
        installed.lookLater(0);
        return summaryOf(scanned, false);
      }),
    fixWorkspace: async (token, progress) => {
      const found = await withProgress('looking for fixes', token, progress, undefined, (signal, tell) =>
        workspaceFixes.find(signal, tell),
      );
      return found ? { ...(await workspaceFixes.apply(found)), cancelled: false } : NOTHING_FIXED;
    },
    report: async () => {
      const paths = [...new Set([...closed.paths(), ...options.manifests.uris().map(pathOf)])];
      const results = await scans.scan(paths, new AbortController().signal);
      const roots = workspace.folders();
      const root = roots.length === 1 ? roots[0] : undefined;
      const databaseFrom = theWorld.now()?.databaseInUse(workspace.settingsNow().offline);
      return {
        text: textReport(results, {
          root,
          now: clock(),
          paint: (_style, text) => text,
          installed: installed.results(),
          databaseFrom,
          isTrusted: options.isTrusted(),
        }),
      };
    },
  };
}

/** How long a menu waits for what is asked because it is opened. What comes later is there the next time. Milliseconds. */
const MENU_PATIENCE = 3000;

const NOTHING_FIXED: FixSummary = { changes: 0, files: 0, toConfirm: 0, refused: [], applied: false, cancelled: true };

/**
 * Runs a command that the client's user can watch and cancel.
 * @param cancelled what it answers then
 */
async function withProgress<T, C>(
  title: string,
  token: CancellationToken,
  progress: WorkDoneProgressReporter & { readonly token?: CancellationToken },
  cancelled: C,
  work: (signal: AbortSignal, tell: OnProgress) => Promise<T>,
): Promise<T | C> {
  progress.begin(`Depwarden: ${title}`, 0, 'looking for manifests', true);
  const tell: OnProgress = ({ done, total, share }) => progress.report(percent(share), `${done} of ${total} manifests`);
  try {
    return await withSignal([token, progress.token], signal => work(signal, tell));
  } catch (error) {
    if (token.isCancellationRequested || progress.token?.isCancellationRequested) return cancelled;
    throw error;
  } finally {
    progress.done();
  }
}

function summaryOf(scanned: readonly ScannedManifest[], cancelled: boolean): ScanSummary {
  const { dependencies, checked, unknown, skipped, counts } = sum(scanned.map(({ tally }) => tally));
  return { manifests: scanned.length, dependencies, checked, unknown, skipped, counts, cancelled };
}
