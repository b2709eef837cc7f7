import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver-types';
import { STALE_LOCKFILE } from '../../analysis/staleLockfile.js';
import { type RuleParams, SHOW_RULE_COMMAND } from '../../protocol/index.js';
import { RULE_DESCRIPTIONS } from '../../rules/index.js';
import { NOT_CHECKED, SOURCE } from './diagnostics.js';

/**
 * Beside each diagnostic of ours: the page of its rule, each page once. It changes nothing, and stands behind everything else.
 * @param rulePage the address of a rule's page, or undefined where there is none
 */
export function ruleActions(diagnostics: readonly Diagnostic[], rulePage: (rule: string) => string | undefined): CodeAction[] {
  const rules = new Set(diagnostics.flatMap(diagnostic => ruleOf(diagnostic) ?? []));
  const withPage = [...rules].filter(rule => rulePage(rule) !== undefined);
  return withPage.map(rule => {
    const title = `Explain: ${titleOf(rule)}`;
    const argument: RuleParams = { rule };
    return {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: diagnostics.filter(diagnostic => ruleOf(diagnostic) === rule),
      command: { title, command: SHOW_RULE_COMMAND, arguments: [argument] },
    };
  });
}

function titleOf(code: string): string {
  return RULE_DESCRIPTIONS.find(({ id }) => id === code)?.title ?? OTHER_CODES[code] ?? code;
}

/** Codes of diagnostics that are no rules. */
const OTHER_CODES: Readonly<Record<string, string>> = {
  [NOT_CHECKED]: 'a dependency that could not be checked',
  [STALE_LOCKFILE]: 'a lockfile that is behind its manifest',
  manifest: 'a part of a file that could not be read',
  policy: 'a part of the policy file that does not count',
};

/** A diagnostic went through the client, and comes back as it likes. */
function ruleOf({ source, code }: Diagnostic): string | undefined {
  return source === SOURCE && typeof code === 'string' && /^[a-z]+(-[a-z]+)*$/.test(code) ? code : undefined;
}
