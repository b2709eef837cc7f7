import { quoted } from '../text/sanitize.js';
import type { Unchecked } from './overview.js';

/** What could not be checked, and why, in one line fit to be shown: of very many packages the first ones are named. */
export function uncheckedText({ names, count, reason }: Pick<Unchecked, 'names' | 'count' | 'reason'>): string {
  const why = quoted(reason.replace(/^not checked: /, ''), LONGEST);
  if (names.length === 0) return count === 1 ? why : `${count} releases: ${why}`;
  const shown = names.slice(0, NAMES).map(name => quoted(name, LONGEST));
  return `${shown.join(', ')}${count > shown.length ? ` and ${count - shown.length} more` : ''}: ${why}`;
}

const NAMES = 20;
/** UTF-16 units. */
const LONGEST = 80;
