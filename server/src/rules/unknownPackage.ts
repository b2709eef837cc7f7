import type { Rule } from './rule.js';
import { shownName } from './words.js';

/** The registry has no such package. */
export const unknownPackage = {
  id: 'unknown-package',
  defaultLevel: 'error',
  unless: ['malicious-package'],
  summary: 'The registry has no such package.',
  explanation: `A misspelling, an invented name, or a private package whose registry is not configured. A name that nobody has is a name that anybody can take:
an attacker who registers it owns every machine that installs this manifest. Correct the name, remove the line, or configure the registry it comes from.`,
  check(subject) {
    if (subject.registry.kind !== 'absent') return undefined;
    return {
      at: 'name',
      message: `${subject.ecosystem === 'npm' ? 'The npm registry' : 'PyPI'} has no package named ${shownName(subject)}: misspelt, invented, or private and not configured.`,
    };
  },
} as const satisfies Rule;
