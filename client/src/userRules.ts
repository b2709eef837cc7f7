import { Uri, workspace } from 'vscode';
import { type ConfigurationParams, ResponseError } from 'vscode-languageclient/node';
import { RULES_OF_USER } from '../../server/src/protocol/index.js';

/** Puts beside each `depwarden` section the levels that the user has chosen: a workspace's settings cannot silence rules on malware and integrity. */
export function withRulesOfUser({ items }: ConfigurationParams, answer: unknown): unknown[] | ResponseError<void> {
  if (answer instanceof ResponseError) return answer;
  if (!Array.isArray(answer)) return [];
  return answer.map((section: unknown, index) => {
    const { section: name, scopeUri } = items[index] ?? {};
    if (name !== 'depwarden' || typeof section !== 'object' || section === null) return section;
    const scope = scopeUri === undefined ? undefined : Uri.parse(scopeUri);
    const chosen = workspace.getConfiguration('depwarden', scope).inspect('rules');
    return { ...section, [RULES_OF_USER]: chosen?.globalValue ?? {} };
  });
}
