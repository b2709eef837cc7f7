/** The keys under which a Pipfile, Pipfile.lock, pdm.lock or Poetry dependency names where a package comes from, if not from an index. */
export const PLACE_KEYS: readonly (readonly [key: string, reason: string])[] = [
  ['git', 'git source'],
  ['hg', 'hg source'],
  ['svn', 'svn source'],
  ['bzr', 'bzr source'],
  ['url', 'URL source'],
  ['path', 'local path'],
  ['file', 'local file'],
];
