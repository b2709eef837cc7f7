import { commands, Disposable, Uri, ViewColumn, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  IGNORE_COMMAND,
  IGNORE_REQUEST,
  type IgnoreParams,
  type IgnoreQuestion,
  type IgnoreResult,
} from '../../server/src/protocol/index.js';
import { afterDays, readDay } from './days.js';

/**
 * Command `depwarden.ignore`: asks what of a finding is to be ignored, why and for how long, and adds that to the policy file, which is then open
 * beside the manifest, not yet saved. What stands in it holds at once.
 */
export function registerIgnore(client: LanguageClient): Disposable {
  return Disposable.from(
    commands.registerCommand(IGNORE_COMMAND, async (question?: IgnoreQuestion) => {
      const entry = question && (await ask(question));
      if (question && entry) await add(client, { uri: question.uri, entry });
    }),
  );
}

async function ask(question: IgnoreQuestion): Promise<IgnoreParams['entry'] | undefined> {
  const { title, malicious, needsExpiry, scopes } = question;
  if (malicious && !(await isSure(title))) return undefined;
  const scope = await window.showQuickPick([...scopes], { title, placeHolder: 'What is to be ignored?' });
  const reason = scope ? await askForReason(title) : undefined;
  const expiry = reason === undefined ? undefined : await askForExpiry(title, needsExpiry);
  if (!scope || reason === undefined || !expiry) return undefined;
  return { ...scope.entry, reason, ...(expiry.day !== undefined && { expires: expiry.day }) };
}

async function isSure(title: string): Promise<boolean> {
  const yes = 'Ignore Malware';
  const detail =
    'This finding is about malware. Ignore it only if you are sure that it is wrong: nothing warns of this release until the entry expires.';
  return (await window.showWarningMessage(title.replace(/…$/, '?'), { modal: true, detail }, yes)) === yes;
}

async function askForReason(title: string): Promise<string | undefined> {
  const reason = await window.showInputBox({
    title,
    prompt: 'Why? The reason is kept in the policy file.',
    placeHolder: 'not reachable: used by the build only',
    ignoreFocusOut: true,
    validateInput: text => (text.trim() === '' ? 'A reason is needed.' : undefined),
  });
  return reason?.trim() || undefined;
}

/**
 * @param isNeeded it has to end
 * @returns undefined where the question was not answered; no day: for ever
 */
async function askForExpiry(title: string, isNeeded: boolean): Promise<{ readonly day?: string } | undefined> {
  const in30: Choice = { label: '30 days', day: afterDays(30, Date.now()) };
  const in90: Choice = { label: '90 days', day: afterDays(90, Date.now()) };
  const choices: readonly Choice[] = [
    ...(isNeeded ? [] : [{ label: 'No end' }]),
    { ...in30, description: `to ${in30.day}` },
    { ...in90, description: `to ${in90.day}` },
    { label: 'A day…', asks: true },
  ];
  const chosen = await window.showQuickPick(choices, { title, placeHolder: 'For how long?', ignoreFocusOut: true });
  if (!chosen?.asks) return chosen && (chosen.day === undefined ? {} : { day: chosen.day });
  const day = readDay((await askForDay(title)) ?? '');
  return day === undefined ? undefined : { day };
}

interface Choice {
  readonly label: string;
  readonly description?: string;
  readonly day?: string;
  readonly asks?: true;
}

function askForDay(title: string): Thenable<string | undefined> {
  return window.showInputBox({
    title,
    prompt: 'The last day on which it is ignored.',
    value: afterDays(30, Date.now()),
    ignoreFocusOut: true,
    validateInput: text => (readDay(text) === undefined ? 'A day, for example 2027-01-31.' : undefined),
  });
}

async function add(client: LanguageClient, params: IgnoreParams): Promise<void> {
  try {
    const { uri, edit } = await client.sendRequest<IgnoreResult>(IGNORE_REQUEST, params);
    if (!(await workspace.applyEdit(await client.protocol2CodeConverter.asWorkspaceEdit(edit)))) return;
    const document = await workspace.openTextDocument(Uri.parse(uri));
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: false });
  } catch (error) {
    await window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}
