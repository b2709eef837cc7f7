import { commands, Disposable, type InputBox, QuickInputButtons, type QuickPick, type QuickPickItem, Uri, window, workspace } from 'vscode';
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
 * Command `depwarden.ignore`: asks what of a finding is to be ignored, why and for how long, and adds that to the policy file, which is not yet
 * saved. What stands in it holds at once.
 */
export function registerIgnore(client: LanguageClient): Disposable {
  return Disposable.from(
    commands.registerCommand(IGNORE_COMMAND, async (question?: IgnoreQuestion) => {
      const entry = question && (await ask(question));
      if (question && entry) await add(client, { uri: question.uri, entry });
    }),
  );
}

/** One question of several. `undefined`: given up; `BACK`: the one before is to be asked again. */
type Step = (step: Place) => Promise<typeof BACK | undefined | 'next'>;

interface Place {
  readonly title: string;
  /** From 1. */
  readonly step: number;
  readonly totalSteps: number;
}

const BACK = 'back';

async function ask(question: IgnoreQuestion): Promise<IgnoreParams['entry'] | undefined> {
  const { title, malicious, needsExpiry, scopes } = question;
  if (malicious && !(await isSure(title))) return undefined;
  let [scope, reason, day] = [scopes[0], '', undefined as string | undefined];
  const steps: readonly Step[] = [
    async place => {
      const chosen = await pick([...scopes], { ...place, placeholder: 'What is to be ignored?', active: scope });
      if (chosen === BACK || chosen === undefined) return chosen;
      scope = chosen;
      return 'next';
    },
    async place => {
      const text = await input({ ...place, value: reason, ...REASON });
      if (text === BACK || text === undefined) return text;
      reason = text.trim();
      return 'next';
    },
    async place => {
      const expiry = await askForExpiry(place, needsExpiry);
      if (expiry === BACK || expiry === undefined) return expiry;
      day = expiry.day;
      return 'next';
    },
  ];
  if (!(await inOrder(steps, title)) || !scope) return undefined;
  return { ...scope.entry, reason, ...(day !== undefined && { expires: day }) };
}

/** Asks one after the other, and goes back where that is wanted. Gives whether all were answered. */
async function inOrder(steps: readonly Step[], title: string): Promise<boolean> {
  for (let index = 0; index < steps.length; ) {
    const answer = await steps[index]?.({ title, step: index + 1, totalSteps: steps.length });
    if (answer === undefined) return false;
    index = Math.max(0, index + (answer === BACK ? -1 : 1));
  }
  return true;
}

async function isSure(title: string): Promise<boolean> {
  const yes = 'Ignore Malware';
  const detail =
    'This finding is about malware. Ignore it only if you are sure that it is wrong: nothing warns of this release until the entry expires.';
  return (await window.showWarningMessage(title.replace(/…$/, '?'), { modal: true, detail }, yes)) === yes;
}

const REASON = {
  prompt: 'Why? The reason is kept in the policy file.',
  placeholder: 'not reachable: used by the build only',
  validate: (text: string) => (text.trim() === '' ? 'A reason is needed.' : undefined),
};

/**
 * @param isNeeded it has to end
 * @returns no day: for ever
 */
async function askForExpiry(place: Place, isNeeded: boolean): Promise<{ readonly day?: string } | typeof BACK | undefined> {
  const in30: Choice = { label: '30 days', day: afterDays(30, Date.now()) };
  const in90: Choice = { label: '90 days', day: afterDays(90, Date.now()) };
  const choices: readonly Choice[] = [
    { ...in90, description: `to ${in90.day}` },
    { ...in30, description: `to ${in30.day}` },
    { label: 'A day…', asks: true },
    ...(isNeeded ? [] : [{ label: 'No end' }]),
  ];
  const chosen = await pick(choices, { ...place, placeholder: 'For how long?' });
  if (chosen === BACK || chosen === undefined) return chosen;
  if (!chosen.asks) return chosen.day === undefined ? {} : { day: chosen.day };
  const text = await input({ ...place, ...DAY, value: in90.day ?? '' });
  if (text === BACK) return askForExpiry(place, isNeeded);
  const day = readDay(text ?? '');
  return day === undefined ? undefined : { day };
}

interface Choice extends QuickPickItem {
  readonly day?: string;
  readonly asks?: true;
}

const DAY = {
  prompt: 'The last day on which it is ignored.',
  validate: (text: string) => (readDay(text) === undefined ? 'A day, for example 2027-01-31.' : undefined),
};

interface Picking<T> extends Place {
  readonly placeholder: string;
  readonly active?: T | undefined;
}

function pick<T extends QuickPickItem>(
  items: readonly T[],
  { placeholder, active, ...place }: Picking<T>,
): Promise<T | typeof BACK | undefined> {
  const box = window.createQuickPick<T>();
  box.items = items;
  box.placeholder = placeholder;
  if (active) box.activeItems = [active];
  return answerOf(box, place, () => box.activeItems[0]);
}

interface Inputting extends Place {
  readonly prompt: string;
  readonly value: string;
  readonly placeholder?: string;
  validate(text: string): string | undefined;
}

function input({ prompt, value, placeholder, validate, ...place }: Inputting): Promise<string | typeof BACK | undefined> {
  const box = window.createInputBox();
  Object.assign(box, { prompt, value, placeholder });
  box.onDidChangeValue(text => {
    box.validationMessage = validate(text);
  });
  return answerOf(box, place, () => {
    box.validationMessage = validate(box.value);
    return box.validationMessage === undefined ? box.value : undefined;
  });
}

/** Shows a question with its number and a way back; `accepted` gives the answer, or nothing while it does not do. */
function answerOf<T>(
  box: QuickPick<QuickPickItem> | InputBox,
  { title, step, totalSteps }: Place,
  accepted: () => T | undefined,
): Promise<T | typeof BACK | undefined> {
  return new Promise<T | typeof BACK | undefined>(resolve => {
    Object.assign(box, { title, step, totalSteps, ignoreFocusOut: true, buttons: step > 1 ? [QuickInputButtons.Back] : [] });
    box.onDidTriggerButton(() => resolve(BACK));
    box.onDidHide(() => resolve(undefined));
    box.onDidAccept(() => {
      const answer = accepted();
      if (answer !== undefined) resolve(answer);
    });
    box.show();
  }).finally(() => box.dispose());
}

async function add(client: LanguageClient, params: IgnoreParams): Promise<void> {
  try {
    const { uri, edit } = await client.sendRequest<IgnoreResult>(IGNORE_REQUEST, params);
    if (!(await workspace.applyEdit(await client.protocol2CodeConverter.asWorkspaceEdit(edit)))) return;
    void offerToShow(Uri.parse(uri), params.entry.expires);
  } catch (error) {
    await window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

/** The file is changed where it is: it is shown to who wants to see it, in the place of the manifest and not beside it. */
async function offerToShow(uri: Uri, expires: string | undefined): Promise<void> {
  const show = 'Show';
  const document = await workspace.openTextDocument(uri);
  const saved = document.isDirty ? 'not saved yet' : 'saved';
  const until = expires === undefined ? 'without an end' : `until ${expires}`;
  const chosen = await window.showInformationMessage(`Depwarden: ignored ${until}, by .depwarden.jsonc (${saved}).`, show);
  if (chosen === show) await window.showTextDocument(document, { preview: false });
}
