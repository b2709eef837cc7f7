import { type InlayHint, type InlayHintParams, InlayHintRequest } from 'vscode-languageserver';
import type { RequestHandler } from '../dispatch/requestHandler.js';
import { inlayHintsIn } from '../features/inlayHints.js';

export const inlayHint: RequestHandler<InlayHintParams, InlayHint[], 'manifestSnapshot' | 'workspace' | 'releaseStates'> = {
  method: InlayHintRequest.method,
  handle: async ({ manifestSnapshot, workspace, releaseStates }, { textDocument: { uri }, range }) => {
    const { inlayHints } = await workspace.settingsOf(uri);
    const manifest = inlayHints ? manifestSnapshot(uri) : undefined;
    if (!manifest) return [];
    const { result, document, spanOf, positionOf } = manifest;
    return inlayHintsIn(result.judged, document.getText(), spanOf(range), releaseStates, positionOf);
  },
};
