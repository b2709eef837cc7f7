/**
 * What is wrong, as a row says it: without ids of advisories, which stand beside their titles in the details.
 * @param brief a row's: what is said without the release
 */
export function headlineOf(brief: string): string {
  return brief.replace(/ \([A-Z][A-Z]+-[^()]*\)/g, '');
}

/** The same in as few words as tell it: the first sentence, without a full stop: `3 vulnerabilities, high`. */
export function reasonOf(brief: string): string {
  const [first = ''] = headlineOf(brief).split(/\.(?= [A-Z]|$)/);
  return first.replace(', the worst ', ', ');
}
