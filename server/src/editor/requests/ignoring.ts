import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  ErrorCodes,
  ResponseError,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { lockfileFormatOf } from '../../ecosystems/lockfiles.js';
import { type DiagnosticData, SOURCE } from '../features/diagnostics.js';
import { ignoreChoicesOf } from '../features/ignoreChoices.js';
import type { Edit } from '../../model/index.js';
import { withIgnore } from '../../policy/edit.js';
import type { IgnoreEntry } from '../../policy/ignores.js';
import { readPolicyFile } from '../../policy/policyFile.js';
import type { FileSystem } from '../../ports/index.js';
import { IGNORE_COMMAND, type IgnoreParams, type IgnoreQuestion, type IgnoreResult } from '../../protocol.js';
import { type PositionEncoding, toRange } from '../encoding.js';
import { policyPath } from '../policies.js';
import { pathOf, uriOf } from '../uris.js';
import type { Workspace } from '../workspace.js';

/** Beside each finding, behind everything else: the way to ignore it, which the client asks the details of. */
export function ignoreActions(uri: string, diagnostics: readonly Diagnostic[]): CodeAction[] {
  return diagnostics.flatMap(diagnostic => {
    const data = dataOf(diagnostic, uri);
    const choices = data && ignoreChoicesOf(data);
    if (!choices) return [];
    const question: IgnoreQuestion = { uri, ...choices };
    const command = { title: choices.title, command: IGNORE_COMMAND, arguments: [question] };
    return [{ title: choices.title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command }];
  });
}

export interface IgnoringOptions {
  readonly documents: TextDocuments<TextDocument>;
  readonly encoding: PositionEncoding;
  readonly workspace: Pick<Workspace, 'rootOf'>;
  readonly disk: Pick<FileSystem, 'read'>;
  /** The client can create files by an edit. */
  readonly createsFiles: boolean;
}

/**
 * The edit of the policy file that adds an entry for a finding in a document; where there is no file yet it makes one.
 * @throws ResponseError with a sentence fit to be shown, where the file cannot be edited or the entry would ignore nothing
 */
export async function ignoreEdit({ uri, entry }: IgnoreParams, options: IgnoringOptions): Promise<IgnoreResult> {
  const path = policyPath(options.workspace.rootOf(pathOf(uri)));
  const open = options.documents.all().find(document => pathOf(document.uri) === path);
  const file = open ? undefined : await options.disk.read(path);
  if (file?.kind === 'unreadable' && !file.absent) throw refusal(`The policy file is not read: ${file.reason}.`);
  const isNew = file?.kind === 'unreadable';
  const text = open?.getText() ?? (file?.kind === 'text' ? file.text : undefined);
  const edits = withIgnore(text, checked(entry));
  if (typeof edits === 'string') throw refusal(edits);
  const document = open ?? TextDocument.create(uriOf(path), 'jsonc', 0, text ?? '');
  return { uri: document.uri, edit: workspaceEdit(document, open?.version ?? null, edits, isNew, options) };
}

function workspaceEdit(
  document: TextDocument,
  version: number | null,
  edits: readonly Edit[],
  isNew: boolean,
  { encoding, createsFiles }: IgnoringOptions,
): WorkspaceEdit {
  const { uri } = document;
  const changes = edits.map(({ span, newText }) => ({ range: toRange(document, span, encoding), newText }));
  const change: TextDocumentEdit = { textDocument: { uri, version }, edits: changes };
  const creation = { kind: 'create' as const, uri, options: { ignoreIfExists: true } };
  if (isNew && !createsFiles) return { changes: { [uri]: changes } };
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

/** `data` went through the client, and comes back as it likes. That of a lockfile's finding leaves out the ecosystem, which the file tells. */
function dataOf({ source, data }: Diagnostic, uri: string): DiagnosticData | undefined {
  if (source !== SOURCE || typeof data !== 'object' || data === null) return undefined;
  const given = data as Partial<DiagnosticData>;
  const ecosystem = given.ecosystem ?? lockfileFormatOf(pathOf(uri))?.parse('').ecosystem;
  const { rule, package: name, version } = given;
  if (typeof rule !== 'string' || typeof name !== 'string' || ecosystem === undefined) return undefined;
  const [advisories, signals] = [texts(given.advisories), texts(given.signals)];
  const leads = given.leads === undefined ? advisories : texts(given.leads);
  return { rule, package: name, ecosystem, advisories, leads, signals, ...(typeof version === 'string' && { version }) };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(one => typeof one === 'string') : [];
}
