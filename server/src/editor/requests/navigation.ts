import type { Definition, Location, LocationLink } from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Definition as Defined, definitionAt } from '../features/definition.js';
import { documentLinksOf } from '../features/documentLinks.js';
import type { Span } from '../../model/index.js';
import type { Abilities } from '../clientCapabilities.js';
import { type PositionEncoding, toRange, toSpan } from '../encoding.js';
import type { OpenFindings } from '../openFindings.js';
import type { OpenManifests } from '../openManifests.js';
import type { Session } from '../session.js';
import { pathOf, uriOf } from '../uris.js';

export interface NavigationOptions {
  readonly documents: TextDocuments<TextDocument>;
  readonly abilities: Pick<Abilities, 'definitionLinks'>;
  readonly encoding: PositionEncoding;
  readonly manifests: Pick<OpenManifests, 'read' | 'catalogs' | 'files'>;
  readonly findings: Pick<OpenFindings, 'resultOf'>;
}

/** Ways from a manifest to other places: pages of packages, entries of catalogs, included files. */
export function createNavigation(options: NavigationOptions): Pick<Session, 'documentLinks' | 'definition'> {
  const { documents, abilities, encoding, manifests, findings } = options;

  /** Where it is, read as the client shows it; undefined where there is no such file. */
  async function placeOf(found: Defined, from: TextDocument): Promise<Target | undefined> {
    const path = found.kind === 'file' ? manifests.files.resolve(pathOf(from.uri), found.target) : found.path;
    if (path === undefined) return found.kind === 'entry' ? targetIn(from, found.name, found.whole) : undefined;
    const file = await manifests.files.read(path);
    if (file.kind === 'unreadable') return undefined;
    const document = TextDocument.create(uriOf(path), '', 0, file.text);
    return found.kind === 'file' ? targetIn(document, START, START) : targetIn(document, found.name, found.whole);
  }

  function targetIn(document: TextDocument, name: Span, whole: Span): Target {
    return {
      targetUri: document.uri,
      targetRange: toRange(document, whole, encoding),
      targetSelectionRange: toRange(document, name, encoding),
    };
  }

  return {
    documentLinks: async ({ textDocument: { uri } }) => {
      const document = documents.get(uri);
      const result = findings.resultOf(uri);
      return document && result ? documentLinksOf(result.judged, span => toRange(document, span, encoding)) : [];
    },
    definition: async ({ textDocument: { uri }, position }): Promise<Definition | LocationLink[] | null> => {
      const document = documents.get(uri);
      const manifest = manifests.read(uri)?.manifest;
      if (!document || !manifest) return null;
      const offset = toSpan(document, { start: position, end: position }, encoding).start;
      const found = definitionAt(manifest, manifests.catalogs(uri), offset);
      const originSelectionRange = found && toRange(document, found.origin, encoding);
      const target = found && (await placeOf(found, document));
      if (!target || !originSelectionRange) return null;
      return abilities.definitionLinks ? [{ originSelectionRange, ...target }] : locationOf(target);
    },
  };
}

type Target = Omit<LocationLink, 'originSelectionRange'>;

const START: Span = { start: 0, end: 0 };

function locationOf({ targetUri, targetSelectionRange }: Target): Location {
  return { uri: targetUri, range: targetSelectionRange };
}
