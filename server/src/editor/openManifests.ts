import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Catalogs, catalogsOf, withCatalogs } from '../project/catalogs.js';
import { followIncludes, type Included, NOTHING_INCLUDED } from '../project/includes.js';
import { withLockedSources } from '../project/lockedProject.js';
import { parseManifest } from '../project/parseOnce.js';
import { NOTHING_AROUND, type Projects, type Surroundings } from '../project/projectContext.js';
import type { ReadManifest } from '../scan/scan.js';
import type { Lockfile } from '../model/lockfile.js';
import { formatOf } from '../ecosystems/manifests.js';
import type { Manifest } from '../model/index.js';
import type { FileSystem, FileText } from '../ports/index.js';
import { pathOf } from './uris.js';

/** The manifests open in the client, parsed once a version. */
export interface OpenManifests {
  /** Whether a document is a manifest to be judged: by its name and place, whatever it holds. */
  isManifest(uri: string): boolean;
  /** The manifest as it stands now; undefined where the document is not open or is no manifest. */
  read(uri: string): ReadManifest | undefined;
  /** The manifest as it would be with another text; nothing of it is remembered. */
  readAs(uri: string, text: string): ReadManifest | undefined;
  /** The catalogs in another file that the manifest refers to. */
  catalogs(uri: string): Catalogs | undefined;
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
  prepare: (manifest: Manifest, path: string, lock: Surroundings['lock']) => Manifest,
): OpenManifests {
  /** As the text has it; made ready to be judged; the catalogs in it. */
  const parsed = new Map<string, { readonly version: number; readonly manifest: Manifest }>();
  const prepared = new Map<string, Prepared>();
  const catalogsShown = new WeakMap<Manifest, Catalogs>();
  const followed = new Map<string, { readonly included: Included; readonly around: Surroundings }>();

  function parse(document: TextDocument): Manifest | undefined {
    const { uri, version } = document;
    const known = parsed.get(uri);
    if (known?.version === version) return known.manifest;
    const manifest = isManifest(uri) ? formatOf(pathOf(uri))?.parse(document.getText()) : undefined;
    if (manifest) parsed.set(uri, { version, manifest });
    return manifest;
  }

  /** The catalogs that a manifest refers to, as the client shows their file where it is open. */
  function catalogsFor(uri: string): Catalogs | undefined {
    const found = followed.get(uri)?.around.catalogs;
    const document = found && documentAt(found.path);
    const written = document && parse(document);
    if (!found || !written) return found;
    const known = catalogsShown.get(written) ?? { path: found.path, text: document.getText(), entries: catalogsOf(written) };
    catalogsShown.set(written, known);
    return known;
  }

  function readyToJudge(document: TextDocument): Manifest | undefined {
    const { uri } = document;
    const written = parse(document);
    if (!written) return undefined;
    const catalogs = catalogsFor(uri);
    const lock = followed.get(uri)?.around.lock;
    const known = prepared.get(uri);
    if (known?.written === written && known.catalogs === catalogs && known.lockfile === lock?.lockfile) return known.manifest;
    const manifest = readied(uri, written, catalogs, lock);
    prepared.set(uri, { written, catalogs, lockfile: lock?.lockfile, manifest });
    return manifest;
  }

  function readied(uri: string, written: Manifest, catalogs: Catalogs | undefined, lock: Surroundings['lock']): Manifest {
    return withLockedSources(prepare(withCatalogs(written, catalogs), pathOf(uri), lock), lock);
  }

  function read(uri: string): ReadManifest | undefined {
    const document = documents.get(uri);
    const manifest = document && readyToJudge(document);
    return document && manifest && withSurroundings(uri, document.getText(), manifest);
  }

  function readAs(uri: string, text: string): ReadManifest | undefined {
    const written = documents.get(uri) && isManifest(uri) ? formatOf(pathOf(uri))?.parse(text) : undefined;
    return written && withSurroundings(uri, text, readied(uri, written, catalogsFor(uri), followed.get(uri)?.around.lock));
  }

  function withSurroundings(uri: string, text: string, manifest: Manifest): ReadManifest {
    const { included, around } = followed.get(uri) ?? { included: NOTHING_INCLUDED, around: NOTHING_AROUND };
    const as = (next: string): ReadManifest | undefined => readAs(uri, next);
    return { path: pathOf(uri), text, manifest, included: onLinesOf(manifest, included), around: asShown(around), as };
  }

  /** The file of the overrides as the client shows it, where it is open. */
  function asShown(around: Surroundings): Surroundings {
    const { overrides } = around;
    const document = overrides && documentAt(overrides.file.path);
    return document ? { ...around, overrides: { ...overrides, file: { path: overrides.file.path, text: document.getText() } } } : around;
  }

  function documentAt(path: string): TextDocument | undefined {
    return documents.all().find(({ uri }) => pathOf(uri) === path);
  }

  async function readFile(path: string): Promise<FileText> {
    const document = documentAt(path);
    return document ? { kind: 'text', text: document.getText() } : disk.read(path);
  }

  const files: FileSystem = { ...disk, read: readFile };

  return {
    isManifest,
    read,
    readAs,
    catalogs: catalogsFor,
    follow: async (uri, projects, signal) => {
      const document = documents.get(uri);
      const manifest = document && parse(document);
      if (!manifest || !uri.startsWith('file:')) return;
      const path = pathOf(uri);
      const [included, around] = await Promise.all([
        followIncludes(path, manifest, files, parseManifest, signal),
        projects.around(path, manifest, signal),
      ]);
      followed.set(uri, { included, around });
    },
    uris: () => documents.keys().filter(isManifest),
    drop: uri => {
      parsed.delete(uri);
      prepared.delete(uri);
      followed.delete(uri);
    },
    reparse: () => prepared.clear(),
    files,
  };
}

interface Prepared {
  readonly lockfile: Lockfile | undefined;
  readonly written: Manifest;
  readonly catalogs: Catalogs | undefined;
  readonly manifest: Manifest;
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
