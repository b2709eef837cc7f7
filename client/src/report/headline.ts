/**
 * What is wrong, as a row says it: without ids of advisories, which stand beside their titles in the details; the first sentence alone where there is no room
 * for more.
 * @param brief a row's: what is said without the release
 */
export function headlineOf(brief: string): string {
  const said = withoutIds(brief);
  return said.length > LONGEST ? `${firstSentence(said)}.` : said;
}

/** The same in as few words as tell it: the first sentence, without a full stop: `3 vulnerabilities, high`. */
export function reasonOf(brief: string): string {
  return firstSentence(withoutIds(brief)).replace(', the worst ', ', ');
}

/** UTF-16 units that two lines of the column have room for. */
const LONGEST = 90;

function withoutIds(brief: string): string {
  return brief.replace(/ \([A-Z][A-Z]+-[^()]*\)/g, '');
}

function firstSentence(said: string): string {
  const [first = ''] = said.split(/\.(?= [A-Z]|$)/);
  return first;
}
