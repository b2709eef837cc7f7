import { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { fromClient, type PositionEncoding } from './encoding.js';

/** The documents open in the client, kept up to date by incremental changes in its encoding. */
export function createDocuments(encoding: () => PositionEncoding): TextDocuments<TextDocument> {
  return new TextDocuments<TextDocument>({
    create: TextDocument.create,
    update: (document, changes, version) =>
      // One by one: the ranges of a change lie in the text that the changes before it have made.
      changes.reduce((updated, change) => {
        const inUtf16 = 'range' in change ? { ...change, range: fromClient(updated, change.range, encoding()) } : change;
        return TextDocument.update(updated, [inUtf16], version);
      }, document),
  });
}
