import { commands, Disposable, type LogOutputChannel } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

/** The commands about the server itself. The server brings its own, `depwarden.scanWorkspace`; `report.ts` has the report's. */
export function registerCommands(client: LanguageClient, output: LogOutputChannel): Disposable {
  return Disposable.from(
    commands.registerCommand('depwarden.showOutput', () => output.show()),
    commands.registerCommand('depwarden.restartServer', () => (client.needsStop() ? client.restart() : client.start())),
  );
}
