import { versionsOf } from '../ecosystems/index.js';
import type { RuleId } from '../rules/index.js';
import { quoted } from '../rules/messages.js';
import type { JsonValue } from '../syntax/json/tree.js';
import { createIgnore, type Ignore } from './ignores.js';
import { type NamePattern, readPattern } from './names.js';
import { type Report, readKeys, readRuleId, textOf } from './reader.js';

/**
 * Reads one entry of `ignore`. One with anything wrong in it is no entry at all: with a part left out it would ignore more than was meant.
 * @param bySchema told of what the file's JSON schema says too
 * @param beyond told of the rest
 */
export function readIgnore(value: JsonValue, bySchema: Report, beyond: Report): Ignore | undefined {
  let isWhole = true;
  const failing =
    (report: Report): Report =>
    (span, message) => {
      isWhole = false;
      report(span, message);
    };
  const [wrong, odd] = [failing(bySchema), failing(beyond)];
  if (value.kind !== 'object') {
    wrong(value, 'This ignores nothing: it must be an object.');
    return undefined;
  }
  const parts = readParts(value, wrong, odd);
  if (isWhole) checkWhole(value, parts, wrong);
  const { pattern, range, ...entry } = parts;
  return isWhole ? createIgnore({ ...entry, reason: entry.reason ?? '' }, pattern, range) : undefined;
}

interface Parts {
  rule?: RuleId;
  advisory?: string;
  package?: string;
  versions?: string;
  reason?: string;
  expires?: string;
  by?: string;
  pattern?: NamePattern;
  range?: ReturnType<ReturnType<typeof versionsOf>['parse']>;
}

function readParts(object: JsonValue, wrong: Report, odd: Report): Parts {
  const parts: Parts = {};
  let versionsAt: JsonValue = object;
  const text = (key: keyof Parts, keep: (text: string, value: JsonValue) => void) => (value: JsonValue) => {
    const found = textOf(value, key, wrong);
    if (found === '' || (found !== undefined && found.trim() === '')) wrong(value, `${key} must not be empty.`);
    else if (found !== undefined) keep(found, value);
  };
  const keys = {
    rule: text('rule', (found, value) => {
      const rule = readRuleId(found, value, wrong);
      if (rule) parts.rule = rule;
    }),
    advisory: text('advisory', found => {
      parts.advisory = found.trim();
    }),
    package: text('package', (found, value) => {
      const pattern = readPattern(found);
      if (typeof pattern === 'string') odd(value, `This package is none: ${pattern}.`);
      else Object.assign(parts, { package: found, pattern });
    }),
    versions: text('versions', (found, value) => {
      parts.versions = found;
      versionsAt = value;
    }),
    reason: text('reason', found => {
      parts.reason = found;
    }),
    expires: text('expires', (found, value) => {
      if (isDay(found)) parts.expires = found;
      else wrong(value, 'expires must be a day that there is, in the form 2027-01-31.');
    }),
    by: text('by', found => {
      parts.by = found.trim();
    }),
  };
  readKeys(object, 'an entry of ignore', keys, wrong);
  readRange(parts, versionsAt, odd);
  return parts;
}

/** A range is read as the package's ecosystem reads it. */
function readRange(parts: Parts, place: JsonValue, odd: Report): void {
  if (parts.versions === undefined || !parts.pattern) return;
  const { ecosystem } = parts.pattern;
  const range = versionsOf(ecosystem).parse(parts.versions);
  if (range.kind === 'invalid' || range.kind === 'tag')
    odd(place, `"${quoted(parts.versions, 40)}" is no range of versions of ${ecosystem}.`);
  else parts.range = range;
}

function checkWhole(object: JsonValue, parts: Parts, wrong: Report): void {
  const opening = { start: object.start, end: object.start + 1 };
  if (parts.rule === undefined && parts.advisory === undefined && parts.package === undefined)
    wrong(opening, 'This ignores nothing: it has to name a rule, an advisory or a package.');
  else if (parts.reason === undefined) wrong(opening, 'This ignores nothing: it has to give a reason.');
  else if (parts.versions !== undefined && parts.package === undefined)
    wrong(opening, 'This ignores nothing: versions need a package, whose syntax they have.');
}

/** Whether a text is a day of the calendar: 2027-02-30 is none. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
}
