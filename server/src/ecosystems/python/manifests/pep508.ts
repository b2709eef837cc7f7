// One requirement of a requirements file: PEP 508, and the URLs and paths that pip takes in its place.
import type { ForeignSource, Origin, Span } from '../../../model/index.js';
import { isSpace, STRAY_BACKSLASH, trimmed } from './requirementLines.js';
import { eggName, hasVariable, isPath, isUrl, type Place, placeOf, VARIABLE } from './requirementSources.js';

/** What one requirement says. All spans are indices into its text. */
export interface RequirementReading {
  /** The name of the package; for a URL or path without one, the whole of it; undefined where none can be read. */
  readonly name: Span | undefined;
  /** Whether `name` is that of a package: neither a URL or path nor one with an environment variable in it. */
  readonly isPackage: boolean;
  /** The version specifiers without parentheses, or the URL; where there are none, the empty span where they would be inserted. */
  readonly specifier: Span;
  /** Why no registry release can be judged; undefined for a requirement that a registry serves. */
  readonly skipped?: string;
  /** Of a URL outside this disk. */
  readonly source?: ForeignSource;
  /** The part that cannot be read, and what is wrong with it. */
  readonly unreadable?: Unreadable;
  /** The environment marker behind the semicolon, without white space around it. */
  readonly marker?: string;
}

export interface Unreadable {
  readonly message: string;
  readonly span: Span;
}

/** Reads a requirement without options, comment or white space before it. Versions and markers are not judged, only cut out. */
export function readRequirement(text: string): RequirementReading {
  const { body, marker } = splitMarker(text);
  const reading = readPlace(body) ?? readNamed(body);
  return marker === '' ? reading : { ...reading, marker };
}

/** Reads the value of `-e`: a URL or a path, or since pip 25.1 `name @ URL`. */
export function readEditable(text: string): RequirementReading {
  const skipped = 'editable install';
  const named = readRequirement(text);
  const isDirect = named.isPackage && named.unreadable === undefined && text.slice(0, named.specifier.start).trimEnd().endsWith('@');
  if (isDirect) return { ...named, skipped };
  return { ...(readUrl(text) ?? unnamed({ start: 0, end: text.length }, { skipped })), skipped };
}

/**
 * Where a requirement comes from; `range` is its specifier's text and `rangeSpan` where that stands in the file.
 * A specifier that cannot be read is a range that no version scheme reads.
 */
export function originOf({ skipped, source }: RequirementReading, range: string, rangeSpan: Span): Origin {
  if (skipped === undefined) return { kind: 'registry', range, rangeSpan };
  return { kind: 'skipped', reason: skipped, ...(source && { source }), ...(skipped === VARIABLE && { isUnknown: true }) };
}

/** pip cuts at the first semicolon; in a requirement that begins with a URL only at one that a space follows. */
function splitMarker(text: string): { readonly body: string; readonly marker: string } {
  const at = text.indexOf(isUrl(text) ? '; ' : ';');
  const end = at < 0 ? text.length : at;
  const marker = trimmed(text, Math.min(end + 1, text.length));
  return { body: text.slice(0, trimmed(text, 0, end).end), marker: text.slice(marker.start, marker.end) };
}

function readPlace(body: string): RequirementReading | undefined {
  if (isUrl(body)) return readUrl(body);
  const startsWithVariable = body.startsWith('$') && hasVariable(body);
  return !startsWithVariable && isPath(body) ? unnamed({ start: 0, end: body.length }, placeOf(body)) : undefined;
}

function readUrl(body: string): RequirementReading | undefined {
  if (!isUrl(body)) return undefined;
  const [place, specifier, name] = [placeOf(body), { start: 0, end: body.length }, eggName(body)];
  return name === undefined ? unnamed(specifier, place) : { name, isPackage: true, specifier, ...place };
}

function unnamed(name: Span, place: Place): RequirementReading {
  return { name, isPackage: false, specifier: emptyAt(name.end), ...place };
}

function readNamed(body: string): RequirementReading {
  const variable = hasVariable(body);
  const nameEnd = variable ? endOfWord(body) : endOfName(body);
  if (nameEnd === 0) return noName(body);
  const name = { start: 0, end: nameEnd };
  const base = { name, isPackage: !hasVariable(body.slice(0, nameEnd)) };
  const bracket = skipSpace(body, nameEnd);
  const afterExtras = body[bracket] === '[' ? endOfExtras(body, bracket) : nameEnd;
  if (afterExtras === undefined) {
    const message = 'The extras in brackets cannot be read.';
    return { ...base, specifier: { start: bracket, end: body.length }, ...unreadable(body, bracket, message) };
  }
  const at = skipSpace(body, afterExtras);
  if (body[at] === '@') return { ...base, ...readDirect(body, at) };
  if (variable) {
    const specifier = orEmpty({ start: at, end: body.length }, afterExtras);
    return { ...base, specifier, ...(!base.isPackage && { skipped: VARIABLE }) };
  }
  return { ...base, ...readSpecifiers(body, at, afterExtras) };
}

type Rest = Pick<RequirementReading, 'specifier' | 'skipped' | 'source' | 'unreadable'>;

/** What stands behind the name: nothing, a list of version specifiers, or one in parentheses. */
function readSpecifiers(body: string, start: number, afterExtras: number): Rest {
  if (start === body.length) return { specifier: emptyAt(afterExtras) };
  const opens = body[start] === '(';
  const first = opens ? skipSpace(body, start + 1) : start;
  const list = readList(body, first);
  const closes = opens && body[list.stop] === ')';
  if (closes ? list.stop + 1 === body.length : !opens && list.stop === body.length) return { specifier: { start: first, end: list.end } };
  const stop = opens && list.stop === body.length ? start : closes ? skipSpace(body, list.stop + 1) : list.stop;
  return { specifier: { start, end: body.length }, ...unreadable(body, stop, specifierMessage(body, stop)) };
}

/** `end` is behind the last specifier, `stop` where nothing more could be read. A comma at the end is allowed, as it is by pip. */
function readList(body: string, start: number): { readonly end: number; readonly stop: number } {
  let end = start;
  let at = start;
  for (;;) {
    const behind = endOfSpecifier(body, at);
    if (behind === undefined) return { end, stop: at };
    end = behind;
    at = skipSpace(body, end);
    if (body[at] !== ',') return { end, stop: at };
    at = skipSpace(body, at + 1);
  }
}

function endOfSpecifier(body: string, start: number): number | undefined {
  const operator = OPERATORS.find(candidate => body.startsWith(candidate, start));
  if (operator === undefined) return undefined;
  const from = skipSpace(body, start + operator.length);
  const isPart = operator === '===' ? isArbitraryPart : isVersionPart;
  let at = from;
  while (at < body.length && isPart(body, at)) at++;
  return at > from ? at : undefined;
}

/** Longest first. */
const OPERATORS = ['===', '==', '~=', '!=', '<=', '>=', '<', '>'];

/** `!` is the separator of an epoch unless it begins `!=`. */
function isVersionPart(body: string, at: number): boolean {
  const char = body[at] ?? '';
  return char === '!' ? body[at + 1] !== '=' : isNamePart(body.charCodeAt(at)) || char === '+' || char === '*';
}

function isArbitraryPart(body: string, at: number): boolean {
  return !isSpace(body.charCodeAt(at)) && !',;)'.includes(body[at] ?? '');
}

/** `@ URL`, the URL being the specifier. */
function readDirect(body: string, at: number): Rest {
  const start = skipSpace(body, at + 1);
  let end = start;
  while (end < body.length && !isSpace(body.charCodeAt(end))) end++;
  const specifier = { start, end };
  if (start === end) return { specifier: { start: at, end: body.length }, ...unreadable(body, at, 'A URL has to follow the @.') };
  const place = placeOf(body.slice(start, end));
  if (end === body.length) return { specifier, ...place };
  const rest = skipSpace(body, end);
  return { specifier, ...place, unreadable: { message: 'Only a marker can follow the URL.', span: { start: rest, end: body.length } } };
}

function noName(body: string): RequirementReading {
  const span = { start: 0, end: body.length };
  return { name: undefined, isPackage: false, specifier: emptyAt(0), unreadable: { message: 'No package name can be read here.', span } };
}

function unreadable(body: string, start: number, message: string): Pick<RequirementReading, 'unreadable'> {
  return { unreadable: { message, span: { start, end: body.length } } };
}

function specifierMessage(body: string, stop: number): string {
  if (body.slice(stop) === '\\') return STRAY_BACKSLASH;
  if (body[stop] === '=' && body[stop + 1] !== '=') return "'=' is not an operator; an exact version takes '=='.";
  return 'This cannot be read as a version specifier.';
}

/** 0 where the text begins with no name: letters, digits, `.`, `_`, `-`, the first and the last a letter or digit, all of ASCII. */
function endOfName(body: string): number {
  let at = 0;
  while (at < body.length && isNamePart(body.charCodeAt(at))) at++;
  const next = body.charCodeAt(at);
  if (!isAlphanumeric(body.charCodeAt(0)) || (next >= 0x80 && !isSpace(next))) return 0;
  while (!isAlphanumeric(body.charCodeAt(at - 1))) at--;
  return at;
}

/** The end of a name that has variables in it. */
function endOfWord(body: string): number {
  const at = body.search(/[\s<>=!~;@[(,]/);
  return at < 0 ? body.length : at;
}

/** Behind the closing bracket; undefined where the list in brackets is none. */
function endOfExtras(body: string, bracket: number): number | undefined {
  const close = body.indexOf(']', bracket);
  if (close < 0) return undefined;
  const names = body
    .slice(bracket + 1, close)
    .split(',')
    .map(name => name.trim());
  const isList = names.every(name => hasVariable(name) || (name !== '' && endOfName(name) === name.length));
  return isList || (names.join('') === '' && names.length === 1) ? close + 1 : undefined;
}

function isNamePart(code: number): boolean {
  return isAlphanumeric(code) || code === 0x2d || code === 0x2e || code === 0x5f;
}

function isAlphanumeric(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

/** PEP 508 knows two kinds of white space: space and tab. */
function skipSpace(body: string, from: number): number {
  let at = from;
  while (body[at] === ' ' || body[at] === '\t') at++;
  return at;
}

function orEmpty(span: Span, otherwise: number): Span {
  return span.start < span.end ? span : emptyAt(otherwise);
}

function emptyAt(at: number): Span {
  return { start: at, end: at };
}
