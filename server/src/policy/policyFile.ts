// `.depwarden.jsonc`: text → what it says, and problems where it cannot be read. docs/policy.md describes it; the JSON schema that the editor
// gets is made by scripts/docs/policySchema.mjs.

import { LEVELS, type Problem, type Span } from '../model/index.js';
import type { RuleId } from '../rules/index.js';
import { readJson } from '../syntax/json/reader.js';
import type { JsonValue } from '../syntax/json/tree.js';
import { isRuleLevel, type RuleLevel } from './config.js';
import { readIgnore } from './ignoreEntry.js';
import { type Ignore, listOf } from './ignores.js';
import { type NamePattern, namesOf, readPattern, readPrivateName } from './names.js';
import type { Choices, PartialStrictness } from './policy.js';
import { type Keys, type Report, RULE_IDS, readKeys, textOf } from './reader.js';

export const POLICY_FILE = '.depwarden.jsonc';

export interface PolicyFile {
  readonly strictness: PartialStrictness;
  readonly choices: Choices;
  /** The levels that it sets, and where. */
  readonly levels: readonly PlacedLevel[];
  /** The entries of `ignore` that can be used, and where they stand. */
  readonly entries: readonly PlacedIgnore[];
  readonly problems: readonly PolicyProblem[];
}

export interface PlacedIgnore {
  readonly ignore: Ignore;
  readonly span: Span;
}

export interface PlacedLevel {
  readonly rule: RuleId;
  readonly level: RuleLevel;
  readonly span: Span;
}

export interface PolicyProblem extends Problem {
  /** An editor that knows the file's JSON schema says so too. */
  readonly bySchema?: true;
}

/** Reads a policy file. Never throws: what cannot be read is a problem where it stands, and costs that key or entry alone. */
export function readPolicyFile(text: string): PolicyFile {
  const reading: Reading = {
    strictness: {},
    levels: [],
    entries: [],
    denied: [],
    allowed: [],
    privateNames: [],
    privateScopes: [],
    problems: [],
  };
  if (text.length > MAX_LENGTH) reportUnread(reading, 'it is too large');
  else if (!isBlank(text)) readText(text, reading);
  const { strictness, levels, entries, denied, allowed, privateNames, privateScopes, problems, isPartial } = reading;
  return {
    strictness,
    levels,
    choices: {
      ignores: listOf(entries.map(({ ignore }) => ignore)),
      denied: namesOf(denied),
      allowed: namesOf(allowed),
      privateNames: namesOf(privateNames),
      privateScopes,
      ...(isPartial && { unread: UNREAD }),
    },
    entries,
    problems: problems.sort((a, b) => a.span.start - b.span.start).slice(0, MOST_PROBLEMS),
  };
}

/** What a policy file says that cannot be read: nothing, and any name may be one that it calls private. @param reason a clause: `permission denied` */
export function unreadPolicyFile(reason: string): PolicyFile {
  const message = `This is not read: ${reason}. Nothing in it holds.`;
  const { choices, ...file } = readPolicyFile('');
  return { ...file, choices: { ...choices, unread: UNREAD }, problems: [{ message, span: { start: 0, end: 0 }, level: 'warning' }] };
}

/** Whether a text is JSON with comments at all: its outermost value is an object. */
export function isPolicyText(text: string): boolean {
  return isBlank(text) || readJson(text, { dialect: 'jsonc' }).root?.kind === 'object';
}

/** Why a name is asked about nowhere that such a file may call private. */
const UNREAD = `${POLICY_FILE} could not be read in full, and may call it private`;

interface Reading {
  strictness: PartialStrictness;
  isPartial?: true;
  readonly levels: PlacedLevel[];
  readonly entries: PlacedIgnore[];
  readonly denied: NamePattern[];
  readonly allowed: NamePattern[];
  readonly privateNames: NamePattern[];
  readonly privateScopes: string[];
  readonly problems: PolicyProblem[];
}

/** UTF-16 units. */
const MAX_LENGTH = 1_000_000;
const MOST_PROBLEMS = 100;

function isBlank(text: string): boolean {
  const { root, error } = readJson(text, { dialect: 'jsonc' });
  return root === undefined && error !== undefined && error.span.start >= text.trimEnd().length;
}

function readText(text: string, reading: Reading): void {
  const { root, error } = readJson(text, { dialect: 'jsonc' });
  if (error) {
    reading.isPartial = true;
    report(reading, error.span, `This is not JSON: ${error.message}.`);
  }
  if (!root) return;
  if (root.kind !== 'object') {
    reading.isPartial = true;
    report(reading, root, 'A policy file is an object: { … }. Nothing in this one holds.');
  } else readKeys(root, '', keysOf(reading), (span, message) => report(reading, span, message));
}

function report({ problems }: Reading, { start, end }: Span, message: string): void {
  problems.push({ message, span: { start, end }, level: 'warning', bySchema: true });
}

function reportUnread(reading: Reading, reason: string): void {
  reading.isPartial = true;
  reportMeaning(reading, { start: 0, end: 0 }, `${POLICY_FILE} is not read: ${reason}. Nothing in it holds.`);
}

/** What the schema cannot know, such as the forms of names and ranges. */
function reportMeaning({ problems }: Reading, { start, end }: Span, message: string): void {
  problems.push({ message, span: { start, end }, level: 'warning' });
}

function keysOf(reading: Reading): Keys {
  const say: Report = (span, message) => report(reading, span, message);
  const set = (part: PartialStrictness): void => {
    reading.strictness = { ...reading.strictness, ...part };
  };
  const days = (key: string, keep: (days: number) => void) => (value: JsonValue) => {
    const number = value.kind === 'literal' ? Number(value.text) : Number.NaN;
    if (NUMBER.test(value.text) && Number.isFinite(number) && number >= 0) keep(number);
    else say(value, `${key} is not used: it must be a number of days, 0 or more.`);
  };
  const object = (key: string, keys: Keys) => (value: JsonValue) => {
    if (value.kind === 'object') readKeys(value, key, keys, say);
    else say(value, `${key} is not used: it must be an object.`);
  };
  return {
    $schema: () => {},
    rules: value => {
      if (value.kind === 'object') set({ rules: readLevels(value, reading.levels, say) });
      else say(value, 'rules is not used: it must be an object from rule ids to levels.');
    },
    cooldown: object('cooldown', { days: days('cooldown.days', number => set({ cooldownDays: number })) }),
    signals: object('signals', { recentDays: days('signals.recentDays', number => set({ recentDays: number })) }),
    ignore: items('ignore', say, value => {
      const ignore = readIgnore(value, say, (span, message) => reportMeaning(reading, span, message));
      if (ignore) reading.entries.push({ ignore, span: { start: value.start, end: value.end } });
    }),
    deny: names('deny', reading, readPattern, pattern => reading.denied.push(pattern)),
    allow: names('allow', reading, readPattern, pattern => reading.allowed.push(pattern)),
    privateScopes: names('privateScopes', reading, readPrivateName, (pattern, text) => {
      reading.privateNames.push(pattern);
      if (text.startsWith('@')) reading.privateScopes.push(text);
    }),
  };
}

const NUMBER = /^-?\d/;

function readLevels(object: JsonValue, placed: PlacedLevel[], say: Report): Partial<Record<RuleId, RuleLevel>> {
  const levels: Partial<Record<RuleId, RuleLevel>> = {};
  const readers = Object.fromEntries(
    RULE_IDS.map(id => [
      id,
      (value: JsonValue) => {
        if (value.kind === 'string' && isRuleLevel(value.text)) {
          levels[id] = value.text;
          placed.push({ rule: id, level: value.text, span: { start: value.start, end: value.end } });
        } else say(value, `The level of ${id} is not used: it must be one of ${[...LEVELS, 'off'].join(', ')}.`);
      },
    ]),
  );
  readKeys(object, 'rules', readers, say);
  return levels;
}

function items(key: string, say: Report, read: (value: JsonValue) => void): (value: JsonValue) => void {
  return value => {
    if (value.kind === 'array') value.items.forEach(read);
    else say(value, `${key} is not used: it must be a list.`);
  };
}

function names(
  key: string,
  reading: Reading,
  read: (text: string) => NamePattern | string,
  keep: (pattern: NamePattern, text: string) => void,
): (value: JsonValue) => void {
  const say: Report = (span, message) => report(reading, span, message);
  return items(key, say, value => {
    const text = textOf(value, `This entry of ${key}`, say);
    if (text === undefined) return;
    const pattern = read(text);
    if (typeof pattern === 'string') reportMeaning(reading, value, `This entry of ${key} is not used: ${pattern}.`);
    else keep(pattern, text);
  });
}
