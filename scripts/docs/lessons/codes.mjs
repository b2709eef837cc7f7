// Codes of diagnostics that are no rules: they have no level to be set.

export const CODE_PAGES = [
  {
    id: 'not-checked',
    summary: 'Something could not be checked. It is not clean, and not bad: it is unknown.',
    means: `A service did not answer, refused, or is not to be asked (offline); or a lockfile could not be read. The message gives the reason, once a file and reason. Nothing found beside it says anything
about what it names.`,
    todo: `A service that was down is asked again by itself. Behind a proxy, or with a mirror, look at the settings below \`depwarden.registries\` and \`depwarden.advisories\`. Without a network the
offline database knows all advisories (*Depwarden: Download Offline Advisory Database*, or \`depwarden db update\`), but not what a range gives: that takes a lockfile or a registry. In a build \`--fail-on-unknown\` makes it count.`,
  },
  {
    id: 'manifest',
    summary: 'Something is wrong with the file itself.',
    means:
      'A part of it could not be read, or names something that is not there: a syntax error, a requirements file that is missing, a catalog without the entry. What that part declares is not checked.',
    todo: 'Mend what the message names. What stands in the rest of the file is checked all the same.',
  },
  {
    id: 'stale-lockfile',
    summary: 'The lockfile does not lock what the manifest asks for.',
    means:
      'Somebody has changed the manifest since. Until it is locked anew, the next installation decides which release it is, or fails (`npm ci`).',
    todo: 'Run the command that the message names, in the folder of the lockfile, and look at the difference. A quick fix puts the command into a terminal or on the clipboard; Depwarden does not run it.',
  },
  {
    id: 'policy',
    summary: 'Something is wrong in .depwarden.jsonc.',
    means:
      'An unknown key or level, an entry that has expired, one that ignores nothing. It costs that key alone: the rest of the file holds.',
    todo: 'Mend or remove the entry. An expired one is to be looked at again, not merely extended.',
  },
];
