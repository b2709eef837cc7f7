import type { FileResult } from '../../analysis/results.js';
import { boldFixes, type OfferedFix, preferredFixes } from '../../fixes/fixAll.js';
import { withEdits } from '../../fixes/textEdits.js';
import { FIX_WORKSPACE_COMMAND, type FixSummary } from '../../protocol/index.js';
import { fixingSentence } from '../../reports/fixing.js';
import { learnBelow } from '../../scan/fixContext.js';
import { completedFixes } from '../../scan/fixDigests.js';
import { type CommandHandler, untilCancelled } from '../dispatch/commandHandler.js';
import { beginScanProgress } from '../dispatch/scanProgress.js';
import { askAbout, type BulkChange, type BulkEditNeeds, makeChanges } from '../session/bulkEdits.js';
import type { OnProgress } from '../session/scans.js';
import type { Session } from '../session/session.js';
import { pathOf, uriOf } from '../session/uris.js';

type Needs = BulkEditNeeds | 'clock' | 'documentAt' | 'manifests' | 'scans' | 'services' | 'workspace';

/** Fixes every manifest of the workspace folders at once, when the client's user has seen what that comes to. */
export const fixWorkspace: CommandHandler<FixSummary, Needs> = {
  command: FIX_WORKSPACE_COMMAND,
  showsProgress: true,
  run: async (session, progress, token) => {
    const onProgress = beginScanProgress('looking for fixes', 'Looking for fixes', progress);
    const found = await untilCancelled(undefined, progress, token, signal => findFixes(session, onProgress, signal));
    return found ? apply(found, session) : NOTHING_FIXED;
  },
};

const NOTHING_FIXED: FixSummary = {
  changes: 0,
  files: 0,
  toConfirm: 0,
  stays: 0,
  uris: [],
  refused: [],
  applied: false,
  cancelled: true,
};

interface FoundFixes {
  readonly manifests: readonly FixedManifest[];
  /** The manifests as they would be, and those that have no fix. */
  readonly after: readonly FileResult[];
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
  const all = await Promise.all(inside.map(result => fixesOf(result, session, signal)));
  const same = await areUnchanged(all, session);
  signal.throwIfAborted();
  const fixed = all.filter(({ fixes }) => fixes.length > 0);
  return {
    manifests: fixed.filter(one => same.has(one)),
    after: all.map(one => (same.has(one) ? fixedResult(one) : one.result)),
    refused: fixed.filter(one => !same.has(one)).map(({ result }) => result.path),
  };
}

/** What is left when a manifest's preferred fixes are made. */
function fixedResult({ result, fixes }: FixedManifest): FileResult {
  const edits = fixes.filter(({ fix }) => fix.preferred).flatMap(({ fix }) => fix.edits);
  return (edits.length > 0 && result.as(withEdits(result.text, edits))) || result;
}

/** Tells what there is to change, and asks; then has the client change it by one edit, which takes as long as its user looks at it. Nothing is saved. */
async function apply({ manifests, after, refused }: FoundFixes, session: Pick<Session, Needs>): Promise<FixSummary> {
  const changes = manifests.flatMap(changesIn);
  const stays = after.flatMap(({ judged }) => judged.flatMap(({ findings }) => findings));
  const summary = {
    ...NOTHING_FIXED,
    changes: changes.length,
    files: manifests.length,
    toConfirm: changes.filter(({ doubt }) => doubt !== undefined).length,
    stays: stays.length,
    refused,
    cancelled: false,
  };
  if (changes.length === 0) return summary;
  const commands = after.flatMap(({ locked }) => locked?.stale?.command?.command ?? []);
  const choice = await askAbout(fixingSentence({ ...summary, staying: stays, commands }), session);
  if (choice === 'nothing') return summary;
  const same = await areUnchanged(manifests, session);
  const current = manifests.filter(one => same.has(one));
  const { made, applied } = await makeChanges('Fix all in workspace', current.flatMap(changesIn), choice, session);
  return {
    ...summary,
    changes: made.length,
    files: new Set(made.map(({ file }) => file.uri)).size,
    toConfirm: made.filter(({ doubt }) => doubt !== undefined).length,
    uris: [...new Set(made.map(({ file }) => file.uri))],
    refused: [...refused, ...manifests.filter(one => !same.has(one)).map(({ result }) => result.path)],
    applied,
  };
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

/** Those manifests that still are what they were when they were evaluated. */
async function areUnchanged(
  all: readonly FixedManifest[],
  { manifests, documentAt }: Pick<Session, Needs>,
): Promise<ReadonlySet<FixedManifest>> {
  const same = await Promise.all(
    all.map(async ({ fixes, result: { path, text }, version }) => {
      if (fixes.length === 0) return true;
      const now = await manifests.files.read(path);
      return now.kind === 'text' && now.text === text && (documentAt(path)?.version ?? null) === version;
    }),
  );
  return new Set(all.filter((_, index) => same[index]));
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

/** Only a fix that changes the major line is offered without being preferred. */
function changesIn({ result, uri, version, fixes }: FixedManifest): readonly BulkChange[] {
  return fixes.map(({ fix: { title, preferred, edits } }) => ({
    title,
    ...(!preferred && { doubt: 'Another major line' }),
    file: { uri, version, text: result.text },
    edits,
  }));
}
