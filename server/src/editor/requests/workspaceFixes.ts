import type { ChangeAnnotation, Connection } from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { completedFixes } from '../../scan/fixDigests.js';
import { learnBelow } from '../../scan/fixContext.js';
import type { ManifestResult } from '../../scan/scan.js';
import { boldFixes, type OfferedFix, preferredFixes } from '../../fixes/fixAll.js';
import type { Clock } from '../../ports/index.js';
import type { FixSummary } from '../../protocol.js';
import type { Abilities } from '../clientCapabilities.js';
import type { PositionEncoding } from '../encoding.js';
import type { OpenManifests } from '../openManifests.js';
import type { OnProgress, Scans } from '../scans.js';
import { pathOf, uriOf } from '../uris.js';
import type { Workspace } from '../workspace.js';
import { type FileEdits, workspaceEditOf } from '../workspaceEdits.js';
import type { TheWorld } from '../services.js';

export interface WorkspaceFixesOptions {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly abilities: Abilities;
  readonly encoding: PositionEncoding;
  readonly clock: Clock;
  readonly workspace: Workspace;
  readonly theWorld: TheWorld;
  readonly manifests: OpenManifests;
  readonly scans: Scans;
}

/** Fixes every manifest of the workspace folders at once. */
export interface WorkspaceFixes {
  /** The preferred fixes, and those that change the major line where the client's user can be asked about them. Rejects with the signal's reason. */
  find(signal: AbortSignal, onProgress: OnProgress): Promise<FoundFixes>;
  /** Asks the client to apply them as one edit, which takes as long as its user looks at it. Nothing is saved. */
  apply(found: FoundFixes): Promise<Omit<FixSummary, 'cancelled'>>;
}

export interface FoundFixes {
  readonly manifests: readonly FixedManifest[];
  /** Paths of manifests that have fixes and changed meanwhile. */
  readonly refused: readonly string[];
}

export function createWorkspaceFixes(options: WorkspaceFixesOptions): WorkspaceFixes {
  const { connection, documents, abilities, workspace, theWorld, manifests, scans } = options;

  /** Clients differ in how they write a URI: the path is what counts. */
  function documentAt(path: string): TextDocument | undefined {
    return documents.all().find(({ uri }) => pathOf(uri) === path);
  }

  async function fixesOf(result: ManifestResult, signal: AbortSignal): Promise<FixedManifest> {
    const document = documentAt(result.path);
    const choose = abilities.annotatedEdits ? boldFixes : preferredFixes;
    const { registries } = await theWorld.get();
    return {
      result,
      uri: document?.uri ?? uriOf(result.path),
      version: document?.version ?? null,
      fixes: (await completedFixes(choose(result.judged, options.clock()), result.text, registries, signal)).filter(isInManifest),
    };
  }

  /** Whether a manifest still is what it was when it was judged. */
  async function isSame({ result: { path, text }, version }: FixedManifest): Promise<boolean> {
    const now = await manifests.files.read(path);
    return now.kind === 'text' && now.text === text && (documentAt(path)?.version ?? null) === version;
  }

  return {
    find: async (signal, onProgress) => {
      const found = await workspace.manifests(signal);
      const open = manifests.uris().map(pathOf).filter(workspace.contains);
      const results = await scans.scan([...new Set([...found, ...open])], signal, onProgress);
      const { facts } = await theWorld.get();
      await learnBelow(results, facts, workspace.settingsNow().offline, signal);
      const inside = results.filter(({ path, unread }) => !unread && workspace.contains(path));
      const fixed = (await Promise.all(inside.map(result => fixesOf(result, signal)))).filter(({ fixes }) => fixes.length > 0);
      const same = await Promise.all(fixed.map(isSame));
      signal.throwIfAborted();
      return {
        manifests: fixed.filter((_, index) => same[index]),
        refused: fixed.filter((_, index) => !same[index]).map(({ result }) => result.path),
      };
    },
    apply: async ({ manifests: wanted, refused }) => {
      const all = wanted.flatMap(({ fixes }) => fixes);
      const toConfirm = all.filter(isToConfirm).length;
      const edit = workspaceEditOf(wanted.map(editsOf), options);
      const answer = all.length > 0 ? await connection.workspace.applyEdit({ label: 'Fix all in workspace', edit }) : { applied: false };
      return { changes: all.length, files: wanted.length, toConfirm, refused, applied: answer.applied };
    },
  };
}

/** A manifest and its fixes, none of them without its edits. */
interface FixedManifest {
  readonly result: ManifestResult;
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
