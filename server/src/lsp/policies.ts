import type { Strictness } from '../config.js';
import type { PackageId } from '../model.js';
import { type Policy, policyOf } from '../policy/policy.js';
import { POLICY_FILE, type PolicyFile, readPolicyFile } from '../policy/policyFile.js';
import type { FileSystem } from '../ports.js';

/** The policy files of folders, as the client shows them where they are open, else as they are on disk. */
export interface Policies {
  /** What holds in a folder, as last read: the settings alone before that. The same object as long as neither changes. */
  now(folder: string, settings: Strictness): Policy;
  /** Reads a folder's file where that was not yet done. */
  load(folder: string): Promise<void>;
  /** Reads some files again. Gives whether any says otherwise now. */
  reread(paths: readonly string[]): Promise<boolean>;
  /** Forgets files of which this does not hold. */
  keep(wanted: (path: string) => boolean): void;
  /** Whether some folder's file calls a name private. */
  isPrivate(id: PackageId): boolean;
  /** Those that were read and are there. */
  all(): readonly ReadPolicy[];
}

export interface ReadPolicy {
  readonly path: string;
  /** What the spans lie in; empty where the file could not be read. */
  readonly text: string;
  readonly file: PolicyFile;
}

/** @param loaded called after a file was read for the first time */
export function createPolicies(read: FileSystem['read'], loaded: () => void): Policies {
  const loading = new Map<string, Promise<void>>();
  const files = new Map<string, ReadPolicy>();
  const known = new Map<string, { readonly settings: Strictness; readonly file: PolicyFile | undefined; readonly policy: Policy }>();

  async function readFrom(path: string): Promise<boolean> {
    const before = files.get(path);
    const content = await read(path);
    if (content.kind === 'unreadable' && content.absent) return files.delete(path);
    if (content.kind === 'text' && before?.text === content.text) return false;
    files.set(
      path,
      content.kind === 'text' ? { path, text: content.text, file: readPolicyFile(content.text) } : unread(path, content.reason),
    );
    return true;
  }

  return {
    now: (folder, settings) => {
      const file = files.get(policyPath(folder))?.file;
      const before = known.get(folder);
      if (before?.settings === settings && before.file === file) return before.policy;
      const policy = policyOf(settings, file);
      known.set(folder, { settings, file, policy });
      return policy;
    },
    load: folder => {
      const path = policyPath(folder);
      const started = loading.get(path) ?? readFrom(path).then(loaded);
      loading.set(path, started);
      return started;
    },
    reread: async paths => {
      const wanted = paths.filter(path => loading.has(path));
      return (await Promise.all(wanted.map(readFrom))).some(changed => changed);
    },
    keep: wanted => {
      for (const path of loading.keys()) {
        if (wanted(path)) continue;
        loading.delete(path);
        files.delete(path);
      }
    },
    isPrivate: id => [...files.values()].some(({ file }) => file.choices.privateNames.has(id)),
    all: () => [...files.values()],
  };
}

/** The path of a folder's policy file. */
export function policyPath(folder: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return `${folder.replace(/[\\/]$/, '')}${separator}${POLICY_FILE}`;
}

export function isPolicyFile(path: string): boolean {
  return path.replace(/^.*[\\/]/, '') === POLICY_FILE;
}

function unread(path: string, reason: string): ReadPolicy {
  const file = readPolicyFile('');
  const message = `This is not read: ${reason}. Nothing in it holds.`;
  return { path, text: '', file: { ...file, problems: [{ message, span: { start: 0, end: 0 }, level: 'warning' }] } };
}
