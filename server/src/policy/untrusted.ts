import { listOf } from './ignores.js';
import { NO_NAMES } from './names.js';
import type { PolicyFile, PolicyProblem } from './policyFile.js';

/**
 * What counts of a policy file that lies in a workspace nobody trusts: what makes Depwarden say more or ask less, `deny` and `privateScopes`. Levels,
 * cooldown, `signals`, `ignore` and `allow` could silence it.
 */
export function untrustedPolicyFile(file: PolicyFile): PolicyFile {
  const { choices, problems } = file;
  return {
    strictness: {},
    levels: [],
    choices: { ...choices, ignores: listOf([]), allowed: NO_NAMES, isUntrusted: true },
    entries: [],
    problems: isQuieting(file) ? [NOT_OBEYED, ...problems] : problems,
  };
}

/** Whether a policy file says anything that does not count in such a workspace. */
export function isQuieting({ strictness, entries, choices }: PolicyFile): boolean {
  return Object.keys(strictness).length + entries.length > 0 || choices.allowed !== NO_NAMES;
}

const NOT_OBEYED: PolicyProblem = {
  message: 'This workspace is not trusted: of its policy only deny and privateScopes count.',
  span: { start: 0, end: 0 },
  level: 'information',
};
