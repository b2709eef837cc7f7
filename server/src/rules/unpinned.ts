import { fitting, quoted, shownName } from './messages.js';
import type { Rule } from './rule.js';

/** No upper bound and no lockfile. */
export const unpinned = {
  id: 'unpinned',
  category: 'upkeep',
  defaultLevel: 'off',
  appliesTo: ['direct'],
  fix: 'pin',
  unless: ['malicious-package', 'quarantined-package', 'unknown-package'],
  title: 'a dependency that is not pinned',
  summary: 'No upper bound and no lockfile.',
  explanation: `Nothing keeps the next release out, whatever it contains: the specifier has no upper bound, and the project has no lockfile. Each installation may give another
release. The fix pins to the release that it gives today. Libraries often leave the upper bound out with good reason, so this rule is off by itself.`,
  check({ requirement, project, ...subject }) {
    if (requirement.kind === 'exact' || requirement.kind === 'invalid' || requirement.bounded || project.hasLockfile) return undefined;
    const range = requirement.text.trim();
    const what = range === '' ? `${shownName(subject)} names no version` : `${shownName(subject)} ${quoted(range, 40)} has no upper bound`;
    return {
      at: 'specifier',
      message: fitting(
        `${what}, and the project has no lockfile: any later release may come in.`,
        `${what}, and the project has no lockfile.`,
      ),
    };
  },
} as const satisfies Rule;
