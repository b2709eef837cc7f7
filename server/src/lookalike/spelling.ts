// How names are written down for comparison.

/** The letters and digits of a name in lower case: what is left where separators, a scope's sign and slash among them, do not count. */
export function plainOf(name: string): string {
  return name.replace(/[-_.@/]/g, '').toLowerCase();
}

/** What stands between the separators of a name, in lower case; a scope is a word of its own. */
export function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[-_.@/]+/)
    .filter(word => word !== '');
}

/** `@scope` of a scoped npm name. */
export function scopeOf(name: string): string | undefined {
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  return slash > 1 ? name.slice(0, slash) : undefined;
}
