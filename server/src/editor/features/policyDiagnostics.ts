import type { Diagnostic } from 'vscode-languageserver-types';
import type { PolicyProblem } from '../../policy/policyFile.js';
import { SEVERITY, SOURCE, shownMessage, type ToRange } from './diagnostics.js';

/** Code of what is wrong with a policy file. Not a rule: it cannot be turned off. */
export const POLICY_PROBLEM = 'policy';

/** @param schemaSays the editor knows the file's JSON schema, and tells of some problems itself */
export function policyDiagnostics(problems: readonly PolicyProblem[], toRange: ToRange, schemaSays: boolean): Diagnostic[] {
  return problems
    .filter(({ bySchema }) => !(schemaSays && bySchema))
    .map(({ span, level, message }) => ({
      range: toRange(span),
      severity: SEVERITY[level],
      source: SOURCE,
      code: POLICY_PROBLEM,
      message: shownMessage(message),
    }));
}
