import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver-types';
import { isEcosystem } from '../../ecosystems/index.js';
import { type ResponseParams, SHOW_RESPONSE_COMMAND } from '../../protocol/index.js';
import { maliciousInstalled } from '../../rules/maliciousInstalled.js';
import { maliciousRelease } from '../../rules/maliciousRelease.js';
import { quoted, shownVersion } from '../../rules/messages.js';
import { type DiagnosticData, SOURCE } from './diagnostics.js';

/** Beside a malicious release: the page that says what to do about it. It changes nothing, and stands behind the fixes. */
export function responseActions(diagnostics: readonly Diagnostic[]): CodeAction[] {
  const actions = new Map<string, CodeAction>();
  for (const diagnostic of diagnostics) {
    const release = releaseOf(diagnostic);
    if (release === undefined) continue;
    const title = responseTitle(release.package, release.version);
    const command = { title, command: SHOW_RESPONSE_COMMAND, arguments: [release] };
    actions.set(JSON.stringify(release), { title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command });
  }
  return [...actions.values()];
}

/** What the action is called. */
export function responseTitle(name: string, version: string): string {
  return `What to do about ${quoted(name)} ${shownVersion(version)}`;
}

/** Whether there is such a page on what a rule says of a release. */
export function isAnswered(rule: unknown): boolean {
  return RULES.includes(rule);
}

const RULES: readonly unknown[] = [maliciousInstalled.id, maliciousRelease.id];

/** `data` went through the client, and comes back as it likes. */
function releaseOf({ source, code, data }: Diagnostic): ResponseParams | undefined {
  if (source !== SOURCE || !isAnswered(code) || typeof data !== 'object' || data === null) return undefined;
  const { package: name, version, ecosystem } = data as Partial<DiagnosticData>;
  if (typeof name !== 'string' || typeof version !== 'string' || !isEcosystem(ecosystem)) return undefined;
  return { package: name, version, ecosystem };
}
