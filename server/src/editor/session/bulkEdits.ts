// Changes in many places: told in a sentence first, and made only when the client's user has looked, or has said so.
import { MessageType, ShowMessageRequest } from 'vscode-languageserver';
import { messageOf } from '../../text/messageOf.js';
import type { Session } from './session.js';
import { type FileEdits, workspaceEditOf } from './workspaceEdits.js';

export type BulkEditNeeds = 'connection' | 'capabilities' | 'encoding' | 'logger';

/** One change: its edits in one file, and whether it can be made without looking at it. */
export interface BulkChange {
  readonly title: string;
  /** Why it wants a look; undefined where it does not. */
  readonly doubt?: string;
  readonly file: Omit<FileEdits, 'edits'>;
  readonly edits: FileEdits['edits'];
}

/** What the client's user has chosen. */
export type BulkChoice = 'preview' | 'apply' | 'nothing';

const PREVIEW = { title: 'Preview' };
const APPLY = { title: 'Apply' };

/** Tells what is about to be changed, and asks whether to look at each change first; that is offered where the client can show changes. */
export async function askAbout(summary: string, { connection, capabilities, logger }: Pick<Session, BulkEditNeeds>): Promise<BulkChoice> {
  const actions = capabilities.annotatedEdits ? [PREVIEW, APPLY] : [APPLY];
  try {
    const chosen = await connection.sendRequest(ShowMessageRequest.type, {
      type: MessageType.Info,
      message: `Depwarden: ${summary}`,
      actions,
    });
    return chosen?.title === PREVIEW.title ? 'preview' : chosen?.title === APPLY.title ? 'apply' : 'nothing';
  } catch (error) {
    logger.warn(`the client does not ask its user: ${messageOf(error)}`);
    return 'nothing';
  }
}

/**
 * Has the client make the changes, as one edit. In a preview each waits to be ticked; else those are left out that want a look.
 * @returns what was to be changed, and whether the client has done it
 */
export async function makeChanges(
  label: string,
  changes: readonly BulkChange[],
  choice: Exclude<BulkChoice, 'nothing'>,
  session: Pick<Session, BulkEditNeeds>,
): Promise<{ readonly made: readonly BulkChange[]; readonly applied: boolean }> {
  const made = choice === 'preview' ? changes : changes.filter(({ doubt }) => doubt === undefined);
  if (made.length === 0) return { made, applied: false };
  const edit = workspaceEditOf(byFile(made, choice === 'preview'), session);
  const { applied } = await session.connection.workspace.applyEdit({ label, edit });
  return { made, applied };
}

function byFile(changes: readonly BulkChange[], isPreview: boolean): readonly FileEdits[] {
  const files = new Map<string, FileEdits>();
  for (const { title, doubt, file, edits } of changes) {
    const annotation = { label: title, ...(doubt !== undefined && { description: doubt }), needsConfirmation: true };
    const own = isPreview ? edits.map(edit => ({ ...edit, annotation })) : edits;
    files.set(file.uri, { ...file, edits: [...(files.get(file.uri)?.edits ?? []), ...own] });
  }
  return [...files.values()];
}
