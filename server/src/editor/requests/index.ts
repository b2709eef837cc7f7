// Every request that the server answers once it is initialized; server.ts announces the capabilities that go with them.

import type { AnyRequestHandler } from '../dispatch/requestHandler.js';
import { applyFix } from './applyFix.js';
import { codeAction } from './codeAction.js';
import { codeActionResolve } from './codeActionResolve.js';
import { codeLens } from './codeLens.js';
import { completion } from './completion.js';
import { definition } from './definition.js';
import { diagnostic } from './diagnostic.js';
import { documentLink } from './documentLink.js';
import { executeCommand } from './executeCommand.js';
import { exportReport } from './exportReport.js';
import { hover } from './hover.js';
import { ignore } from './ignore.js';
import { ignoreChoices } from './ignoreChoices.js';
import { inlayHint } from './inlayHint.js';
import { overview } from './overview.js';
import { report } from './report.js';
import { response } from './response.js';

export const REQUEST_HANDLERS: readonly AnyRequestHandler[] = [
  applyFix,
  codeAction,
  codeActionResolve,
  codeLens,
  completion,
  definition,
  diagnostic,
  documentLink,
  executeCommand,
  exportReport,
  hover,
  ignore,
  ignoreChoices,
  inlayHint,
  overview,
  report,
  response,
];
