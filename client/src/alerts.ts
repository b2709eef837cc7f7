import { commands, type Disposable, Range, Uri, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  ALERT_NOTIFICATION,
  type AlertedRelease,
  type AlertParams,
  type ResponseParams,
  SHOW_RESPONSE_COMMAND,
} from '../../server/src/protocol/index.js';

const SHOW = 'Show';
const WHAT_TO_DO = 'What to do';

/** What has turned malicious or critical while nobody changed a line: one message for all that comes together. */
export function registerAlerts(client: LanguageClient): Disposable {
  return client.onNotification(ALERT_NOTIFICATION, (params: AlertParams) => void tell(params));
}

async function tell({ message, releases }: AlertParams): Promise<void> {
  const malicious = releases.find(release => release.malicious && release.version !== '');
  const chosen = await window.showWarningMessage(message, SHOW, ...(malicious ? [WHAT_TO_DO] : []));
  if (chosen === SHOW) await show(releases);
  if (chosen !== WHAT_TO_DO || !malicious) return;
  const { package: name, version, ecosystem } = malicious;
  const release: ResponseParams = { package: name, version, ecosystem };
  await commands.executeCommand(SHOW_RESPONSE_COMMAND, release);
}

/** One on its line, several in the report. */
async function show([first, ...others]: readonly AlertedRelease[]): Promise<void> {
  if (!first || others.length > 0) return commands.executeCommand('depwarden.showReport');
  const { start, end } = first.range;
  const selection = new Range(start.line, start.character, end.line, end.character);
  await window.showTextDocument(Uri.parse(first.uri), { selection });
}
