// One text in three forms: Markdown, plain text for a terminal, and the inside of an HTML page. Text from outside goes through `text` and `code` only.
import { html, link, verbatim } from '../text/html.js';
import { escapeMarkdown } from '../text/markdown.js';
import { quoted, webAddress } from '../text/sanitize.js';
import { wrapped } from '../text/wrap.js';

export type MarkupFormat = 'markdown' | 'text' | 'html';

/** A command to be copied, with what to know about it before. */
export interface ShownCommand {
  readonly note?: string;
  readonly command: string;
}

/** Something to do. */
export interface Step {
  readonly title: string;
  readonly text: string;
  /** What belongs to it: blocks of the same markup. */
  readonly blocks: readonly string[];
}

/** The parts return pieces of a line (`text`, `code`, `link`) or whole blocks without an empty line behind them. */
export interface Markup {
  /** Text from outside, neutralised: one line, at most 300 UTF-16 units. */
  text(outside: string): string;
  /** Names, paths and the like from outside, likewise. */
  code(outside: string): string;
  /** Text of ours that may have characters with a meaning in it. */
  own(text: string): string;
  /** @param url where it is no address that can be opened, the label stands alone */
  link(label: string, url: string): string;
  title(text: string): string;
  heading(text: string): string;
  paragraph(text: string): string;
  list(items: readonly string[]): string;
  /** Numbered steps, each with a heading of its own. */
  steps(steps: readonly Step[]): string;
  commands(commands: readonly ShownCommand[]): string;
}

const MARKDOWN: Markup = {
  text: escapeMarkdown,
  code: outside => `\`${quoted(outside, LONGEST).replaceAll('`', "'")}\``,
  own: text => text,
  link: (label, url) => (webAddress(url) === undefined ? escapeMarkdown(label) : `[${escapeMarkdown(label)}](${url})`),
  title: text => `# ${text}`,
  heading: text => `## ${text}`,
  paragraph: text => text,
  list: items => items.map(item => `- ${item}`).join('\n'),
  steps: steps => steps.map(({ title, text, blocks }, index) => [`### ${index + 1}. ${title}`, text, ...blocks].join('\n\n')).join('\n\n'),
  commands: commands => ['```sh', ...commandLines(commands), '```'].join('\n'),
};

const TEXT: Markup = {
  text: outside => quoted(outside, LONGEST),
  code: outside => quoted(outside, LONGEST),
  own: text => text,
  link: (label, url) =>
    webAddress(url) === undefined ? quoted(label, LONGEST) : url.includes(label) ? url : `${quoted(label, LONGEST)} (${url})`,
  title: text => `${text}\n${'='.repeat(Math.min(text.length, WIDTH))}`,
  heading: text => `${text}\n${'-'.repeat(Math.min(text.length, WIDTH))}`,
  paragraph: text => filled(text, '', ''),
  list: items => items.map(item => filled(item, '- ', '  ')).join('\n'),
  steps: steps =>
    steps
      .map(({ title, text, blocks }, index) => indented([`${index + 1}. ${title}\n${filled(text, '', '')}`, ...blocks].join('\n\n'), '   '))
      .join('\n\n'),
  commands: commands => commandLines(commands).join('\n'),
};

const HTML: Markup = {
  text: outside => html`<bdi>${quoted(outside, LONGEST)}</bdi>`.html,
  code: outside => html`<code>${quoted(outside, LONGEST)}</code>`.html,
  own: text => html`${text}`.html,
  link: (label, url) => link(label, url).html,
  title: text => `<h1>${text}</h1>`,
  heading: text => `<h2>${text}</h2>`,
  paragraph: text => `<p>${text}</p>`,
  list: items => `<ul>\n${items.map(item => `<li>${item}</li>\n`).join('')}</ul>`,
  steps: steps =>
    steps.map(({ title, text, blocks }, index) => [`<h3>${index + 1}. ${title}</h3>`, `<p>${text}</p>`, ...blocks].join('\n')).join('\n'),
  commands: commands => {
    const lines = commandLines(commands).map(line => verbatim(line).html);
    return `<pre tabindex="0" role="group" aria-label="Commands"><code>${lines.join('\n')}</code></pre>`;
  },
};

export const MARKUPS: Readonly<Record<MarkupFormat, Markup>> = { markdown: MARKDOWN, text: TEXT, html: HTML };

const LONGEST = 300;
/** Columns of plain text. */
const WIDTH = 96;

function commandLines(commands: readonly ShownCommand[]): readonly string[] {
  return commands.flatMap(({ note, command }) => [...(note === undefined ? [] : [`# ${note}`]), command]);
}

function filled(text: string, first: string, rest: string): string {
  return wrapped([{ text }], { width: WIDTH, first, rest, paint: (_style, line) => line });
}

/** Every line but the first. */
function indented(text: string, indent: string): string {
  return text.replace(/\n(?=[^\n])/g, `\n${indent}`);
}
