import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileSystem } from '../../ports/index.js';
import { pathOf } from './uris.js';

/** The document that the client has open of a file. Clients differ in how they write a URI: the path is what counts. */
export function documentAt(path: string, documents: Pick<TextDocuments<TextDocument>, 'all'>): TextDocument | undefined {
  return documents.all().find(({ uri }) => pathOf(uri) === path);
}

/** Files, where one that is open reads as the client shows it. */
export function createOpenFiles(documents: Pick<TextDocuments<TextDocument>, 'all'>, disk: FileSystem): FileSystem {
  return {
    ...disk,
    read: async path => {
      const document = documentAt(path, documents);
      return document ? { kind: 'text', text: document.getText() } : disk.read(path);
    },
  };
}
