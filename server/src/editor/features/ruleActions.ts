import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver-types';
import { type RuleParams, SHOW_RULE_COMMAND } from '../../protocol/index.js';
import { SOURCE } from './diagnostics.js';

/**
 * Beside each diagnostic of ours: the page of its rule, each page once. It changes nothing, and stands behind the fixes.
 * @param rulePage the address of a rule's page, or undefined where there is none
 */
export function ruleActions(diagnostics: readonly Diagnostic[], rulePage: (rule: string) => string | undefined): CodeAction[] {
  const rules = new Set(diagnostics.flatMap(diagnostic => ruleOf(diagnostic) ?? []));
  const withPage = [...rules].filter(rule => rulePage(rule) !== undefined);
  return withPage.map(rule => {
    const title = `Learn about ${rule}`;
    const argument: RuleParams = { rule };
    return {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: diagnostics.filter(diagnostic => ruleOf(diagnostic) === rule),
      command: { title, command: SHOW_RULE_COMMAND, arguments: [argument] },
    };
  });
}

/** A diagnostic went through the client, and comes back as it likes. */
function ruleOf({ source, code }: Diagnostic): string | undefined {
  return source === SOURCE && typeof code === 'string' && /^[a-z]+(-[a-z]+)*$/.test(code) ? code : undefined;
}
