import { quoted } from './sanitize.js';

/** Text from outside as Markdown that shows it and does nothing else: no links, no HTML, no formatting, one line, at most 300 UTF-16 units before escaping. */
export function escapeMarkdown(text: string): string {
  return quoted(text, LONGEST).replace(/[\\`*_{}[\]()#+\-.!|<>&~$:@^=]/g, '\\$&');
}

const LONGEST = 300;
