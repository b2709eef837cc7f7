import { shownName, withText } from './messages.js';
import type { Rule } from './rule.js';

/** PyPI has put the project in quarantine. */
export const quarantinedPackage = {
  id: 'quarantined-package',
  category: 'malware',
  defaultLevel: 'error',
  appliesTo: ['direct'],
  fix: 'remove',
  unless: ['malicious-package', 'malicious-release'],
  title: 'a package in quarantine',
  summary: 'PyPI has quarantined the project.',
  explanation: `PyPI quarantines a project while it looks into a report of malware: nothing of it can be installed (project status \`quarantined\`, PEP 792).
Treat what you have installed of it as suspect until PyPI has decided.`,
  check(subject) {
    if (subject.registry.kind !== 'found' || subject.registry.value.status !== 'quarantined') return undefined;
    const { statusReason } = subject.registry.value;
    const statement = `PyPI has quarantined ${shownName(subject)}: it may be malicious, and cannot be installed.`;
    return { at: 'name', message: statusReason ? withText(`${statement} Reason: `, statusReason) : statement };
  },
} as const satisfies Rule;
