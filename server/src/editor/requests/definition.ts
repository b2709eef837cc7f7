import { type Definition, type DefinitionParams, DefinitionRequest, type Location, type LocationLink } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../../model/index.js';
import type { RequestHandler } from '../dispatch/requestHandler.js';
import { definitionAt, type Definition as Found } from '../features/definition.js';
import { type PositionEncoding, toRange } from '../session/encoding.js';
import type { OpenManifests } from '../session/openManifests.js';
import { pathOf, uriOf } from '../session/uris.js';

/** From a manifest to other places: entries of catalogs, included files. */
export const definition: RequestHandler<
  DefinitionParams,
  Definition | LocationLink[] | null,
  'documentSnapshot' | 'manifests' | 'capabilities' | 'encoding'
> = {
  method: DefinitionRequest.method,
  handle: async ({ documentSnapshot, manifests, capabilities, encoding }, { textDocument: { uri }, position }) => {
    const snapshot = documentSnapshot(uri);
    const manifest = manifests.read(uri)?.manifest;
    if (!snapshot || !manifest) return null;
    const found = definitionAt(manifest, manifests.catalogs(uri), snapshot.offsetOf(position));
    const target = found && (await targetOf(found, snapshot.document, manifests.files, encoding));
    if (!target) return null;
    return capabilities.definitionLinks ? [{ originSelectionRange: snapshot.rangeOf(found.origin), ...target }] : locationOf(target);
  },
};

type Target = Omit<LocationLink, 'originSelectionRange'>;

const START: Span = { start: 0, end: 0 };

/** The place, in the file as the client shows it; undefined where there is no such file. */
async function targetOf(
  found: Found,
  from: TextDocument,
  files: OpenManifests['files'],
  encoding: PositionEncoding,
): Promise<Target | undefined> {
  const path = found.kind === 'file' ? files.resolve(pathOf(from.uri), found.target) : found.path;
  if (path === undefined) return found.kind === 'entry' ? targetIn(from, found.name, found.whole, encoding) : undefined;
  const file = await files.read(path);
  if (file.kind === 'unreadable') return undefined;
  const document = TextDocument.create(uriOf(path), '', 0, file.text);
  return found.kind === 'file' ? targetIn(document, START, START, encoding) : targetIn(document, found.name, found.whole, encoding);
}

function targetIn(document: TextDocument, name: Span, whole: Span, encoding: PositionEncoding): Target {
  return {
    targetUri: document.uri,
    targetRange: toRange(document, whole, encoding),
    targetSelectionRange: toRange(document, name, encoding),
  };
}

function locationOf({ targetUri, targetSelectionRange }: Target): Location {
  return { uri: targetUri, range: targetSelectionRange };
}
