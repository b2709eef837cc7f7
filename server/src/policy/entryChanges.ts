// What differs between two texts of a policy file or a baseline, entry by entry, whatever of it can be used.
import { readJson } from '../syntax/json/reader.js';
import type { JsonValue } from '../syntax/json/tree.js';

/** One entry that is not as it was. */
export interface EntryChange {
  /** Where it stands: `rules.malicious-package`, `ignore`, `releases.npm:chalk@5.6.2`. */
  readonly key: string;
  /** What it was, as JSON in one line; undefined where it was not there. */
  readonly before?: string;
  /** What it is now, likewise. */
  readonly after?: string;
}

/**
 * Compares two texts. An item of a list is an entry of its own, whose place in the list does not matter.
 * @param before undefined where there was no file
 * @param after likewise
 */
export function entryChanges(before: string | undefined, after: string | undefined): readonly EntryChange[] {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  const changed = [...now].flatMap(([id, entry]) => changeOf(old.get(id), entry));
  const gone = [...old].flatMap(([id, entry]) => (now.has(id) ? [] : changeOf(entry, undefined)));
  return [...changed, ...gone];
}

interface Entry {
  readonly key: string;
  readonly text: string;
}

function changeOf(before: Entry | undefined, after: Entry | undefined): readonly EntryChange[] {
  if (before?.text === after?.text) return [];
  const key = (after ?? before)?.key ?? '';
  return [{ key, ...(before && { before: before.text }), ...(after && { after: after.text }) }];
}

/** Members of the root, of objects in it their members, of lists in it their items. What is no object is one entry. */
function entriesOf(text: string | undefined): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  if (text === undefined) return entries;
  const { root, error } = readJson(text, { dialect: 'jsonc' });
  if (root?.kind !== 'object' || error) entries.set(WHOLE, { key: WHOLE, text: text.trim() });
  if (root?.kind !== 'object') return entries;
  for (const { key, value } of root.members) {
    if (value.kind === 'object') {
      for (const member of value.members) entries.set(`${key}.${member.key}`, { key: `${key}.${member.key}`, text: shown(member.value) });
    } else if (value.kind === 'array') {
      for (const item of value.items) entries.set(JSON.stringify([key, shown(item)]), { key, text: shown(item) });
    } else entries.set(key, { key, text: shown(value) });
  }
  return entries;
}

/** The key of a text that is not readable JSON: all of it is one entry. */
const WHOLE = '(the whole file)';
/** How deep a value is written out. */
const DEEPEST = 8;

/** A value as JSON in one line. */
function shown(value: JsonValue, depth = 0): string {
  if (value.kind === 'string') return JSON.stringify(value.text);
  if (value.kind === 'literal') return value.text;
  if (depth === DEEPEST) return value.kind === 'array' ? '[…]' : '{…}';
  if (value.kind === 'array') return `[${value.items.map(item => shown(item, depth + 1)).join(', ')}]`;
  return `{${value.members.map(member => `${JSON.stringify(member.key)}: ${shown(member.value, depth + 1)}`).join(', ')}}`;
}
