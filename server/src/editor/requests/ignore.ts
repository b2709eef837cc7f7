import { ErrorCodes, ResponseError, type TextDocumentEdit, type WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Edit } from '../../model/index.js';
import { withIgnore } from '../../policy/edit.js';
import type { IgnoreEntry } from '../../policy/ignores.js';
import { readPolicyFile } from '../../policy/policyFile.js';
import { IGNORE_REQUEST, type IgnoreParams } from '../../protocol/index.js';
import type { CustomRequestHandler } from '../dispatch/requestHandler.js';
import { toRange } from '../session/encoding.js';
import { policyPath } from '../session/policies.js';
import type { Session } from '../session/session.js';
import { pathOf, uriOf } from '../session/uris.js';

type Needs = 'workspace' | 'documentAt' | 'disk' | 'encoding' | 'capabilities';

/**
 * The edit of the policy file that adds an entry for a finding in a document; where there is no file yet it makes one.
 * @throws ResponseError with a sentence fit to be shown, where the file cannot be edited or the entry would ignore nothing
 */
export const ignore: CustomRequestHandler<typeof IGNORE_REQUEST, Needs> = {
  method: IGNORE_REQUEST,
  handle: async (session, { uri, entry }) => {
    const path = policyPath(session.workspace.rootOf(pathOf(uri)));
    const open = session.documentAt(path);
    const file = open ? undefined : await session.disk.read(path);
    if (file?.kind === 'unreadable' && !file.absent) throw refusal(`The policy file is not read: ${file.reason}.`);
    const isNew = file?.kind === 'unreadable';
    const text = open?.getText() ?? (file?.kind === 'text' ? file.text : undefined);
    const edits = withIgnore(text, checked(entry));
    if (typeof edits === 'string') throw refusal(edits);
    const document = open ?? TextDocument.create(uriOf(path), 'jsonc', 0, text ?? '');
    return { uri: document.uri, edit: workspaceEdit(document, open?.version ?? null, edits, isNew, session) };
  },
};

function workspaceEdit(
  document: TextDocument,
  version: number | null,
  edits: readonly Edit[],
  isNew: boolean,
  { encoding, capabilities }: Pick<Session, Needs>,
): WorkspaceEdit {
  const { uri } = document;
  const changes = edits.map(({ span, newText }) => ({ range: toRange(document, span, encoding), newText }));
  const change: TextDocumentEdit = { textDocument: { uri, version }, edits: changes };
  const creation = { kind: 'create' as const, uri, options: { ignoreIfExists: true } };
  if (isNew && !capabilities.createsFiles) return { changes: { [uri]: changes } };
  return { documentChanges: isNew ? [creation, change] : [change] };
}

/** What the client sends is read as a policy file is. */
function checked(entry: IgnoreParams['entry']): IgnoreEntry {
  const { entries, problems } = readPolicyFile(JSON.stringify({ ignore: [entry] }));
  const [placed] = entries;
  if (!placed) throw refusal(problems[0]?.message ?? 'This would ignore nothing.');
  return placed.ignore.entry;
}

function refusal(message: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, message);
}
