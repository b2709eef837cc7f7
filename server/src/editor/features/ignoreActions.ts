import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver-types';
import { lockfileFormatOf } from '../../ecosystems/lockfiles.js';
import { IGNORE_COMMAND, type IgnoreQuestion } from '../../protocol/index.js';
import { type DiagnosticData, SOURCE } from './diagnostics.js';
import { ignoreChoicesOf } from './ignoreChoices.js';

/** Beside each finding, behind everything else: the way to ignore it, which the client asks the details of. */
export function ignoreActions(uri: string, path: string, diagnostics: readonly Diagnostic[]): CodeAction[] {
  return diagnostics.flatMap(diagnostic => {
    const data = dataOf(diagnostic, path);
    const choices = data && ignoreChoicesOf(data);
    if (!choices) return [];
    const question: IgnoreQuestion = { uri, ...choices };
    const command = { title: choices.title, command: IGNORE_COMMAND, arguments: [question] };
    return [{ title: choices.title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command }];
  });
}

/** `data` went through the client, and comes back as it likes. That of a lockfile's finding leaves out the ecosystem, which the file tells. */
function dataOf({ source, data }: Diagnostic, path: string): DiagnosticData | undefined {
  if (source !== SOURCE || typeof data !== 'object' || data === null) return undefined;
  const given = data as Partial<DiagnosticData>;
  const ecosystem = given.ecosystem ?? lockfileFormatOf(path)?.parse('').ecosystem;
  const { rule, package: name, version } = given;
  if (typeof rule !== 'string' || typeof name !== 'string' || ecosystem === undefined) return undefined;
  const [advisories, signals] = [texts(given.advisories), texts(given.signals)];
  const leads = given.leads === undefined ? advisories : texts(given.leads);
  return { rule, package: name, ecosystem, advisories, leads, signals, ...(typeof version === 'string' && { version }) };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(one => typeof one === 'string') : [];
}
