// The language server's program: LSP at once, the engine when the client is ready.
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { trustedFoldersOf } from './compose/trust.js';
import { startServer } from './editor/server.js';
import { pathOf } from './editor/session/uris.js';

const load = () => import('./editor/start.js');

startServer(
  createConnection(ProposedFeatures.all),
  async plan => (await load()).startSession(plan),
  load,
  uri => trustedFoldersOf(process.env).has(pathOf(uri)),
);
