/** Text from outside as Markdown that shows it and does nothing else: no links, no HTML, no formatting, one line. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .replace(/[\\`*_{}[\]()#+\-.!|<>&~$:@^=]/g, '\\$&');
}
