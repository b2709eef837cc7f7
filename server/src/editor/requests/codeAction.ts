import { type CodeAction, CodeActionKind, type CodeActionParams, CodeActionRequest, type Diagnostic } from 'vscode-languageserver';
import type { Judged } from '../../analysis/evaluate.js';
import { noFixTitle } from '../../fixes/noFix.js';
import { maliciousInstalled } from '../../rules/maliciousInstalled.js';
import type { RequestHandler } from '../dispatch/requestHandler.js';
import { isOn } from '../features/codeActions.js';
import { SOURCE } from '../features/diagnostics.js';
import { ignoreActions } from '../features/ignoreActions.js';
import { checkAgainActions, noFixActions } from '../features/noFixActions.js';
import { responseActions } from '../features/responseActions.js';
import { ruleActions } from '../features/ruleActions.js';
import { terminalActions } from '../features/terminalActions.js';
import { asksFor, asksForUpdates, isInvoked } from '../session/actionKinds.js';
import { withSignal } from '../session/cancellation.js';
import type { ManifestSnapshot } from '../session/documentSnapshot.js';
import { codeActionsAt, type FixActions, type FixNeeds, fixActionContext, NO_FIXES } from '../session/fixActions.js';
import { type LookingUpNeeds, lookedUp } from '../session/lookingUp.js';
import { type PolicyActionNeeds, privateActions, stopIgnoringActions } from '../session/policyActions.js';
import type { Session } from '../session/session.js';
import { pathOf } from '../session/uris.js';

type Needs = FixNeeds | LookingUpNeeds | PolicyActionNeeds | 'manifestSnapshot' | 'extensions' | 'rulePage' | 'findings';

export const codeAction: RequestHandler<CodeActionParams, CodeAction[], Needs> = {
  method: CodeActionRequest.method,
  handle: (session, asked, token) =>
    withSignal([token], async signal => {
      const { uri } = asked.textDocument;
      const isQuick = asksFor(asked, CodeActionKind.QuickFix);
      if ((isQuick || asksForUpdates(asked)) && isInvoked(asked)) await lookedUp(session, uri, asked.range, signal);
      const context = await fixActionContext(session);
      const manifest = session.manifestSnapshot(uri);
      const params = isQuick && isInvoked(asked) ? withOwnDiagnostics(asked, manifest, session) : asked;
      const actions = manifest ? await codeActionsAt(params, manifest, context, signal) : NO_FIXES;
      return isQuick ? [...(await quickFixesIn(actions, params, manifest, session)), ...actions.source] : [...actions.source];
    }),
};

/** What is shown on the dependencies at the place counts where the client sends none of it: the cursor is beside it, or it has come just now. */
function withOwnDiagnostics(
  params: CodeActionParams,
  manifest: ManifestSnapshot | undefined,
  { findings }: Pick<Session, 'findings'>,
): CodeActionParams {
  if (!manifest || params.context.diagnostics.some(({ source }) => source === SOURCE)) return params;
  const touched = touchedBy(params, manifest);
  const isOnTouched = ({ range }: Diagnostic): boolean => touched.some(({ dependency }) => isOn(dependency, manifest.spanOf(range)));
  const own = findings.shown(params.textDocument.uri).filter(isOnTouched);
  return { ...params, context: { ...params.context, diagnostics: [...params.context.diagnostics, ...own] } };
}

/**
 * In the order of a menu: what makes the finding go away, best first; then all of the file; then what silences or explains. A client may choose the first
 * by itself: it never removes, silences or merely explains something.
 */
async function quickFixesIn(
  { fixes, removals, all }: FixActions,
  params: CodeActionParams,
  manifest: ManifestSnapshot | undefined,
  session: Pick<Session, Needs>,
): Promise<CodeAction[]> {
  const { extensions, capabilities, rulePage } = session;
  const { diagnostics } = params.context;
  const { uri } = params.textDocument;
  const touched = manifest ? touchedBy(params, manifest) : [];
  const isIncident = diagnostics.some(({ source, code }) => source === SOURCE && code === maliciousInstalled.id);
  const response = extensions.installed ? responseActions(diagnostics) : [];
  const forward = [
    ...(isIncident ? [...response, ...fixes.map(unpreferred)] : [...fixes, ...response]),
    ...(await privateActions(touched, diagnostics, uri, session)),
    ...(extensions.terminal && manifest ? terminalActions(manifest.result, manifest.spanOf(params.range), diagnostics) : []),
    ...checkAgainActions(diagnostics),
  ];
  const form = { report: extensions.report, disabled: capabilities.disabledActions };
  const why = forward.length === 0 ? whyNoFix(touched, diagnostics, manifest) : undefined;
  return [
    ...(why === undefined ? [] : noFixActions(why, diagnostics.filter(isOwn), form)),
    ...forward,
    ...removals,
    ...all,
    ...(await stopIgnoringActions(touched, uri, session)),
    ...(extensions.ignoring ? ignoreActions(uri, pathOf(uri), diagnostics) : []),
    ...(extensions.rulePages ? ruleActions(diagnostics, rulePage) : []),
  ];
}

/** Undefined where nothing is wrong that is shown here. */
function whyNoFix(
  touched: readonly Judged[],
  diagnostics: readonly Diagnostic[],
  manifest: ManifestSnapshot | undefined,
): string | undefined {
  for (const { findings, subject } of touched) if (findings[0]) return noFixTitle(findings[0], subject);
  if (!diagnostics.some(isOwn)) return undefined;
  return manifest ? 'No fix is known: the report says more' : 'No fix is made here: a program writes this file';
}

function isOwn({ source }: Diagnostic): boolean {
  return source === SOURCE;
}

/** What leads away from malware that is installed is not done by an edit of the manifest alone. */
function unpreferred({ isPreferred: _, ...action }: CodeAction): CodeAction {
  return action;
}

function touchedBy({ range }: CodeActionParams, { result, spanOf }: ManifestSnapshot): readonly Judged[] {
  const selection = spanOf(range);
  return result.judged.filter(({ dependency }) => isOn(dependency, selection));
}
