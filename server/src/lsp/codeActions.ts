import { type CodeAction, CodeActionKind, type CodeActionParams, type Diagnostic, type WorkspaceEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ManifestResult } from '../engine/scan.js';
import { fixesAt, type OfferedFix } from '../features/codeActions.js';
import { withDigests } from '../fixes/digests.js';
import type { Ecosystem, Fix } from '../model.js';
import type { Clock, PackageRegistry } from '../ports.js';
import type { Abilities } from './abilities.js';
import { type PositionEncoding, toRange, toSpan } from './encoding.js';

export interface CodeActionPorts {
  readonly registries: Readonly<Record<Ecosystem, PackageRegistry>>;
  readonly clock: Clock;
  readonly abilities: Abilities;
  readonly encoding: PositionEncoding;
}

/** What `codeAction/resolve` needs to find its fix again. */
interface ActionData {
  readonly uri: string;
  readonly version: number;
  readonly offset: number;
  readonly title: string;
}

/** The fixes at a place, as code actions. A fix that must ask the index for hashes is completed on `codeAction/resolve`, where the client can do that. */
export async function codeActionsAt(
  params: CodeActionParams,
  document: TextDocument,
  result: ManifestResult,
  ports: CodeActionPorts,
  signal: AbortSignal,
): Promise<CodeAction[]> {
  if (!wantsQuickFixes(params)) return [];
  const { version } = document;
  const offers = fixesAt(result.judged, toSpan(document, params.range, ports.encoding), ports.clock());
  const actions = await Promise.all(
    offers.map(async offer => {
      const later = offer.fix.needsDigests && ports.abilities.resolvesEdits;
      const fix = later ? offer.fix : await completed(offer, document, ports, signal);
      return fix && actionOf({ ...offer, fix }, document, params.context.diagnostics, ports, later === true);
    }),
  );
  // While hashes were asked for, the document may have changed under the fixes.
  return document.version === version ? actions.filter(action => action !== undefined) : [];
}

/**
 * Completes an action made by `codeActionsAt`.
 * @param document the document as it is now; where it has changed since, or changes meanwhile, the action comes back without an edit
 */
export async function resolveCodeAction(
  action: CodeAction,
  document: TextDocument | undefined,
  result: ManifestResult | undefined,
  ports: CodeActionPorts,
  signal: AbortSignal,
): Promise<CodeAction> {
  const data = action.data as ActionData | undefined;
  if (!data || !document || !result || document.version !== data.version) return action;
  const offer = fixesAt(result.judged, { start: data.offset, end: data.offset }, ports.clock()).find(({ fix }) => fix.title === data.title);
  const fix = offer && (await completed(offer, document, ports, signal));
  return fix && document.version === data.version ? { ...action, edit: editOf(fix, document, ports) } : action;
}

/** The document an action is about. */
export function uriOfAction(action: CodeAction): string | undefined {
  return (action.data as ActionData | undefined)?.uri;
}

async function completed(
  { finding, fix }: OfferedFix,
  document: TextDocument,
  ports: CodeActionPorts,
  signal: AbortSignal,
): Promise<Fix | undefined> {
  if (!fix.needsDigests || fix.target === undefined) return fix;
  const { dependency } = finding;
  const text = document.getText();
  const digests = await ports.registries[dependency.ecosystem].digests(dependency.name, fix.target, signal);
  return digests.kind === 'found' ? withDigests(fix, dependency, digests.value, text) : undefined;
}

function actionOf(
  { finding, fix }: OfferedFix,
  document: TextDocument,
  context: readonly Diagnostic[],
  ports: CodeActionPorts,
  later: boolean,
): CodeAction {
  const range = toRange(document, finding.span, ports.encoding);
  const diagnostics = context.filter(
    diagnostic => diagnostic.source === 'depwarden' && diagnostic.code === finding.rule && sameRange(diagnostic.range, range),
  );
  const data: ActionData = { uri: document.uri, version: document.version, offset: finding.span.start, title: fix.title };
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    ...(diagnostics.length > 0 && { diagnostics }),
    ...(fix.preferred && { isPreferred: true }),
    ...(later ? { data } : { edit: editOf(fix, document, ports) }),
  };
}

function editOf(fix: Fix, document: TextDocument, { abilities, encoding }: CodeActionPorts): WorkspaceEdit {
  const edits = fix.edits.map(({ span, newText }) => ({ range: toRange(document, span, encoding), newText }));
  const { uri, version } = document;
  return abilities.versionedEdits ? { documentChanges: [{ textDocument: { uri, version }, edits }] } : { changes: { [uri]: edits } };
}

function wantsQuickFixes({ context }: CodeActionParams): boolean {
  return (
    context.only === undefined ||
    context.only.some(kind => kind === '' || kind === CodeActionKind.QuickFix || kind.startsWith(`${CodeActionKind.QuickFix}.`))
  );
}

function sameRange(a: Diagnostic['range'], b: Diagnostic['range']): boolean {
  return (
    a.start.line === b.start.line &&
    a.start.character === b.start.character &&
    a.end.line === b.end.line &&
    a.end.character === b.end.character
  );
}
