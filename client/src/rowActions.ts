// What can be done with a row of the report, wherever it is shown.
import { commands, FileType, Range, Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  APPLY_FIX_REQUEST,
  type ApplyFixParams,
  type ApplyFixResult,
  type ReportRow,
  type ResponseParams,
  type RuleParams,
  SHOW_RESPONSE_COMMAND,
  SHOW_RULE_COMMAND,
} from '../../server/src/protocol/index.js';
import { RESPONDED_RULES, type RowAction } from './report/messages.js';

/** Does it; what goes wrong is told by a message. */
export async function actOn(client: LanguageClient, action: RowAction, row: ReportRow): Promise<void> {
  try {
    await ACTIONS[action](row, client);
  } catch (error) {
    window.showErrorMessage(`Depwarden: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What `depwarden.showResponse` is to be given; undefined where the row is not about a malicious release. */
export function releaseOf({ rule, package: name, version, ecosystem }: ReportRow): ResponseParams | undefined {
  if (!RESPONDED_RULES.includes(rule) || name === undefined || version === undefined || ecosystem === undefined) return undefined;
  return { package: name, version, ecosystem };
}

const ACTIONS: Readonly<Record<RowAction, (row: ReportRow, client: LanguageClient) => Promise<void>>> = {
  jump: jumpTo,
  fix: applyFix,
  respond: async row => {
    const release = releaseOf(row);
    if (release) await commands.executeCommand(SHOW_RESPONSE_COMMAND, release);
  },
  learn: async ({ rule }) => {
    const page: RuleParams = { rule };
    await commands.executeCommand(SHOW_RULE_COMMAND, page);
  },
};

/** A folder, such as that of an installed package, is shown in the explorer. */
async function jumpTo({ uri, range }: ReportRow): Promise<void> {
  const target = Uri.parse(uri);
  if (range === undefined && (await workspace.fs.stat(target)).type === FileType.Directory) {
    await commands.executeCommand('revealInExplorer', target);
    return;
  }
  const selection = range && new Range(range.start.line, range.start.character, range.end.line, range.end.character);
  await window.showTextDocument(target, { preview: true, ...(selection && { selection }) });
}

/** The manifest is opened without being shown: what was changed in it waits there to be saved. */
async function applyFix({ uri, id, fix }: ReportRow, client: LanguageClient): Promise<void> {
  if (!fix) return;
  await workspace.openTextDocument(Uri.parse(uri));
  const params: ApplyFixParams = { uri, row: id, title: fix.title };
  const { applied, why } = await client.sendRequest<ApplyFixResult>(APPLY_FIX_REQUEST, params);
  if (!applied) window.showWarningMessage(`Depwarden: ${why ?? 'the fix was not applied.'}`);
}
