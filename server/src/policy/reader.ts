// Reads objects of a policy file key by key, and tells of what is not read.

import type { Span } from '../model/index.js';
import { RULE_DESCRIPTIONS, type RuleId } from '../rules/index.js';
import { listed, quoted } from '../rules/messages.js';
import { type JsonValue, keyOf, spanOf } from '../syntax/json/tree.js';
import { isRuleId } from './config.js';
import { nearestWord } from './nearest.js';

/** Told of what goes wrong, and where. */
export type Report = (span: Span, message: string) => void;

/** What is done with the value of each key; other keys are problems. */
export type Keys = Readonly<Record<string, (value: JsonValue) => void>>;

/**
 * Reads the members of an object, the first of each key.
 * @param where how a message names the object: `cooldown`
 */
export function readKeys(object: JsonValue, where: string, keys: Keys, report: Report): void {
  const seen = new Set<string>();
  for (const member of object.members) {
    const { key } = member;
    const read = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (!read) report(spanOf(keyOf(member)), unknownKey(key, where, Object.keys(keys)));
    else if (seen.has(key)) report(spanOf(keyOf(member)), `"${key}" stands here a second time: only the first is used.`);
    else read(member.value);
    seen.add(key);
  }
}

/** The text of a string; of anything else a problem. */
export function textOf(value: JsonValue, key: string, report: Report): string | undefined {
  if (value.kind === 'string') return value.text;
  report(value, `${key} is not used: it must be a text.`);
  return undefined;
}

/** Reads the id of a rule; of anything else a problem, which names the nearest. */
export function readRuleId(text: string, span: Span, report: Report): RuleId | undefined {
  if (isRuleId(text)) return text;
  report(span, `There is no rule "${quoted(text, 40)}"${meant(text, RULE_IDS)}.`);
  return undefined;
}

export const RULE_IDS: readonly RuleId[] = RULE_DESCRIPTIONS.map(({ id }) => id);

function unknownKey(key: string, where: string, known: readonly string[]): string {
  const place = where === '' ? '' : ` in ${where}`;
  const near = meant(key, known);
  const all = near === '' && known.length < 9 ? `; there are ${listed(known, Infinity)}` : near;
  return `There is no ${where === 'rules' ? 'rule' : 'key'} "${quoted(key, 40)}"${where === 'rules' ? '' : place}${all}.`;
}

function meant(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  return near === undefined ? '' : `; "${near}" is probably meant`;
}
