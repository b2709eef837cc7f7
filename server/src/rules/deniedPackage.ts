import { sentences, shownName } from './messages.js';
import type { Rule } from './rule.js';

/** The project's policy file denies the package. */
export const deniedPackage = {
  id: 'denied-package',
  category: 'source',
  defaultLevel: 'error',
  appliesTo: ['direct'],
  fix: 'remove',
  unless: ['malicious-package'],
  title: 'a package that the policy denies',
  summary: 'The policy file denies this package.',
  explanation: `A name in the list \`deny\` of \`.depwarden.jsonc\`: those who keep the project have decided against the package, whatever its release.
Nothing else is looked at. The fix removes the dependency; where the package is to be used all the same, the list has to change.`,
  check(subject) {
    if (!subject.project.isDenied) return undefined;
    return { at: 'name', message: sentences(`${shownName(subject)} is denied by .depwarden.jsonc.`, 'Remove it, or change the list.') };
  },
} as const satisfies Rule;
