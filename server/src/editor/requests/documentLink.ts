import { type DocumentLink, type DocumentLinkParams, DocumentLinkRequest } from 'vscode-languageserver';
import type { RequestHandler } from '../dispatch/requestHandler.js';
import { documentLinksOf } from '../features/documentLinks.js';

export const documentLink: RequestHandler<DocumentLinkParams, DocumentLink[], 'manifestSnapshot' | 'workspace'> = {
  method: DocumentLinkRequest.method,
  handle: async ({ manifestSnapshot, workspace }, { textDocument: { uri } }) => {
    const { links } = await workspace.settingsOf(uri);
    const manifest = links ? manifestSnapshot(uri) : undefined;
    return manifest ? documentLinksOf(manifest.result.judged, manifest.rangeOf) : [];
  },
};
