import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver-types';
import type { FileResult } from '../../analysis/results.js';
import { STALE_LOCKFILE } from '../../analysis/staleLockfile.js';
import type { Span } from '../../model/index.js';
import { COPY_COMMAND, type TerminalCommand, TYPE_COMMAND } from '../../protocol/index.js';
import { isOn } from './codeActions.js';
import { SOURCE } from './diagnostics.js';

/** On a dependency that the lockfile is behind: the command that brings it up to date, to copy, or to put into a terminal without running it. */
export function terminalActions({ locked }: FileResult, selection: Span, context: readonly Diagnostic[]): CodeAction[] {
  const { command, outdated = [] } = locked?.stale ?? {};
  if (!command || !outdated.some(({ dependency }) => isOn(dependency, selection))) return [];
  const diagnostics = context.filter(({ source, code }) => source === SOURCE && code === STALE_LOCKFILE);
  const argument: TerminalCommand = { command: command.command, folder: command.folder };
  const also = command.besides ? ` (${command.besides})` : '';
  return [
    { title: `Copy "${command.command}"${also}`, command: COPY_COMMAND },
    { title: `Put "${command.command}" into a terminal${also}`, command: TYPE_COMMAND },
  ].map(({ title, command: name }) => ({
    title,
    kind: CodeActionKind.QuickFix,
    ...(diagnostics.length > 0 && { diagnostics }),
    command: { title, command: name, arguments: [argument] },
  }));
}
