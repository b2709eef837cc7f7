// Every command of `workspace/executeCommand`.

import type { AnyCommandHandler } from '../dispatch/commandHandler.js';
import { checkNow } from './checkNow.js';
import { fixWorkspace } from './fixWorkspace.js';
import { scanWorkspace } from './scanWorkspace.js';
import { stopScan } from './stopScan.js';
import { tryAgain } from './tryAgain.js';
import { updateDatabase } from './updateDatabase.js';

export const COMMAND_HANDLERS: readonly AnyCommandHandler[] = [checkNow, fixWorkspace, scanWorkspace, stopScan, tryAgain, updateDatabase];
