// HTML that cannot be anything but what was meant: text is escaped where it is put in, and only what this module made is not.
import { oneLine, quoted, webAddress } from './sanitize.js';

export interface Html {
  readonly html: string;
}

type Part = Html | string | number | readonly Html[];

/** A piece of HTML. Strings in it are text, from outside or not: neutralised, in one line, and escaped, for content and for attributes in double quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.reduce((all, string, index) => `${all}${partText(parts[index - 1] ?? '')}${string}`) };
}

/** Text of ours, such as a script, that is put in as it is. */
export function asItIs(text: string): Html {
  return { html: text };
}

/** Text in which nothing is unseen already, with its spaces and whole. */
export function verbatim(text: string): Html {
  return { html: escaped(text) };
}

/** A link to a page of the web; where the address is none that can be opened, the label alone. */
export function link(label: string, url: string): Html {
  const address = webAddress(url);
  return address === undefined ? html`${label}` : html`<a href="${address}" rel="noopener noreferrer">${label}</a>`;
}

/** Markdown of ours: paragraphs, code and emphasis, nothing else. */
export function paragraphs(markdown: string): readonly Html[] {
  return markdown.split(/\n\n+/).map(text => html`<p>${inline(text)}</p>`);
}

/** At most this many UTF-16 units of one text are shown. */
const LONGEST = 2000;

function partText(part: Part): string {
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escaped(quoted(part, LONGEST));
  return 'html' in part ? part.html : part.map(one => one.html).join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

function inline(text: string): readonly Html[] {
  return text.split(/(`[^`]+`|\*[^*]+\*)/).map((piece, index) => {
    if (index % 2 === 0) return { html: escaped(piece.replace(/\s+/g, ' ')) };
    return piece.startsWith('`') ? html`<code>${oneLine(piece.slice(1, -1))}</code>` : html`<em>${oneLine(piece.slice(1, -1))}</em>`;
  });
}
