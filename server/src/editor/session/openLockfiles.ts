import type { TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { lockfileFormatOf } from '../../ecosystems/lockfiles.js';
import type { Lockfile } from '../../model/lockfile.js';
import { pathOf } from './uris.js';

/** The lockfiles open in the client, parsed once a version. */
export interface OpenLockfiles {
  isLockfile(uri: string): boolean;
  /** Undefined where the document is not open. */
  read(uri: string): Lockfile | undefined;
  uris(): readonly string[];
  drop(uri: string): void;
  /** Forgets what was parsed, because it would be prepared otherwise now. */
  reparse(): void;
}

/** @param prepare what is done to every lockfile after it was parsed */
export function createOpenLockfiles(
  documents: TextDocuments<TextDocument>,
  prepare: (lockfile: Lockfile, path: string) => Lockfile,
): OpenLockfiles {
  const parsed = new Map<string, { readonly version: number; readonly lockfile: Lockfile }>();
  const isLockfile = (uri: string): boolean => lockfileFormatOf(pathOf(uri)) !== undefined;
  return {
    isLockfile,
    read: uri => {
      const document = documents.get(uri);
      if (!document) return undefined;
      const known = parsed.get(uri);
      if (known?.version === document.version) return known.lockfile;
      const lockfile = lockfileFormatOf(pathOf(uri))?.parse(document.getText());
      if (!lockfile) return undefined;
      const prepared = prepare(lockfile, pathOf(uri));
      parsed.set(uri, { version: document.version, lockfile: prepared });
      return prepared;
    },
    uris: () => documents.keys().filter(isLockfile),
    drop: uri => void parsed.delete(uri),
    reparse: () => parsed.clear(),
  };
}
