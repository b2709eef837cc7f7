// Text from outside (names, versions, paths, advisories, registries' remarks, hosts), made fit to be shown to a person: nothing in it acts on what shows it,
// nothing in it goes unseen, and it ends. Whoever puts such text into a message, a title, Markdown or a terminal takes it through one of these.

import { withoutSecrets } from './secrets.js';

/**
 * The text with every character marked by its code point, such as `<U+202E>`, that cannot be seen or acts on what stands around it: control characters (ESC and
 * line breaks among them), those that change the direction of writing, those without width, tags, fillers, separators of lines and paragraphs, private use,
 * halves of surrogate pairs. A variation selector right behind the pictograph that it is meant for stays.
 * Secrets in addresses are masked.
 * Unicode: Default_Ignorable_Code_Point, general categories C and Z (https://www.unicode.org/reports/tr44/); UTS #39 on bidirectional text.
 */
export function marked(text: string): string {
  const shown = withoutSecrets(text);
  return PLAIN.test(shown) ? shown : shown.replace(UNSEEN, markOf);
}

/** As `marked`, but line feeds stay: for logs, in which an error has several lines. */
export function markedLines(text: string): string {
  return text.split('\n').map(marked).join('\n');
}

/** As `marked`, in one line: white space of any length is one space, and there is none around it. Of very long texts only the beginning is read. */
export function oneLine(text: string): string {
  return marked(text.slice(0, LONGEST_READ).replace(SPACES, ' ').trim());
}

/** As `oneLine`, and at most `limit` UTF-16 units, the last of them `…` where something was left out. */
export function quoted(text: string, limit = 60): string {
  return shortened(oneLine(text), limit);
}

/** The beginning of a text: at most `limit` UTF-16 units, whole characters, the last of them `…` where something was left out. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const beginning = text.slice(0, Math.max(0, limit - 1)).replace(/[\ud800-\udbff]$/, '');
  return `${beginning.trimEnd()}…`;
}

/**
 * A value as JSON text for a report: as `jsonText`, and secrets in its texts are masked (`masked`).
 * @param indent spaces; 0: all in one line
 */
export function jsonReportText(value: unknown, indent = 2): string {
  const text = jsonText(value, indent);
  return withoutSecrets(text) === text ? text : jsonText(masked(value), indent);
}

/** A plain value with secrets masked in all its texts but those that edits write: `newText`, and SARIF's `insertedContent`. */
export function masked<T>(value: T): T {
  const written = new Set<unknown>();
  const shown = JSON.stringify(value, function (this: unknown, key, part: unknown) {
    if (key === 'insertedContent') written.add(part);
    return typeof part === 'string' && key !== 'newText' && !written.has(this) ? withoutSecrets(part) : part;
  });
  return JSON.parse(shown);
}

/**
 * A value as JSON text in which what `marked` marks stands as an escape: read again it is exactly the value.
 * @param indent spaces; 0: all in one line
 */
export function jsonText(value: unknown, indent = 2): string {
  const text = JSON.stringify(value, undefined, indent);
  return PLAIN_LINES.test(text) ? text : text.replace(UNSEEN, character => (character === '\n' ? character : escapeOf(character)));
}

/** An address that can be opened and does nothing else: `http:` or `https:`, and no character that could end a link or stand for another. */
export function webAddress(url: string): string | undefined {
  return url.length <= LONGEST_ADDRESS && /^https?:\/\/[\w.~:/?#@!$&*+,;=%-]+$/.test(url) ? url : undefined;
}

const PLAIN = /^[ -~]*$/;
const PLAIN_LINES = /^[\n -~]*$/;
/** White space that takes up room; U+FEFF and the separators of lines and paragraphs, which `\s` has too, are marked instead. */
const SPACES = /[\t\n\r\p{Zs}]+/gu;
const UNSEEN =
  /(?<!\p{Extended_Pictographic})[\ufe0e\ufe0f]|(?![\ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/gu;
/** UTF-16 units. */
const LONGEST_READ = 10_000;
const LONGEST_ADDRESS = 2000;

function escapeOf(character: string): string {
  return Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}

function markOf(character: string): string {
  return `<U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}>`;
}
