import type { WorkspaceEdit } from 'vscode-languageserver';
import type { Edit } from '../../model/index.js';
import { policyPath } from './policies.js';
import type { Session } from './session.js';
import { pathOf, uriOf } from './uris.js';
import { canMake, type FileEdits, workspaceEditOf } from './workspaceEdits.js';

/** What a change of a policy file needs of the session. */
export type PolicyEditNeeds = 'workspace' | 'documentAt' | 'disk' | 'encoding' | 'capabilities';

/** A change of a policy file, and where that is. */
export interface PolicyEdit {
  readonly uri: string;
  readonly edit: WorkspaceEdit;
}

/**
 * A change of the policy file that a document is judged by, as the client shows the file where it is open; it is made where there is none.
 * @param change the edits of its text, which is undefined where there is no file; a sentence where it cannot be changed
 * @returns such a sentence, fit to be shown
 */
export async function policyEdit(
  session: Pick<Session, PolicyEditNeeds>,
  uri: string,
  change: (text: string | undefined) => readonly Edit[] | string,
): Promise<PolicyEdit | string> {
  const path = policyPath(session.workspace.rootOf(pathOf(uri)));
  const open = session.documentAt(path);
  const file = open ? undefined : await session.disk.read(path);
  if (file?.kind === 'unreadable' && !file.absent) return `The policy file is not read: ${file.reason}.`;
  const isNew = file?.kind === 'unreadable';
  const text = open?.getText() ?? (file?.kind === 'text' ? file.text : undefined);
  const edits = change(text);
  if (typeof edits === 'string') return edits;
  const { uri: policyUri, version } = open ?? { uri: uriOf(path), version: null };
  const changes: FileEdits = { uri: policyUri, version, text: text ?? '', edits, ...(isNew && { isNew }) };
  if (!canMake([changes], session.capabilities)) return 'The editor does not make files: make an empty .depwarden.jsonc first.';
  return { uri: policyUri, edit: workspaceEditOf([changes], session) };
}
