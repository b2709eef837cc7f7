import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { LockfileInUse } from '../../analysis/lockfileResult.js';
import { formatOf } from '../../ecosystems/manifests.js';
import type { Manifest } from '../../model/index.js';
import type { Lockfile } from '../../model/lockfile.js';
import type { PrivateNames } from '../../policy/policy.js';
import type { FileSystem } from '../../ports/index.js';
import { type Catalogs, catalogsOf } from '../../project/catalogs.js';
import { type Included, NOTHING_INCLUDED } from '../../project/includes.js';
import type { Origins } from '../../project/origins.js';
import { parseManifest } from '../../project/parseOnce.js';
import { NO_SURROUNDINGS, type Project, readSurroundings, resolved, type Surroundings } from '../../project/project.js';
import type { ProjectContext, ProjectContexts } from '../../project/projectContext.js';
import { pathOf } from './uris.js';

/** The manifests open in the client, parsed once a version. */
export interface OpenManifests {
  /** Whether a document is a manifest to be judged: by its name and place, whatever it holds. */
  isManifest(uri: string): boolean;
  /** The manifest as it stands now; undefined where the document is not open or is no manifest. */
  read(uri: string): Project | undefined;
  /** The manifest as it would be with another text; nothing of it is remembered. */
  readAs(uri: string, text: string): Project | undefined;
  /** The catalogs in another file that the manifest refers to. */
  catalogs(uri: string): Catalogs | undefined;
  /** Reads again what the manifest includes and what stands around it: lockfile, installed packages. */
  follow(uri: string, contexts: ProjectContexts, signal: AbortSignal): Promise<void>;
  uris(): readonly string[];
  /** The lockfiles that they are locked by, as last followed. */
  lockfiles(): readonly LockfileInUse[];
  /** Forgets a document that was closed. */
  drop(uri: string): void;
  /** Forgets what was parsed, because it would be prepared otherwise now. */
  reparse(): void;
  /** Files, where one that is open reads as the client shows it. */
  readonly files: FileSystem;
}

/**
 * @param files files, where one that is open reads as the client shows it
 * @param settingsOf what decides where the packages of a manifest come from, now
 */
export function createOpenManifests(
  documents: TextDocuments<TextDocument>,
  files: FileSystem,
  settingsOf: (path: string) => ResolutionSettings,
): OpenManifests {
  /** As the text has it; made ready to be judged; the catalogs in it. */
  const parsed = new Map<string, { readonly version: number; readonly manifest: Manifest }>();
  const prepared = new Map<string, Prepared>();
  const catalogsShown = new WeakMap<Manifest, Catalogs>();
  const followed = new Map<string, Surroundings>();

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

  function readied(uri: string, written: Manifest, catalogs: Catalogs | undefined, lock: ProjectContext['lock']): Manifest {
    const { origins, privateNames } = settingsOf(pathOf(uri));
    return resolved(written, pathOf(uri), { lock }, catalogs, origins, privateNames);
  }

  function read(uri: string): Project | undefined {
    const document = documents.get(uri);
    const manifest = document && readyToJudge(document);
    return document && manifest && withSurroundings(uri, document.getText(), manifest);
  }

  function readAs(uri: string, text: string): Project | undefined {
    const written = documents.get(uri) && isManifest(uri) ? formatOf(pathOf(uri))?.parse(text) : undefined;
    return written && withSurroundings(uri, text, readied(uri, written, catalogsFor(uri), followed.get(uri)?.around.lock));
  }

  function withSurroundings(uri: string, text: string, manifest: Manifest): Project {
    const { included, around, ...others } = followed.get(uri) ?? NO_SURROUNDINGS;
    const as = (next: string): Project | undefined => readAs(uri, next);
    return { ...others, path: pathOf(uri), text, manifest, included: onLinesOf(manifest, included), around: asShown(around), as };
  }

  /** The file of the overrides as the client shows it, where it is open. */
  function asShown(around: ProjectContext): ProjectContext {
    const { overrides } = around;
    const document = overrides && documentAt(overrides.file.path);
    return document ? { ...around, overrides: { ...overrides, file: { path: overrides.file.path, text: document.getText() } } } : around;
  }

  function documentAt(path: string): TextDocument | undefined {
    return documents.all().find(({ uri }) => pathOf(uri) === path);
  }

  return {
    isManifest,
    read,
    readAs,
    catalogs: catalogsFor,
    follow: async (uri, contexts, signal) => {
      const document = documents.get(uri);
      const manifest = document && parse(document);
      if (!manifest || !uri.startsWith('file:')) return;
      const path = pathOf(uri);
      followed.set(uri, await readSurroundings(path, manifest, { files, contexts }, parseManifest, signal));
    },
    uris: () => documents.keys().filter(isManifest),
    lockfiles: () =>
      [...followed.values()].flatMap(({ around: { lock } }) => (lock ? [{ path: lock.path, ecosystem: lock.lockfile.ecosystem }] : [])),
    drop: uri => {
      parsed.delete(uri);
      prepared.delete(uri);
      followed.delete(uri);
    },
    reparse: () => prepared.clear(),
    files,
  };
}

/** What decides where the packages of a manifest come from. */
export interface ResolutionSettings {
  /** Undefined before it is known. */
  readonly origins: Origins | undefined;
  readonly privateNames: PrivateNames | undefined;
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
