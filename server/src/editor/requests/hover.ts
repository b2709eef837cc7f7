import { type Hover, type HoverParams, HoverRequest } from 'vscode-languageserver';
import type { RequestHandler } from '../dispatch/requestHandler.js';
import { hoverAt } from '../features/hover.js';

export const hover: RequestHandler<HoverParams, Hover | null, 'manifestSnapshot' | 'capabilities' | 'extensions'> = {
  method: HoverRequest.method,
  handle: async ({ manifestSnapshot, capabilities, extensions }, { textDocument, position }) => {
    const manifest = manifestSnapshot(textDocument.uri);
    const { problemsInHover: problems, installed: responding, ignoring } = extensions;
    const found = manifest && hoverAt(manifest.result.judged, manifest.offsetOf(position), { problems, responding, ignoring });
    if (!found) return null;
    const kind = capabilities.markdownHover ? 'markdown' : 'plaintext';
    const value = capabilities.markdownHover ? found.markdown : found.plain;
    return { contents: { kind, value }, range: manifest.rangeOf(found.span) };
  },
};
