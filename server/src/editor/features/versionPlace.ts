// Where in a text a version is being written. The text around the cursor is half typed and may mean nothing yet, so it is read with a whole
// version put in its place: then every parser, and everything that keeps private names private, works on it as on any other text.

import { versionsOf } from '../../ecosystems/index.js';
import type { Dependency, Manifest, Span } from '../../model/index.js';

/** A place at which a version may be written. Offsets count UTF-16 units of the text as it stands. */
export interface VersionPlace {
  /** What is replaced: the version under the cursor; with the cursor before it or in its operator, the operator too. */
  readonly replaced: Span;
  /** What of the replaced text is kept before a version: operator and white space, where they are replaced. */
  readonly kept: string;
  /** The operator that stands before the version; `''` where none does. */
  readonly operator: string;
  /** The version as far as it is written, and the part of it before the cursor. */
  readonly written: string;
  readonly typed: string;
  /** The text with a whole version in the place of the written one, and where that stands. */
  readonly completed: string;
  readonly placeholder: Span;
}

/** The place at an offset, by the characters around it alone; undefined where no version can stand. */
export function versionPlaceAt(text: string, offset: number): VersionPlace | undefined {
  const behind = OPERATOR_BEHIND.exec(text.slice(offset, offset + LONGEST_GAP))?.[0] ?? '';
  const start =
    behind === '' ? offset - lengthOf(VERSION_BEFORE, text.slice(Math.max(0, offset - LONGEST), offset)) : offset + behind.length;
  const end = start + lengthOf(VERSION, text.slice(start, start + LONGEST));
  const written = text.slice(start, end);
  if (end < offset || !/^(?:\d|[xX*]?$)/.test(written)) return undefined;
  const [lead = '', operator = ''] = OPERATOR_BEFORE.exec(text.slice(Math.max(0, start - LONGEST_GAP), start)) ?? [];
  const from = behind === '' ? start : start - lead.length;
  return {
    replaced: { start: from, end },
    kept: text.slice(from, start),
    operator,
    written,
    typed: text.slice(start, Math.max(start, offset)),
    completed: text.slice(0, start) + PLACEHOLDER + text.slice(end),
    placeholder: { start, end: start + PLACEHOLDER.length },
  };
}

/** The dependency of a completed text whose version stands at a place; undefined where there is none, or no registry to ask about it. */
export function dependencyAt({ dependencies }: Manifest, { placeholder, operator, written }: VersionPlace): Dependency | undefined {
  return dependencies.find(({ ecosystem, origin, specifier, specifierSpan }) => {
    if (origin.kind === 'skipped' || origin.address) return false;
    const { start, end } = origin.rangeSpan;
    if (start > placeholder.start || end < placeholder.end) return false;
    const { kind } = versionsOf(ecosystem).parse(origin.range);
    const isBare = origin.range === PLACEHOLDER && written === '';
    if ((kind === 'invalid' && !isBare) || kind === 'tag') return false;
    const before = specifier.slice(0, placeholder.start - specifierSpan.start).trimEnd();
    if (operator !== '') return true;
    return written === '' ? /(?:^|[@(|-])$/.test(before) : /(?:^|[@:(|-])$/.test(before);
  });
}

/** A version in every grammar: exact, or behind any operator. */
const PLACEHOLDER = '0.0.0';
/** Longest version that is looked at, in UTF-16 units. */
const LONGEST = 256;
/** Longest operator with white space. */
const LONGEST_GAP = 16;
const VERSION = /^[\w.+!*-]*/;
const VERSION_BEFORE = /[\w.+!*-]*$/;
const OPERATOR_BEHIND = /^(?:[\^~=<>]|!=)+[ \t]*/;
const OPERATOR_BEFORE = /([\^~=<>]+|!=)[ \t]*$/;

function lengthOf(pattern: RegExp, text: string): number {
  return pattern.exec(text)?.[0].length ?? 0;
}
