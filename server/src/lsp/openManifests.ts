import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { followIncludes, type Included, NOTHING_INCLUDED } from '../engine/includes.js';
import { NOTHING_AROUND, type Projects, type Surroundings } from '../engine/projects.js';
import type { ReadManifest } from '../engine/scan.js';
import { formatOf } from '../manifests/index.js';
import type { Manifest } from '../model.js';
import type { FileSystem, FileText } from '../ports.js';
import { pathOf } from './uris.js';

/** The manifests open in the client, parsed once a version. */
export interface OpenManifests {
  /** Whether a document is a manifest to be judged: by its name and place, whatever it holds. */
  isManifest(uri: string): boolean;
  /** The manifest as it stands now; undefined where the document is not open or is no manifest. */
  read(uri: string): ReadManifest | undefined;
  /** Reads again what the manifest includes and what stands around it: lockfile, installed packages. */
  follow(uri: string, projects: Projects, signal: AbortSignal): Promise<void>;
  uris(): readonly string[];
  /** Forgets a document that was closed. */
  drop(uri: string): void;
  /** Forgets what was parsed, because it would be prepared otherwise now. */
  reparse(): void;
  /** Files, where one that is open reads as the client shows it. */
  readonly files: FileSystem;
}

/** @param prepare what is done to every manifest after it was parsed */
export function createOpenManifests(
  documents: TextDocuments<TextDocument>,
  disk: FileSystem,
  prepare: (manifest: Manifest, path: string) => Manifest,
): OpenManifests {
  const parsed = new Map<string, { readonly version: number; readonly manifest: Manifest }>();
  const followed = new Map<string, { readonly included: Included; readonly around: Surroundings }>();

  function parse(document: TextDocument): Manifest | undefined {
    const known = parsed.get(document.uri);
    if (known?.version === document.version) return known.manifest;
    const manifest = isManifest(document.uri) ? formatOf(pathOf(document.uri))?.parse(document.getText()) : undefined;
    if (!manifest) return undefined;
    const prepared = prepare(manifest, pathOf(document.uri));
    parsed.set(document.uri, { version: document.version, manifest: prepared });
    return prepared;
  }

  function read(uri: string): ReadManifest | undefined {
    const document = documents.get(uri);
    const manifest = document && parse(document);
    if (!document || !manifest) return undefined;
    const { included, around } = followed.get(uri) ?? { included: NOTHING_INCLUDED, around: NOTHING_AROUND };
    return { path: pathOf(uri), text: document.getText(), manifest, included: onLinesOf(manifest, included), around };
  }

  async function readFile(path: string): Promise<FileText> {
    const document = documents.all().find(({ uri }) => pathOf(uri) === path);
    return document ? { kind: 'text', text: document.getText() } : disk.read(path);
  }

  const files: FileSystem = { ...disk, read: readFile };

  return {
    isManifest,
    read,
    follow: async (uri, projects, signal) => {
      const manifest = read(uri)?.manifest;
      if (!manifest || !uri.startsWith('file:')) return;
      const path = pathOf(uri);
      const [included, around] = await Promise.all([
        followIncludes(path, manifest, files, signal),
        projects.around(path, manifest, signal),
      ]);
      followed.set(uri, { included, around });
    },
    uris: () => documents.keys().filter(isManifest),
    drop: uri => {
      parsed.delete(uri);
      followed.delete(uri);
    },
    reparse: () => parsed.clear(),
    files,
  };
}

function isManifest(uri: string): boolean {
  const path = pathOf(uri);
  return !isForeign(path) && formatOf(path) !== undefined;
}

/** Problems of includes stand where the includes stand now: what was followed in an older version may have moved or gone. */
function onLinesOf(manifest: Manifest, included: Included): Included {
  if (manifest.includes.length === 0) return NOTHING_INCLUDED;
  if (included.problems.length === 0) return included;
  const problems = included.problems.filter(({ span }) =>
    manifest.includes.some(include => include.span.start === span.start && include.span.end === span.end),
  );
  return { ...included, problems };
}

/** What a package manager has installed is not this workspace's to edit. */
function isForeign(path: string): boolean {
  return /[\\/](node_modules|site-packages)[\\/]/.test(path);
}
