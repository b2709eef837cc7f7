// Every command of `workspace/executeCommand`.

import type { AnyCommandHandler } from '../dispatch/commandHandler.js';
import { checkNow } from './checkNow.js';
import { configureRegistry } from './configureRegistry.js';
import { fixFile } from './fixFile.js';
import { fixWorkspace } from './fixWorkspace.js';
import { scanWorkspace } from './scanWorkspace.js';
import { stopScan } from './stopScan.js';
import { tryAgain } from './tryAgain.js';
import { updateDatabase } from './updateDatabase.js';
import { updateMinors } from './updateMinors.js';

export const COMMAND_HANDLERS: readonly AnyCommandHandler[] = [
  checkNow,
  configureRegistry,
  fixFile,
  fixWorkspace,
  scanWorkspace,
  stopScan,
  tryAgain,
  updateDatabase,
  updateMinors,
];
