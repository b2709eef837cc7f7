import type { FileSystem, FileText } from '../../ports/index.js';
import type { Folders } from './folders.js';

/**
 * Reads files only inside of a workspace that is not trusted: of a file outside of it, it is not even known whether it is there.
 * @param isTrusted whether the client's user trusts the workspace, now
 */
export function trustedRead(read: FileSystem['read'], folders: Pick<Folders, 'contains'>, isTrusted: () => boolean): FileSystem['read'] {
  return async path => (isTrusted() || folders.contains(path) ? read(path) : NOT_LOOKED_FOR);
}

const NOT_LOOKED_FOR: FileText = { kind: 'unreadable', reason: 'it is not looked for', absent: true };
