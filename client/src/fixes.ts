import { commands, Disposable, env, window } from 'vscode';
import { COPY_COMMAND, type FixSummary, type TerminalCommand, TYPE_COMMAND } from '../../server/src/protocol/index.js';

/** Commands that hand the user a command line: on the clipboard, or typed into a terminal of its own. None is run. */
export function registerTerminalCommands(): Disposable {
  return Disposable.from(
    commands.registerCommand(COPY_COMMAND, ({ command }: TerminalCommand) => env.clipboard.writeText(command)),
    commands.registerCommand(TYPE_COMMAND, ({ command, folder }: TerminalCommand) => {
      const terminal = window.createTerminal({ name: 'Depwarden', cwd: folder });
      terminal.show();
      terminal.sendText(command, false);
    }),
  );
}

/** Tells what came of fixing the whole workspace. */
export function showFixed({ changes, files, refused, applied }: FixSummary): void {
  const left = refused.length > 0 ? ` Not touched, because changed meanwhile: ${refused.join(', ')}.` : '';
  if (changes === 0) {
    void window.showInformationMessage(`Depwarden found nothing to fix by itself.${left}`);
  } else if (applied) {
    const where = files === 1 ? 'one file' : `${files} files`;
    void window.showInformationMessage(`Depwarden: fixes are applied in ${where}, and nothing is saved yet.${left}`);
  } else {
    void window.showInformationMessage(`Depwarden: no fix was applied.${left}`);
  }
}
