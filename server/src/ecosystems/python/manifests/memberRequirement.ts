// Dependencies that are written as `name = version` or `name = { version = …, … }`: Poetry's, and those of a Pipfile.

import type { Dependency, Origin, Problem, Span } from '../../../model/index.js';
import type { TomlKey } from '../../../syntax/toml/scan.js';
import { spanInString, type TomlString } from '../../../syntax/toml/strings.js';
import { stringAt, type TomlMember, type TomlNode, type TomlTable } from '../../../syntax/toml/tree.js';
import { quoted } from '../../../text/sanitize.js';
import { gitSource } from '../../shared/foreignSource.js';
import { pythonArchiveSource } from '../names/archives.js';
import { normalizeName } from '../names/packageName.js';
import { PLACE_KEYS } from '../names/placeKeys.js';
import { readPoetryConstraint } from '../versions/poetryConstraint.js';

export interface MemberContext {
  readonly text: string;
  readonly group: string;
  /** `poetry`: caret, tilde and the like; `pipfile`: PEP 440 and `*`. */
  readonly notation: 'poetry' | 'pipfile';
}

export interface MemberReading {
  readonly dependencies: readonly Dependency[];
  readonly problems: readonly Problem[];
}

/** Reads one entry. A list gives one dependency for each of its elements (Poetry: several constraints by markers). */
export function readMember(context: MemberContext, { key, value, removalSpan }: TomlMember): MemberReading {
  const name = NAME.exec(key.name)?.[0];
  if (name === undefined) {
    const problem = { message: `This is not a valid package name.`, span: key.span, level: 'warning' as const };
    return { dependencies: [], problems: key.name === '' ? [] : [problem] };
  }
  const parts = value.kind === 'list' ? value.items : [{ value, removalSpan }];
  const readings = parts.map(part => readPart(context, key, name, part.value, parts.length === 1 ? removalSpan : part.removalSpan));
  return { dependencies: readings.flatMap(reading => reading.dependencies), problems: readings.flatMap(reading => reading.problems) };
}

/** A name (PEP 508), extras behind it (pipenv) left out. */
const NAME = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?(?=\s*(?:\[|$))/i;

function readPart(context: MemberContext, key: TomlKey, name: string, value: TomlNode, removalSpan: Span): MemberReading {
  if (value.kind === 'other' || value.kind === 'list') {
    const span = value.span;
    return {
      dependencies: [],
      problems: [{ message: `The version of ${quoted(name)} must be a string or a table.`, span, level: 'error' }],
    };
  }
  const { specifierSpan, origin, problem } = value.kind === 'string' ? versionText(context, value) : tableSource(context, value);
  const marker = value.kind === 'table' ? stringAt(value, 'markers')?.value : undefined;
  const nameSpan = { start: key.span.start, end: key.span.start + (key.name.length === name.length ? lengthOf(key.span) : name.length) };
  const dependency: Dependency = {
    ecosystem: 'PyPI',
    name: normalizeName(name),
    writtenName: context.text.slice(nameSpan.start, nameSpan.end),
    group: context.group,
    specifier: context.text.slice(specifierSpan.start, specifierSpan.end),
    nameSpan,
    specifierSpan,
    removalSpan,
    origin,
    ...(marker !== undefined && { marker }),
    ...indexOf(context, value, origin),
  };
  return { dependencies: [dependency], problems: problem ? [problem] : [] };
}

interface Source {
  readonly specifierSpan: Span;
  readonly origin: Origin;
  readonly problem?: Problem;
}

function versionText({ notation }: MemberContext, string: TomlString): Source {
  const specifierSpan = spanInString(string);
  const { value } = string;
  if (notation === 'pipfile' && value.trim() !== '*') return { specifierSpan, origin: registry(pipenvRange(value), specifierSpan) };
  const reading = readPoetryConstraint(value);
  if (reading.kind === 'range') {
    return { specifierSpan, origin: { kind: 'registry', range: reading.specifier, rangeSpan: specifierSpan, notation: 'poetry' } };
  }
  const problem: Problem = { message: 'This cannot be read as a version constraint.', span: specifierSpan, level: 'error' };
  return { specifierSpan, origin: { kind: 'registry', range: value, rangeSpan: specifierSpan, notation: 'poetry' }, problem };
}

/** pipenv takes a version without an operator for `==` (`install_req_from_pipfile`). */
function pipenvRange(value: string): string {
  return /^\s*v?\d/i.test(value) ? `==${value.trim()}` : value;
}

function registry(range: string, rangeSpan: Span): Origin {
  return { kind: 'registry', range, rangeSpan };
}

function skipped(reason: string): Extract<Origin, { kind: 'skipped' }> {
  return { kind: 'skipped', reason };
}

function tableSource(context: MemberContext, table: TomlTable): Source {
  for (const [key, reason] of PLACE_KEYS) {
    const place = stringAt(table, key);
    if (place) return { specifierSpan: spanInString(place), origin: originAt(place, key, reason, table) };
  }
  const version = stringAt(table, 'version');
  return version ? versionText(context, version) : unversioned(context.text, table);
}

/** The index that an entry names. */
function indexOf({ notation }: MemberContext, value: TomlNode, origin: Origin): Pick<Dependency, 'index'> {
  if (value.kind !== 'table' || origin.kind !== 'registry') return {};
  const index = stringAt(value, notation === 'poetry' ? 'source' : 'index');
  return index ? { index: index.value } : {};
}

function originAt({ value }: TomlString, key: string, reason: string, table: TomlTable): Origin {
  if (key === 'git') return gitOrigin(value, table);
  if (key !== 'url' && key !== 'file') return skipped(reason);
  return isUrl(value)
    ? { ...skipped('URL source'), ...(/^https?:/i.test(value) && { source: pythonArchiveSource(value) }) }
    : skipped(reason);
}

/** A git repository as TOML tables name it: Poetry and uv have the commit under `rev`, pipenv under `ref`. A path is none. */
export function gitOrigin(address: string, table: TomlTable): Origin {
  const isRemote = !/^(?:git\+)?file:|^[./~\\]|^[a-z]:[\\/]/i.test(address);
  const commit = (stringAt(table, 'rev') ?? stringAt(table, 'ref'))?.value;
  return { kind: 'skipped', reason: 'git source', ...(isRemote && { source: gitSource(address, commit) }) };
}

function isUrl(value: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(value);
}

/** Any version; where one would be written, as the first key of the table. */
function unversioned(text: string, table: TomlTable): Source {
  const place = insertionPlace(text, table);
  if (place === undefined) return { specifierSpan: emptyAt(table.span.end), origin: skipped('names no version') };
  const rangeSpan = emptyAt(place.at);
  return { specifierSpan: rangeSpan, origin: { kind: 'registry', range: '', rangeSpan, around: place.around } };
}

function insertionPlace(
  text: string,
  { span, isInline, members }: TomlTable,
): { at: number; around: readonly [string, string] } | undefined {
  if (isInline) {
    let at = span.start + 1;
    while (text[at] === ' ' || text[at] === '\t') at += 1;
    return { at, around: ['version = "', members.length > 0 ? '", ' : '"'] };
  }
  const lineBreak = text.startsWith('\r\n', span.end) ? '\r\n' : '\n';
  return text[span.start] === '[' ? { at: span.end, around: [`${lineBreak}version = "`, '"'] } : undefined;
}

function emptyAt(at: number): Span {
  return { start: at, end: at };
}

function lengthOf({ start, end }: Span): number {
  return end - start;
}
