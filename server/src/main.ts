// The language server's program: LSP at once, the engine when the client is ready.
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './lsp/server.js';

startServer(createConnection(ProposedFeatures.all), async plan => (await import('./serverSession.js')).startSession(plan));
