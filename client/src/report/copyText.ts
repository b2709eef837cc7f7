import type { ReportRow } from '../../../server/src/protocol/index.js';

/** A finding as text for a chat or an issue: what is said, where, and the pages about it. */
export function copyText({ message, file, range, advisories, rule }: ReportRow): string {
  const place = range ? `${file}:${range.start.line + 1}` : file;
  const pages = advisories.map(({ id, url, title, severity }) => [id, severity, title, url].filter(Boolean).join(', '));
  return [message, `${place} (${rule})`, ...pages].join('\n');
}
