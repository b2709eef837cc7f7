import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver-types';
import { CHECK_COMMAND, SHOW_REPORT_COMMAND } from '../../protocol/index.js';
import { NOT_CHECKED, SOURCE } from './diagnostics.js';

/** What the client can do with an action that changes nothing. */
export interface NoFixForm {
  /** It has the command that shows the report. */
  readonly report: boolean;
  /** It shows actions that cannot be chosen. */
  readonly disabled: boolean;
}

/**
 * In the place of a fix, where there is none: says so, and leads to the report, so that nobody who chooses the first action removes or ignores something.
 * @param title why there is no fix
 */
export function noFixActions(title: string, diagnostics: readonly Diagnostic[], { report, disabled }: NoFixForm): CodeAction[] {
  const action: CodeAction = { title, kind: CodeActionKind.QuickFix, ...(diagnostics.length > 0 && { diagnostics: [...diagnostics] }) };
  if (report) return [{ ...action, command: { title, command: SHOW_REPORT_COMMAND } }];
  return disabled ? [{ ...action, disabled: { reason: title } }] : [];
}

/** On what could not be checked: the services are asked again. */
export function checkAgainActions(diagnostics: readonly Diagnostic[]): CodeAction[] {
  const own = diagnostics.filter(({ source, code }) => source === SOURCE && code === NOT_CHECKED);
  const title = 'Check again';
  return own.length > 0 ? [{ title, kind: CodeActionKind.QuickFix, diagnostics: own, command: { title, command: CHECK_COMMAND } }] : [];
}
