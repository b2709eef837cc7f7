// The language server's program: LSP at once, the engine when the client is ready.
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './editor/server.js';

const load = () => import('./editor/start.js');

startServer(createConnection(ProposedFeatures.all), async plan => (await load()).startSession(plan), load);
