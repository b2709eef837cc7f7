import { type DocumentLink, type DocumentLinkParams, DocumentLinkRequest } from 'vscode-languageserver';
import type { RequestHandler } from '../dispatch/requestHandler.js';
import { documentLinksOf } from '../features/documentLinks.js';

export const documentLink: RequestHandler<DocumentLinkParams, DocumentLink[], 'manifestSnapshot'> = {
  method: DocumentLinkRequest.method,
  handle: async ({ manifestSnapshot }, { textDocument }) => {
    const manifest = manifestSnapshot(textDocument.uri);
    return manifest ? documentLinksOf(manifest.result.judged, manifest.rangeOf) : [];
  },
};
