import type { ChangeAnnotation, CreateFile, TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Edit } from '../../model/index.js';
import type { ClientCapabilities } from './clientCapabilities.js';
import { type PositionEncoding, toRange } from './encoding.js';

/** Edits of one file, made for one text of it. */
export interface FileEdits {
  readonly uri: string;
  /** Of the document in the client; null where it is not open. */
  readonly version: number | null;
  readonly text: string;
  readonly edits: readonly AnnotatedEdit[];
  /** The file has to be made first. */
  readonly isNew?: true;
}

/** An edit, and what the client's user is told of it. */
export interface AnnotatedEdit extends Edit {
  readonly annotation?: ChangeAnnotation;
}

export interface EditForm {
  readonly capabilities: Pick<ClientCapabilities, 'versionedEdits' | 'annotatedEdits'>;
  readonly encoding: PositionEncoding;
}

/**
 * Edits of several files in the form that the client understands: of certain versions of the documents, so that it refuses them where one has changed
 * since, else plain changes. Annotations are left out where it has no use for them.
 */
export function workspaceEditOf(files: readonly FileEdits[], { capabilities, encoding }: EditForm): WorkspaceEdit {
  if (!capabilities.versionedEdits) {
    return { changes: Object.fromEntries(files.map(file => [file.uri, textEditsOf(file, encoding).map(({ edit }) => edit)])) };
  }
  const annotations: Record<string, ChangeAnnotation> = {};
  const annotated = (edit: TextEdit, annotation: ChangeAnnotation | undefined): TextEdit => {
    if (!annotation || !capabilities.annotatedEdits) return edit;
    annotations[annotation.label] = annotation;
    return { ...edit, annotationId: annotation.label } as TextEdit;
  };
  const documentChanges = files.flatMap((file): readonly (CreateFile | TextDocumentEdit)[] => [
    ...(file.isNew ? [{ kind: 'create' as const, uri: file.uri, options: { overwrite: false, ignoreIfExists: false } }] : []),
    {
      textDocument: { uri: file.uri, version: file.version },
      edits: textEditsOf(file, encoding).map(({ edit, annotation }) => annotated(edit, annotation)),
    },
  ]);
  return { documentChanges, ...(Object.keys(annotations).length > 0 && { changeAnnotations: annotations }) };
}

/** Whether a client can be asked to make the files that some edits are for. */
export function canMake(
  files: readonly FileEdits[],
  { versionedEdits, createsFiles }: Pick<ClientCapabilities, 'versionedEdits' | 'createsFiles'>,
): boolean {
  return (versionedEdits && createsFiles) || files.every(({ isNew }) => !isNew);
}

/** A client opens a file without its byte order mark. */
function textEditsOf(
  { uri, version, text, edits }: FileEdits,
  encoding: PositionEncoding,
): readonly { readonly edit: TextEdit; readonly annotation: ChangeAnnotation | undefined }[] {
  const mark = version === null && text.startsWith('\ufeff') ? 1 : 0;
  const document = TextDocument.create(uri, '', 0, text.slice(mark));
  return edits.map(({ span, newText, annotation }) => {
    const range = toRange(document, { start: span.start - mark, end: span.end - mark }, encoding);
    return { edit: { range, newText }, annotation };
  });
}
