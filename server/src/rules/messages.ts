// How messages name things. Text from outside goes through `quoted`: one line, nothing unseen in it, limited length.

import { reportedOn } from '../advisories/group.js';
import { ECOSYSTEMS } from '../ecosystems/index.js';
import type { AdvisoryGroup, Ecosystem, Effective } from '../model/index.js';
import { quoted } from '../text/sanitize.js';

export { quoted };

/** The registry as a sentence names it. */
export function registryName(ecosystem: Ecosystem): string {
  return ECOSYSTEMS[ecosystem].words.registry;
}

/** A package's name, or the beginning of a very long one. */
export function shownName({ name }: { readonly name: string }): string {
  return quoted(name, 48);
}

/** A version, or the beginning of a very long one. */
export function shownVersion(version: string): string {
  return quoted(version, 36);
}

/** The id of a group's first record, or the beginning of a very long one. */
export function shownId(group: AdvisoryGroup): string {
  return quoted(group.lead.id, 32);
}

/** `, installed in .venv,` or `, locked in uv.lock,` after a release that is more than asked for; else nothing. */
export function whence({ evidence, where }: Effective): string {
  return (evidence === 'installed' || evidence === 'locked') && where !== undefined ? `, ${evidence} in ${quoted(where, 30)},` : '';
}

/** A sentence on weaker evidence that names another release; undefined where none does. */
export function disagreement({ version, evidence, where, against }: Effective): string | undefined {
  if (!against) return undefined;
  const other = `${against.evidence} ${shownVersion(against.version)}`;
  return `${other[0]?.toUpperCase()}${other.slice(1)}, but ${shownVersion(version)} is ${evidence}${where ? ` in ${quoted(where, 30)}` : ''}.`;
}

/**
 * `MAL-2026-2144`, or with a date where one is known `MAL-2026-2144, 2026-03-24`: the day on which the release was reported, else that of the record.
 * @param version the release that is spoken of; undefined where the whole package is
 */
export function named(group: AdvisoryGroup, version?: string): string {
  const day = ((version !== undefined && reportedOn(group, version)) || group.lead.published)?.slice(0, 10);
  return day ? `${shownId(group)}, ${quoted(day, 10)}` : shownId(group);
}

/** `a`, `a and b`, `a, b and c`, `a, b and 3 more`. */
export function listed(items: readonly string[], limit = 3): string {
  const shown = items.length > limit ? [...items.slice(0, limit - 1), `${items.length - limit + 1} more`] : items;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** The first of some wordings, the fullest first, that is under the limit of a message; else the last. */
export function fitting(...wordings: readonly string[]): string {
  return wordings.find(wording => wording.length < MESSAGE_LIMIT) ?? wordings.at(-1) ?? '';
}

/** `before` and, as far as there is room in a message, text from outside. */
export function withText(before: string, text: string): string {
  return `${before}${quoted(text, Math.min(90, MESSAGE_LIMIT - 1 - before.length))}`;
}

/** The first sentence, whole, then the others as long as all stay under the limit of a message. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts
    .filter(part => part !== undefined)
    .reduce((text, part) => (text === '' ? part : text.length + 1 + part.length < MESSAGE_LIMIT ? `${text} ${part}` : text), '');
}

/** UTF-16 units; a message is shorter. */
const MESSAGE_LIMIT = 160;
