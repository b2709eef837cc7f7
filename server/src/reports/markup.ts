// One text in two forms: Markdown, and plain text for a terminal. Text from outside goes through `text` and `code` only.
import { escapeMarkdown } from '../text/markdown.js';
import { quoted, webAddress } from '../text/sanitize.js';
import { wrapped } from '../text/wrap.js';

export type MarkupFormat = 'markdown' | 'text';

/** A command to be copied, with what to know about it before. */
export interface ShownCommand {
  readonly note?: string;
  readonly command: string;
}

/** The parts return pieces of a line (`text`, `code`, `link`) or whole blocks without an empty line behind them. */
export interface Markup {
  /** Text from outside, neutralised: one line, at most 300 UTF-16 units. */
  text(outside: string): string;
  /** Names, paths and the like from outside, likewise. */
  code(outside: string): string;
  /** @param url where it is no address that can be opened, the label stands alone */
  link(label: string, url: string): string;
  title(text: string): string;
  heading(text: string): string;
  paragraph(text: string): string;
  list(items: readonly string[]): string;
  /** Steps with what belongs to each: blocks of this markup. */
  steps(steps: readonly { readonly text: string; readonly blocks: readonly string[] }[]): string;
  commands(commands: readonly ShownCommand[]): string;
}

const MARKDOWN: Markup = {
  text: escapeMarkdown,
  code: outside => `\`${quoted(outside, LONGEST).replaceAll('`', "'")}\``,
  link: (label, url) => (webAddress(url) === undefined ? escapeMarkdown(label) : `[${escapeMarkdown(label)}](${url})`),
  title: text => `# ${text}`,
  heading: text => `## ${text}`,
  paragraph: text => text,
  list: items => items.map(item => `- ${item}`).join('\n'),
  steps: steps => steps.map(({ text, blocks }, index) => indented([`${index + 1}. ${text}`, ...blocks].join('\n\n'), '   ')).join('\n\n'),
  commands: commands => ['```sh', ...commandLines(commands), '```'].join('\n'),
};

const TEXT: Markup = {
  text: outside => quoted(outside, LONGEST),
  code: outside => quoted(outside, LONGEST),
  link: (label, url) =>
    webAddress(url) === undefined ? quoted(label, LONGEST) : url.includes(label) ? url : `${quoted(label, LONGEST)} (${url})`,
  title: text => `${text}\n${'='.repeat(Math.min(text.length, WIDTH))}`,
  heading: text => `${text}\n${'-'.repeat(Math.min(text.length, WIDTH))}`,
  paragraph: text => filled(text, '', ''),
  list: items => items.map(item => filled(item, '- ', '  ')).join('\n'),
  steps: steps =>
    steps.map(({ text, blocks }, index) => indented([filled(text, `${index + 1}. `, ''), ...blocks].join('\n\n'), '   ')).join('\n\n'),
  commands: commands => commandLines(commands).join('\n'),
};

export const MARKUPS: Readonly<Record<MarkupFormat, Markup>> = { markdown: MARKDOWN, text: TEXT };

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
