// What the account trusts, on this machine.

import { type Bounds, boundsOf } from '../services/disk/checkout.js';
import { configFolderOf } from '../services/disk/configFolder.js';
import { homeFolder } from '../services/disk/homeFolder.js';
import { createTrustedFolders, type TrustedFolders } from '../services/disk/trustedFolders.js';

/** The folders that this account remembers as trusted. */
export function trustedFoldersOf(env: NodeJS.ProcessEnv): TrustedFolders {
  return createTrustedFolders(configFolderOf(env, process.platform, homeFolder()));
}

/** What is read for a folder that is not trusted: its checkout, else the folder itself. */
export function boundsAround(folder: string): Bounds {
  return boundsOf(folder, homeFolder());
}

export { isOwn, realPathOf, type TrustedFolders, trustedText } from '../services/disk/trustedFolders.js';
