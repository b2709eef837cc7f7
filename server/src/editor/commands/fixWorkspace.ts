import type { ChangeAnnotation } from 'vscode-languageserver';
import type { FileResult } from '../../analysis/results.js';
import { boldFixes, type OfferedFix, preferredFixes } from '../../fixes/fixAll.js';
import { FIX_WORKSPACE_COMMAND, type FixSummary } from '../../protocol/index.js';
import { learnBelow } from '../../scan/fixContext.js';
import { completedFixes } from '../../scan/fixDigests.js';
import { type CommandHandler, untilCancelled } from '../dispatch/commandHandler.js';
import { beginScanProgress } from '../dispatch/scanProgress.js';
import type { OnProgress } from '../session/scans.js';
import type { Session } from '../session/session.js';
import { pathOf, uriOf } from '../session/uris.js';
import { type FileEdits, workspaceEditOf } from '../session/workspaceEdits.js';

type Needs = 'capabilities' | 'clock' | 'connection' | 'documentAt' | 'encoding' | 'manifests' | 'scans' | 'services' | 'workspace';

/** Fixes every manifest of the workspace folders at once. */
export const fixWorkspace: CommandHandler<FixSummary, Needs> = {
  command: FIX_WORKSPACE_COMMAND,
  showsProgress: true,
  run: async (session, progress, token) => {
    const onProgress = beginScanProgress('looking for fixes', 'Looking for fixes', progress);
    const found = await untilCancelled(undefined, progress, token, signal => findFixes(session, onProgress, signal));
    return found ? apply(found, session) : NOTHING_FIXED;
  },
};

const NOTHING_FIXED: FixSummary = { changes: 0, files: 0, toConfirm: 0, refused: [], applied: false, cancelled: true };

interface FoundFixes {
  readonly manifests: readonly FixedManifest[];
  /** Paths of manifests that have fixes and changed meanwhile. */
  readonly refused: readonly string[];
}

/** The preferred fixes, and those that change the major line where the client's user can be asked about them. Rejects with the signal's reason. */
async function findFixes(session: Pick<Session, Needs>, onProgress: OnProgress, signal: AbortSignal): Promise<FoundFixes> {
  const { workspace, manifests, scans, services } = session;
  const found = await workspace.manifests(signal);
  const open = manifests.uris().map(pathOf).filter(workspace.contains);
  const results = await scans.scan([...new Set([...found, ...open])], signal, onProgress);
  const { facts } = await services.get();
  await learnBelow(results, facts, workspace.settingsNow().offline, signal);
  const inside = results.filter(({ path, unread }) => !unread && workspace.contains(path));
  const fixed = (await Promise.all(inside.map(result => fixesOf(result, session, signal)))).filter(({ fixes }) => fixes.length > 0);
  const same = await Promise.all(fixed.map(one => isUnchanged(one, session)));
  signal.throwIfAborted();
  return {
    manifests: fixed.filter((_, index) => same[index]),
    refused: fixed.filter((_, index) => !same[index]).map(({ result }) => result.path),
  };
}

/** Asks the client to apply them as one edit, which takes as long as its user looks at it. Nothing is saved. */
async function apply({ manifests, refused }: FoundFixes, session: Pick<Session, Needs>): Promise<FixSummary> {
  const all = manifests.flatMap(({ fixes }) => fixes);
  const toConfirm = all.filter(isToConfirm).length;
  const edit = workspaceEditOf(manifests.map(editsOf), session);
  const { applied } =
    all.length > 0 ? await session.connection.workspace.applyEdit({ label: 'Fix all in workspace', edit }) : { applied: false };
  return { changes: all.length, files: manifests.length, toConfirm, refused, applied, cancelled: false };
}

async function fixesOf(
  result: FileResult,
  { documentAt, capabilities, services, clock }: Pick<Session, Needs>,
  signal: AbortSignal,
): Promise<FixedManifest> {
  const document = documentAt(result.path);
  const choose = capabilities.annotatedEdits ? boldFixes : preferredFixes;
  const { uri = uriOf(result.path), version = null } = document ?? {};
  const { registries } = await services.get();
  const fixes = await completedFixes(choose(result.judged, clock()), result, registries, signal);
  return { result, uri, version, fixes: fixes.filter(isInManifest) };
}

/** Whether a manifest still is what it was when it was evaluated. */
async function isUnchanged(
  { result: { path, text }, version }: FixedManifest,
  { manifests, documentAt }: Pick<Session, Needs>,
): Promise<boolean> {
  const now = await manifests.files.read(path);
  return now.kind === 'text' && now.text === text && (documentAt(path)?.version ?? null) === version;
}

/** A manifest and its fixes, none of them without its edits. */
interface FixedManifest {
  readonly result: FileResult;
  readonly uri: string;
  /** Null where it is not open. */
  readonly version: number | null;
  readonly fixes: readonly OfferedFix[];
}

/** Several manifests may share another file, and each would change it as it stands now. */
function isInManifest({ fix }: OfferedFix): boolean {
  return fix.edits.every(({ file }) => file === undefined);
}

const SAFE: ChangeAnnotation = { label: 'Within the major line', needsConfirmation: false };

function editsOf({ result, uri, version, fixes }: FixedManifest): FileEdits {
  const edits = fixes.flatMap(offer => offer.fix.edits.map(edit => ({ ...edit, annotation: annotationOf(offer) })));
  return { uri, version, text: result.text, edits };
}

function annotationOf(offer: OfferedFix): ChangeAnnotation {
  return isToConfirm(offer) ? { label: offer.fix.title, description: 'Another major line', needsConfirmation: true } : SAFE;
}

/** Only a fix that changes the major line is offered without being preferred. */
function isToConfirm({ fix }: OfferedFix): boolean {
  return !fix.preferred;
}
