// The kinds of code actions there are. A file of its own, for the server names them before anything heavy is loaded.
import { CodeActionKind, type CodeActionParams, CodeActionTriggerKind } from 'vscode-languageserver';

/** The preferred fixes of a whole manifest; clients run it on saving, if their user wants. */
export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.depwarden`;
/** Every dependency of a manifest pinned to its effective version. */
export const PIN_ALL_KIND = `${CodeActionKind.Source}.depwarden.pinAll`;

/** Newer releases of a dependency that nothing is wrong with. */
export const UPDATE_KIND = CodeActionKind.RefactorRewrite;

export const CODE_ACTION_KINDS: readonly string[] = [CodeActionKind.QuickFix, UPDATE_KIND, FIX_ALL_KIND, PIN_ALL_KIND];

/** The user has asked for the actions, and not the editor by itself. */
export function isInvoked({ context }: CodeActionParams): boolean {
  return context.triggerKind === CodeActionTriggerKind.Invoked;
}

/**
 * Whether updates are asked for: by their kind, or by the user who asks for whatever there is. An editor that looks by itself gets none: there is one on
 * most lines, and nothing is wrong.
 */
export function asksForUpdates(params: CodeActionParams): boolean {
  return params.context.only === undefined ? isInvoked(params) : asksFor(params, UPDATE_KIND);
}

/**
 * Whether actions of a kind are asked for: kinds are a hierarchy, `source` asks for `source.fixAll.depwarden` too. Who asks for none in particular
 * gets quick fixes.
 */
export function asksFor({ context: { only } }: CodeActionParams, kind: string): boolean {
  if (only === undefined) return kind === CodeActionKind.QuickFix;
  return only.some(wanted => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
}
