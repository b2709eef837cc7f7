import { type CodeAction, CodeActionKind, type CodeActionParams, type Diagnostic, type WorkspaceEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { linked } from '../../compose/index.js';
import { hasPreferredFixes, type OfferedFix } from '../../fixes/fixAll.js';
import { pinAll } from '../../fixes/pinAll.js';
import { lineUpdates } from '../../fixes/updateLines.js';
import type { Edit, PackageId } from '../../model/index.js';
import type { Clock, Registries } from '../../ports/index.js';
import { allFixes, byFile } from '../../scan/allFixes.js';
import { unknownBelow } from '../../scan/fixContext.js';
import { completedFix } from '../../scan/fixDigests.js';
import { fixesAt, isOn } from '../features/codeActions.js';
import { SOURCE } from '../features/diagnostics.js';
import { asksFor, asksForUpdates, FIX_ALL_KIND, PIN_ALL_KIND, UPDATE_KIND } from './actionKinds.js';
import type { ClientCapabilities } from './clientCapabilities.js';
import type { DocumentSnapshot, ManifestSnapshot } from './documentSnapshot.js';
import type { PositionEncoding } from './encoding.js';
import type { Session } from './session.js';
import { uriOf } from './uris.js';
import { canMake, type FileEdits, workspaceEditOf } from './workspaceEdits.js';

/** What fixes need beyond the manifest they are in. */
export interface FixActionContext {
  readonly registries: Registries;
  readonly clock: Clock;
  readonly capabilities: ClientCapabilities;
  readonly encoding: PositionEncoding;
  /** The document that the client has open of a file. */
  documentAt(path: string): TextDocument | undefined;
  /** Asks the services about packages, for as long as a menu may wait. */
  learn(packages: readonly PackageId[], signal: AbortSignal): Promise<void>;
}

/** What a request handler needs of the session to offer fixes. */
export type FixNeeds = 'services' | 'clock' | 'capabilities' | 'encoding' | 'documentAt' | 'workspace';

/** The context now, from what the session has. */
export async function fixActionContext(session: Pick<Session, FixNeeds>): Promise<FixActionContext> {
  const { clock, capabilities, encoding, documentAt, workspace } = session;
  const { registries, facts } = await session.services.get();
  return {
    registries,
    clock,
    capabilities,
    encoding,
    documentAt,
    learn: async (packages, signal) => {
      if (packages.length === 0) return;
      const limit = AbortSignal.timeout(MENU_PATIENCE);
      const either = linked(signal, limit);
      const { offline } = workspace.settingsNow();
      await facts
        .gather(packages, { offline }, either.signal)
        .catch(error => {
          if (signal.aborted || !limit.aborted) throw error;
        })
        .finally(either.release);
    },
  };
}

/** How long a menu waits for what is asked because it is opened. What comes later is there the next time. Milliseconds. */
const MENU_PATIENCE = 3000;

/** What `codeAction/resolve` needs to make its edit: one fix, found again by its place and title, or all of a manifest. */
type ActionData = { readonly uri: string; readonly version: number } & (
  | { readonly offset: number; readonly title: string; readonly explanation?: string }
  | { readonly all: true }
);

/** The fixes at a place and of the whole manifest, as code actions of the kinds asked for. */
export interface FixActions {
  /** Those that keep the dependency, what is preferred first. */
  readonly fixes: readonly CodeAction[];
  readonly removals: readonly CodeAction[];
  /** All fixes of the file as a quick fix, where there are more. */
  readonly all: readonly CodeAction[];
  /** Of other kinds than quick fixes: updates, and what is about the whole file. */
  readonly source: readonly CodeAction[];
}

/** What takes long is left to `codeAction/resolve`, where the client can do that. */
export async function codeActionsAt(
  params: CodeActionParams,
  manifest: ManifestSnapshot,
  context: FixActionContext,
  signal: AbortSignal,
): Promise<FixActions> {
  const quickFixes = asksFor(params, CodeActionKind.QuickFix) ? await quickFixesAt(params, manifest, context, signal) : NO_QUICK_FIXES;
  const fixAll = asksFor(params, FIX_ALL_KIND) ? await fixAllAction(FIX_ALL_KIND, 1, manifest, context, signal) : [];
  const pinning = asksFor(params, PIN_ALL_KIND) ? pinAllAction(manifest, context) : [];
  const updates = asksForUpdates(params) ? updateActions(params, manifest, context) : [];
  // While hashes were asked for, the document may have changed under the fixes.
  return manifest.isCurrent() ? { ...quickFixes, source: [...updates, ...fixAll, ...pinning] } : NO_FIXES;
}

const NO_QUICK_FIXES = { fixes: [], removals: [], all: [] } as const;
export const NO_FIXES: FixActions = { ...NO_QUICK_FIXES, source: [] };

/**
 * Completes an action made by `codeActionsAt`.
 * @param manifest the manifest as it is now; where it has changed since, or changes meanwhile, the action comes back without an edit
 */
export async function resolveCodeAction(
  action: CodeAction,
  manifest: ManifestSnapshot | undefined,
  context: FixActionContext,
  signal: AbortSignal,
): Promise<CodeAction> {
  const data = action.data as ActionData | undefined;
  if (!data || !manifest || manifest.version !== data.version) return action;
  const edits = await editsOf(data, manifest, context, signal);
  const edit = edits.length > 0 && manifest.isCurrent() ? editOf(edits, manifest, context) : undefined;
  return edit ? { ...action, edit } : action;
}

/**
 * The edit of one fix, found again by its place and title.
 * @param manifest the manifest as it is now
 * @returns undefined where there is no such fix, or the document has changed meanwhile
 */
export async function resolveFix(
  { title, offset }: { readonly title: string; readonly offset: number },
  manifest: ManifestSnapshot,
  context: FixActionContext,
  signal: AbortSignal,
): Promise<WorkspaceEdit | undefined> {
  const data: ActionData = { uri: manifest.uri, version: manifest.version, offset, title };
  return (await resolveCodeAction({ title, data }, manifest, context, signal)).edit;
}

/** The edit that makes all preferred fixes of a manifest; undefined where there are none, or the document has changed meanwhile. */
export async function allFixesEdit(
  manifest: ManifestSnapshot,
  context: FixActionContext,
  signal: AbortSignal,
): Promise<WorkspaceEdit | undefined> {
  const data: ActionData = { uri: manifest.uri, version: manifest.version, all: true };
  return (await resolveCodeAction({ title: '', data }, manifest, context, signal)).edit;
}

/** The document an action is about. */
export function uriOfAction(action: CodeAction): string | undefined {
  return (action.data as ActionData | undefined)?.uri;
}

async function quickFixesAt(
  params: CodeActionParams,
  manifest: ManifestSnapshot,
  context: FixActionContext,
  signal: AbortSignal,
): Promise<Omit<FixActions, 'source'>> {
  const selection = manifest.spanOf(params.range);
  await context.learn(unknownBelow(manifest.result.judged.filter(({ dependency }) => isOn(dependency, selection))), signal);
  const offers = fixesAt(manifest.result.judged, selection, context.clock());
  const made = await Promise.all(
    offers.map(async offer => {
      const later = offer.fix.needsDigests && context.capabilities.resolvesEdits;
      const fix = later ? offer.fix : await completedFix(offer, manifest.result, context.registries, signal);
      return { fix: offer.fix, action: fix && actionOf({ ...offer, fix }, manifest, params.context.diagnostics, context, later === true) };
    }),
  );
  const given = (removes: boolean): CodeAction[] =>
    made.flatMap(({ fix, action }) => (action && (fix.removes === true) === removes ? [action] : []));
  const all = offers.length > 0 ? await fixAllAction(CodeActionKind.QuickFix, 2, manifest, context, signal) : [];
  const own = params.context.diagnostics.filter(({ source }) => source === SOURCE);
  return {
    fixes: given(false).sort((a, b) => Number(b.isPreferred ?? false) - Number(a.isPreferred ?? false)),
    removals: given(true),
    all: all.map(action => (own.length > 0 ? { ...action, diagnostics: own } : action)),
  };
}

/** Beside a fix it is worth its place only where there are more of them. */
async function fixAllAction(
  kind: string,
  atLeast: number,
  manifest: ManifestSnapshot,
  context: FixActionContext,
  signal: AbortSignal,
): Promise<CodeAction[]> {
  if (!hasPreferredFixes(manifest.result.judged, atLeast, context.clock())) return [];
  const action: CodeAction = { title: 'Fix all in this file', kind };
  const data: ActionData = { uri: manifest.uri, version: manifest.version, all: true };
  if (context.capabilities.resolvesEdits) return [{ ...action, data }];
  const { edits } = await allFixes(manifest.result, context.clock(), context.registries, signal);
  const edit = edits.length > 0 ? editOf(edits, manifest, context) : undefined;
  return edit ? [{ ...action, edit }] : [];
}

function updateActions({ range }: CodeActionParams, manifest: ManifestSnapshot, context: FixActionContext): CodeAction[] {
  const { judged, path, text } = manifest.result;
  const selection = manifest.spanOf(range);
  const touched = judged.filter(({ dependency }) => isOn(dependency, selection));
  return lineUpdates(touched, judged, { path, text }, context.clock()).flatMap(({ fix: { title, edits } }) => {
    const edit = editOf(edits, manifest, context);
    return edit ? [{ title, kind: UPDATE_KIND, edit }] : [];
  });
}

function pinAllAction(manifest: ManifestSnapshot, context: FixActionContext): CodeAction[] {
  const { edits, leftOut } = pinAll(manifest.result, manifest.result.judged);
  if (edits.length === 0) return [];
  const title = `Pin all dependencies in this file to their effective versions${leftOut > 0 ? ` (${leftOut} left out: unsafe or unknown)` : ''}`;
  const edit = editOf(edits, manifest, context);
  return edit ? [{ title, kind: PIN_ALL_KIND, edit }] : [];
}

async function editsOf(
  data: ActionData,
  manifest: ManifestSnapshot,
  context: FixActionContext,
  signal: AbortSignal,
): Promise<readonly Edit[]> {
  if ('all' in data) return (await allFixes(manifest.result, context.clock(), context.registries, signal)).edits;
  const offer = fixesAt(manifest.result.judged, { start: data.offset, end: data.offset }, context.clock()).find(
    ({ fix }) => fix.title === data.title,
  );
  return (offer && (await completedFix(offer, manifest.result, context.registries, signal)))?.edits ?? [];
}

function actionOf(
  { finding, fix }: OfferedFix,
  snapshot: DocumentSnapshot,
  shown: readonly Diagnostic[],
  context: FixActionContext,
  later: boolean,
): CodeAction | undefined {
  const edit = later ? undefined : editOf(fix.edits, snapshot, context);
  if (!later && !edit) return undefined;
  const range = snapshot.rangeOf(finding.span);
  const diagnostics = shown.filter(
    diagnostic => diagnostic.source === SOURCE && diagnostic.code === finding.rule && sameRange(diagnostic.range, range),
  );
  const { title, explanation } = fix;
  const place = { uri: snapshot.uri, version: snapshot.version, offset: finding.span.start };
  const data: ActionData = { ...place, title, ...(explanation !== undefined && { explanation }) };
  return {
    title,
    kind: CodeActionKind.QuickFix,
    ...(diagnostics.length > 0 && { diagnostics }),
    ...(fix.preferred && { isPreferred: true }),
    ...(edit && { edit }),
    ...(context.capabilities.resolvesEdits && { data }),
  };
}

/** Undefined where a file that is to be changed too is open, and no longer what the fix was made for. */
function editOf(edits: readonly Edit[], snapshot: DocumentSnapshot, context: FixActionContext): WorkspaceEdit | undefined {
  const changes = [...byFile(edits).values()].map(own => fileEditsOf(own, snapshot, context));
  return changes.every(change => change !== undefined) && canMake(changes, context.capabilities)
    ? workspaceEditOf(changes, context)
    : undefined;
}

function fileEditsOf(edits: readonly Edit[], snapshot: DocumentSnapshot, { documentAt }: FixActionContext): FileEdits | undefined {
  const file = edits[0]?.file;
  if (!file) return { uri: snapshot.uri, version: snapshot.version, text: snapshot.document.getText(), edits };
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
