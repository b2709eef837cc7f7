import { type InlayHint, type InlayHintParams, InlayHintRequest } from 'vscode-languageserver';
import type { RequestHandler } from '../dispatch/requestHandler.js';
import { inlayHintsIn } from '../features/inlayHints.js';

export const inlayHint: RequestHandler<InlayHintParams, InlayHint[], 'manifestSnapshot' | 'workspace' | 'releaseStates' | 'clock'> = {
  method: InlayHintRequest.method,
  handle: async ({ manifestSnapshot, workspace, releaseStates, clock }, { textDocument: { uri }, range }) => {
    const { inlayHints } = await workspace.settingsOf(uri);
    const manifest = inlayHints ? manifestSnapshot(uri) : undefined;
    if (!manifest) return [];
    const { result, spanOf, rangeOf } = manifest;
    return inlayHintsIn(result, spanOf(range), releaseStates, rangeOf, clock());
  },
};
