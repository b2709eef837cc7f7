import { type CodeAction, CodeActionKind, type CodeActionParams, type Diagnostic, type WorkspaceEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { allFixes, byFile } from '../../scan/allFixes.js';
import { completedFix } from '../../scan/fixDigests.js';
import { unknownBelow } from '../../scan/fixContext.js';
import type { ManifestResult } from '../../scan/scan.js';
import { fixesAt, hasPreferredFixes, isOn } from '../features/codeActions.js';
import type { OfferedFix } from '../../fixes/fixAll.js';
import { pinAll } from '../../fixes/pinAll.js';
import type { Edit, PackageId } from '../../model/index.js';
import type { Clock, Registries } from '../../ports/index.js';
import type { Abilities } from '../clientCapabilities.js';
import { asksFor, FIX_ALL_KIND, PIN_ALL_KIND } from '../actionKinds.js';
import { type PositionEncoding, toRange, toSpan } from '../encoding.js';
import { uriOf } from '../uris.js';
import { canMake, type FileEdits, workspaceEditOf } from '../workspaceEdits.js';

export interface CodeActionPorts {
  readonly registries: Registries;
  readonly clock: Clock;
  readonly abilities: Abilities;
  readonly encoding: PositionEncoding;
  /** The document that the client has open of a file. */
  documentAt(path: string): TextDocument | undefined;
  /** Asks the services about packages, for as long as a menu may wait. */
  learn(packages: readonly PackageId[], signal: AbortSignal): Promise<void>;
}

/** What `codeAction/resolve` needs to make its edit: one fix, found again by its place and title, or all of a manifest. */
type ActionData = { readonly uri: string; readonly version: number } & (
  | { readonly offset: number; readonly title: string; readonly explanation?: string }
  | { readonly all: true }
);

/** The fixes at a place and of the whole manifest, as code actions of the kinds asked for. What takes long is left to `codeAction/resolve`, where the client can do that. */
export async function codeActionsAt(
  params: CodeActionParams,
  document: TextDocument,
  result: ManifestResult,
  ports: CodeActionPorts,
  signal: AbortSignal,
): Promise<CodeAction[]> {
  const { version } = document;
  const quickFixes = asksFor(params, CodeActionKind.QuickFix) ? await quickFixesAt(params, document, result, ports, signal) : [];
  const fixAll = asksFor(params, FIX_ALL_KIND) ? await fixAllAction(FIX_ALL_KIND, 1, document, result, ports, signal) : [];
  const pinning = asksFor(params, PIN_ALL_KIND) ? pinAllAction(document, result, ports) : [];
  // While hashes were asked for, the document may have changed under the fixes.
  return document.version === version ? [...quickFixes, ...fixAll, ...pinning] : [];
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
  const edits = await editsOf(data, document, result, ports, signal);
  const edit = edits.length > 0 && document.version === data.version ? editOf(edits, document, ports) : undefined;
  return edit ? { ...action, edit } : action;
}

/**
 * The edit of one fix, found again by its place and title.
 * @param result the document as it is now, judged
 * @returns undefined where there is no such fix, or the document has changed meanwhile
 */
export async function resolveFix(
  { title, offset }: { readonly title: string; readonly offset: number },
  document: TextDocument,
  result: ManifestResult,
  ports: CodeActionPorts,
  signal: AbortSignal,
): Promise<WorkspaceEdit | undefined> {
  const data: ActionData = { uri: document.uri, version: document.version, offset, title };
  return (await resolveCodeAction({ title, data }, document, result, ports, signal)).edit;
}

/** The document an action is about. */
export function uriOfAction(action: CodeAction): string | undefined {
  return (action.data as ActionData | undefined)?.uri;
}

async function quickFixesAt(
  params: CodeActionParams,
  document: TextDocument,
  result: ManifestResult,
  ports: CodeActionPorts,
  signal: AbortSignal,
): Promise<CodeAction[]> {
  const selection = toSpan(document, params.range, ports.encoding);
  await ports.learn(unknownBelow(result.judged.filter(({ dependency }) => isOn(dependency, selection))), signal);
  const offers = fixesAt(result.judged, selection, ports.clock());
  const actions = await Promise.all(
    offers.map(async offer => {
      const later = offer.fix.needsDigests && ports.abilities.resolvesEdits;
      const fix = later ? offer.fix : await completedFix(offer, document.getText(), ports.registries, signal);
      return fix && actionOf({ ...offer, fix }, document, params.context.diagnostics, ports, later === true);
    }),
  );
  const all = offers.length > 0 ? await fixAllAction(CodeActionKind.QuickFix, 2, document, result, ports, signal) : [];
  return [...actions.filter(action => action !== undefined), ...all];
}

/** Beside a fix it is worth its place only where there are more of them. */
async function fixAllAction(
  kind: string,
  atLeast: number,
  document: TextDocument,
  result: ManifestResult,
  ports: CodeActionPorts,
  signal: AbortSignal,
): Promise<CodeAction[]> {
  if (!hasPreferredFixes(result.judged, atLeast, ports.clock())) return [];
  const action: CodeAction = { title: 'Fix all in this file', kind };
  const data: ActionData = { uri: document.uri, version: document.version, all: true };
  if (ports.abilities.resolvesEdits) return [{ ...action, data }];
  const { edits } = await allFixes(result, ports.clock(), ports.registries, signal);
  const edit = edits.length > 0 ? editOf(edits, document, ports) : undefined;
  return edit ? [{ ...action, edit }] : [];
}

function pinAllAction(document: TextDocument, { judged }: ManifestResult, ports: CodeActionPorts): CodeAction[] {
  const { edits, leftOut } = pinAll(judged);
  if (edits.length === 0) return [];
  const title = `Pin all dependencies in this file to their effective versions${leftOut > 0 ? ` (${leftOut} left out: unsafe or unknown)` : ''}`;
  const edit = editOf(edits, document, ports);
  return edit ? [{ title, kind: PIN_ALL_KIND, edit }] : [];
}

async function editsOf(
  data: ActionData,
  document: TextDocument,
  result: ManifestResult,
  ports: CodeActionPorts,
  signal: AbortSignal,
): Promise<readonly Edit[]> {
  if ('all' in data) return (await allFixes(result, ports.clock(), ports.registries, signal)).edits;
  const offer = fixesAt(result.judged, { start: data.offset, end: data.offset }, ports.clock()).find(({ fix }) => fix.title === data.title);
  return (offer && (await completedFix(offer, document.getText(), ports.registries, signal)))?.edits ?? [];
}

function actionOf(
  { finding, fix }: OfferedFix,
  document: TextDocument,
  context: readonly Diagnostic[],
  ports: CodeActionPorts,
  later: boolean,
): CodeAction | undefined {
  const edit = later ? undefined : editOf(fix.edits, document, ports);
  if (!later && !edit) return undefined;
  const range = toRange(document, finding.span, ports.encoding);
  const diagnostics = context.filter(
    diagnostic => diagnostic.source === 'depwarden' && diagnostic.code === finding.rule && sameRange(diagnostic.range, range),
  );
  const { title, explanation } = fix;
  const place = { uri: document.uri, version: document.version, offset: finding.span.start };
  const data: ActionData = { ...place, title, ...(explanation !== undefined && { explanation }) };
  return {
    title,
    kind: CodeActionKind.QuickFix,
    ...(diagnostics.length > 0 && { diagnostics }),
    ...(fix.preferred && { isPreferred: true }),
    ...(edit && { edit }),
    ...(ports.abilities.resolvesEdits && { data }),
  };
}

/** Undefined where a file that is to be changed too is open, and no longer what the fix was made for. */
function editOf(edits: readonly Edit[], document: TextDocument, ports: CodeActionPorts): WorkspaceEdit | undefined {
  const changes = [...byFile(edits).values()].map(own => fileEditsOf(own, document, ports));
  return changes.every(change => change !== undefined) && canMake(changes, ports.abilities) ? workspaceEditOf(changes, ports) : undefined;
}

function fileEditsOf(edits: readonly Edit[], document: TextDocument, { documentAt }: CodeActionPorts): FileEdits | undefined {
  const file = edits[0]?.file;
  if (!file) return { uri: document.uri, version: document.version, text: document.getText(), edits };
  const open = documentAt(file.path);
  if (open && open.getText() !== file.text) return undefined;
  const isNew = file.isNew && !open ? { isNew: true as const } : {};
  return { uri: open?.uri ?? uriOf(file.path), version: open?.version ?? null, text: file.text, edits, ...isNew };
}

function sameRange(a: Diagnostic['range'], b: Diagnostic['range']): boolean {
  return (
    a.start.line === b.start.line &&
    a.start.character === b.start.character &&
    a.end.line === b.end.line &&
    a.end.character === b.end.character
  );
}
