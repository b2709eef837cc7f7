import type { PackageId } from '../../model/index.js';
import type { Strictness } from '../../policy/config.js';
import { folderPolicyFile } from '../../policy/folderPolicy.js';
import type { PrivateNameList } from '../../policy/names.js';
import { type Policy, type PrivateWord, policyOf, privateWordOf } from '../../policy/policy.js';
import { POLICY_FILE, type PolicyFile, readPolicyFile, unreadPolicyFile } from '../../policy/policyFile.js';
import { untrustedPolicyFile } from '../../policy/untrusted.js';
import type { FileSystem } from '../../ports/index.js';
import { baseName, withoutSeparator } from '../../text/paths.js';

/** The policy files of folders, as the client shows them where they are open, else as they are on disk. */
export interface Policies {
  /** What holds in a folder, as last read: the settings alone before that. The same object as long as neither changes. */
  now(folder: string, settings: JudgedBy): Policy;
  /** Reads a folder's file where that was not yet done. */
  load(folder: string): Promise<void>;
  /** Reads some files again, or all that were read. Gives whether any says otherwise now. */
  reread(paths?: readonly string[]): Promise<boolean>;
  /** Forgets files of which this does not hold. */
  keep(wanted: (path: string) => boolean): void;
  /** Why a name is told to nobody that some folder's file calls private. */
  whyPrivate(id: PackageId): PrivateWord | undefined;
  /** Those that were read and are there. */
  all(): readonly ReadPolicy[];
}

export interface ReadPolicy {
  readonly path: string;
  /** What the spans lie in; empty where the file could not be read. */
  readonly text: string;
  /** What of it counts. */
  readonly file: PolicyFile;
}

/** What the settings say of how dependencies are judged. */
type JudgedBy = Strictness & { readonly privateNames: PrivateNameList };

/**
 * @param isTrusted false: of the files only that counts which silences nothing
 * @param loaded called after a file was read for the first time
 */
export function createPolicies(read: FileSystem['read'], isTrusted: () => boolean, loaded: () => void): Policies {
  const loading = new Map<string, Promise<void>>();
  const files = new Map<string, PolicyAsRead>();
  const known = new Map<string, { readonly settings: JudgedBy; readonly file: PolicyFile | undefined; readonly policy: Policy }>();

  async function readFrom(path: string): Promise<boolean> {
    const before = files.get(path);
    const content = await read(path);
    if (content.kind === 'unreadable' && content.absent) return files.delete(path);
    if (content.kind === 'text' && before?.text === content.text) return false;
    const file = content.kind === 'text' ? readPolicyFile(content.text) : unreadPolicyFile(content.reason);
    files.set(path, {
      path,
      text: content.kind === 'text' ? content.text : '',
      file: folderPolicyFile(file),
      untrusted: untrustedPolicyFile(file),
    });
    return true;
  }

  const counting = ({ file, untrusted }: PolicyAsRead): PolicyFile => (isTrusted() ? file : untrusted);

  return {
    now: (folder, settings) => {
      const asRead = files.get(policyPath(folder));
      const file = asRead && counting(asRead);
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
    reread: async (paths = [...loading.keys()]) => {
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
    whyPrivate: id => {
      const words = [...files.values()].flatMap(asRead => privateWordOf(counting(asRead).choices, id) ?? []);
      return words.find(({ secrecy }) => secrecy.kind !== 'unread') ?? words[0];
    },
    all: () => [...files.values()].map(asRead => ({ path: asRead.path, text: asRead.text, file: counting(asRead) })),
  };
}

/** The path of a folder's policy file. */
export function policyPath(folder: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return `${withoutSeparator(folder)}${separator}${POLICY_FILE}`;
}

export function isPolicyFile(path: string): boolean {
  return baseName(path) === POLICY_FILE;
}

interface PolicyAsRead extends ReadPolicy {
  readonly untrusted: PolicyFile;
}
