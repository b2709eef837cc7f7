// What the engine needs of the world. Adapters are in services/, editor/ and cli/; tests have their own.
import type { GitignoreEffect } from '../model/gitignore.js';
import type { Advisory, Ecosystem, FileDigest, Lookup, PackageFacts, PackageId, Secrecy } from '../model/index.js';

/** A package registry: npm's or a Python package index. Answers never reject, except with the signal's reason. */
export interface PackageRegistry {
  /** What the cache holds, however old; no network. */
  recall(name: string): Promise<Lookup<PackageFacts> | undefined>;
  /** Asks the registry (revalidating what the cache holds) and keeps the answer. */
  fetch(name: string, signal: AbortSignal): Promise<Lookup<PackageFacts>>;
  /** Hashes of every file of one release; always asked, never kept. */
  digests(name: string, version: string, signal: AbortSignal): Promise<Lookup<readonly FileDigest[]>>;
}

/** The registries and indexes that packages come from. */
export interface Registries {
  /** The one that a package comes from: the public one of its ecosystem, or the one that its `place` names. */
  of(id: PackageId): PackageRegistry;
  privacyOf(id: PackageId): Privacy;
  /** The `place` of packages that nobody is asked about, for a reason that is shown. The same for the same reason. */
  unaskedPlace(ecosystem: Ecosystem, reason: string, secrecy: Secrecy): string;
}

/** Whether anybody but a package's own registry may be told its name. */
export type Privacy =
  | { readonly kind: 'public' }
  /** Nobody; `reason` says so where it is shown. */
  | { readonly kind: 'private'; readonly reason: string; readonly secrecy?: Secrecy }
  /** Private registries are asked first; where the answer comes from the public one (`from`), the name is no secret. */
  | { readonly kind: 'private first'; readonly reason: string; readonly secrecy?: Secrecy };

/** Where a name comes from, by the configuration around its manifest or lockfile. */
export interface RegistryLocation {
  /** Whether anybody may be asked. */
  readonly kind: 'asked' | 'unasked';
  /** Goes with the package's id as its `place`; undefined: the public registry, reached as from everywhere. */
  readonly key?: string;
  readonly privacy: Privacy;
  /** Of a private place that is asked: the `place` under which nobody is asked, and what is known locally counts as for this one. */
  readonly unaskedKey?: string;
}

/** A database of advisories. One answer a package, in the order asked. Withdrawn records are left out. */
export interface AdvisorySource {
  /** What the cache holds, however old; no network. */
  recall(packages: readonly PackageId[]): Promise<readonly (Lookup<readonly Advisory[]> | undefined)[]>;
  /** Asks the service, batched, and keeps the answers. */
  fetch(packages: readonly PackageId[], signal: AbortSignal): Promise<readonly Lookup<readonly Advisory[]>[]>;
  /** What is known of names that nobody may be told, without asking anybody: records of the offline database, whatever the source. */
  local?(packages: readonly PackageId[]): Promise<readonly (readonly Advisory[])[]>;
}

/** Reads files. Paths are absolute, in the platform's form, and opaque to the engine. */
export interface FileSystem {
  /** The text (UTF-8, BOM kept), or why it cannot be had, in a few words fit to be shown. */
  read(path: string): Promise<FileText>;
  /** The path that `target` means when written in `file`. */
  resolve(file: string, target: string): string;
  /**
   * Every manifest and lockfile below a folder that git tracks, or that no .gitignore leaves out. What `exclude` (in the syntax of .gitignore) leaves out is
   * not entered, nor are the folders that package managers and version control fill.
   */
  findProjectFiles(folder: string, exclude: readonly string[], signal: AbortSignal): Promise<ProjectFiles>;
}

export interface ProjectFiles {
  /** Sorted. */
  readonly files: readonly string[];
  readonly gitignore: GitignoreEffect;
}

export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  /** `absent`: there is no such file. */
  | { readonly kind: 'unreadable'; readonly reason: string; readonly absent?: true };

/** What finding and reading lockfiles needs of a disk. */
export interface LockFiles {
  /** The names in a folder; none where it cannot be read. */
  names(folder: string): Promise<readonly string[]>;
  /** Something that differs whenever the file's content does, without reading it; undefined where there is no such file. */
  stamp(path: string): Promise<string | undefined>;
  readLockfile(path: string): Promise<FileText>;
}

/** A small persistent key-value store. It loses entries rather than fail: a damaged or missing one is undefined. */
export interface Cache {
  read(key: string): Promise<unknown>;
  write(key: string, value: unknown): Promise<void>;
}

/** Milliseconds since 1970. */
export type Clock = () => number;

/** Lets others run: resolves in a later turn of the event loop, when what has come in meanwhile (a cancellation, a key stroke) was seen to. */
export type Breathe = () => Promise<void>;

export interface Logger {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}
