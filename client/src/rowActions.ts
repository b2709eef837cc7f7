// What can be done with a row of the report, wherever it is shown.
import { commands, type Diagnostic, env, FileType, languages, Range, Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  APPLY_FIX_REQUEST,
  type ApplyFixParams,
  type ApplyFixResult,
  IGNORE_CHOICES_REQUEST,
  IGNORE_COMMAND,
  type IgnoreChoicesParams,
  type IgnoreChoicesResult,
  type ReportRow,
  type ResponseParams,
  type RuleParams,
  SHOW_RESPONSE_COMMAND,
  SHOW_RULE_COMMAND,
} from '../../server/src/protocol/index.js';
import { copyText } from './report/copyText.js';
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

/** Shows a place in a file. */
export async function showPlace({ uri, range }: Pick<ReportRow, 'uri' | 'range'>): Promise<void> {
  const selection = range && new Range(range.start.line, range.start.character, range.end.line, range.end.character);
  await window.showTextDocument(Uri.parse(uri), { preview: true, ...(selection && { selection }) });
}

const ACTIONS: Readonly<Record<RowAction, (row: ReportRow, client: LanguageClient) => Promise<void>>> = {
  jump: jumpTo,
  reveal,
  fix: applyFix,
  respond,
  ignore,
  copy: async row => await env.clipboard.writeText(copyText(row)),
  learn: async ({ rule }) => {
    const page: RuleParams = { rule };
    await commands.executeCommand(SHOW_RULE_COMMAND, page);
  },
};

/** What is installed leads to the line that asks for it, else to what to do about it. */
async function jumpTo(row: ReportRow): Promise<void> {
  if (row.kind !== 'installed') return showPlace(row);
  const line = lineOf(row);
  if (line) await window.showTextDocument(line.uri, { preview: true, selection: line.range });
  else if (releaseOf(row)) await respond(row);
  else await reveal(row);
}

/** The manifest's line on which an installed release is marked. */
function lineOf({ rule, message }: ReportRow): { readonly uri: Uri; readonly range: Range } | undefined {
  const isMeant = ({ source, code, message: said }: Diagnostic): boolean =>
    source === 'depwarden' && said === message && (typeof code === 'object' ? code.value : code) === rule;
  for (const [uri, diagnostics] of languages.getDiagnostics()) {
    const found = diagnostics.find(isMeant);
    if (found) return { uri, range: found.range };
  }
  return undefined;
}

/** A folder, such as that of an installed package, is shown in the explorer. */
async function reveal({ uri, range }: ReportRow): Promise<void> {
  const target = Uri.parse(uri);
  const isFolder = range === undefined && (await workspace.fs.stat(target)).type === FileType.Directory;
  if (isFolder) await commands.executeCommand('revealInExplorer', target);
  else await showPlace({ uri, ...(range && { range }) });
}

async function respond(row: ReportRow): Promise<void> {
  const release = releaseOf(row);
  if (release) await commands.executeCommand(SHOW_RESPONSE_COMMAND, release);
}

async function ignore(
  { uri, rule, package: name, ecosystem, version, advisories, signals }: ReportRow,
  client: LanguageClient,
): Promise<void> {
  if (name === undefined || ecosystem === undefined) return;
  const params: IgnoreChoicesParams = {
    uri,
    rule,
    package: name,
    ecosystem,
    advisories: advisories.map(({ id }) => id),
    ...(version !== undefined && { version }),
    ...(signals && { signals }),
  };
  const { question } = await client.sendRequest<IgnoreChoicesResult>(IGNORE_CHOICES_REQUEST, params);
  if (question) await commands.executeCommand(IGNORE_COMMAND, question);
  else window.showWarningMessage('Depwarden: nothing of this finding can be ignored.');
}

/** The manifest is opened without being shown: what was changed in it waits there to be saved. */
async function applyFix({ uri, id, fix }: ReportRow, client: LanguageClient): Promise<void> {
  if (!fix) return;
  await workspace.openTextDocument(Uri.parse(uri));
  const params: ApplyFixParams = { uri, row: id, title: fix.title };
  const { applied, why } = await client.sendRequest<ApplyFixResult>(APPLY_FIX_REQUEST, params);
  if (!applied) window.showWarningMessage(`Depwarden: ${why ?? 'the fix was not applied.'}`);
}
