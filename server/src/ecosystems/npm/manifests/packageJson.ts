import type { Dependency, Level, Manifest, Origin, Problem, Span } from '../../../model/index.js';
import { rawSpan } from '../../../syntax/json/escapes.js';
import { readJson } from '../../../syntax/json/reader.js';
import { indentOf, removalSpanOf } from '../../../syntax/json/spans.js';
import { type JsonMember, type JsonText, type JsonValue, keyOf, objectAt, spanOf, stringAt } from '../../../syntax/json/tree.js';
import { quoted } from '../../../text/sanitize.js';
import { npmDependency, overrideOrigin, shownKey } from './entry.js';
import { type KeyName, npmOverrideKey, plainKey, pnpmOverrideKey, resolutionKey } from './overrideKeys.js';
import { readDevEngines, readPackageManager } from './packageManagers.js';

/** Longest text that is read, in UTF-16 units; a longer one is one problem and no dependencies. */
export const MAX_PACKAGE_JSON_LENGTH = 5_000_000;

/** Longest line that is read, in UTF-16 units; editors stop tokenising long before. */
export const MAX_PACKAGE_JSON_LINE = 1_000_000;

/**
 * Reads a package.json. Sections at the top level only: the four dependency sections, npm's `overrides`, Yarn's `resolutions`,
 * `pnpm.overrides`, `pnpm.configDependencies`, `packageManager`, `devEngines.packageManager`, and Bun's `catalog` and `catalogs`, which may also stand in `workspaces`. Duplicated keys and sections are all read; a key that starts with `//` is a comment.
 * `specifier` and `writtenName` are the text as it stands, JSON escapes included; `name` and `range` are decoded.
 * Never throws: the first syntax error, values that are no text and names that npm refuses are problems.
 */
export function parsePackageJson(text: string): Manifest {
  const tooLarge = sizeProblem(text);
  if (tooLarge) return manifest([], [tooLarge]);
  const { root, error } = readJson(text);
  const reading: Reading = { text, broken: error !== undefined, dependencies: [], problems: [] };
  if (error) report(reading, 'error', `JSON: ${error.message}`, error.span);
  if (root?.kind === 'object') for (const member of root.members) readTopLevel(reading, root, member);
  else if (root && !error) report(reading, 'error', 'package.json must hold an object', spanOf(root));
  const runtime = stringAt(objectAt(root, 'engines'), 'node')?.text;
  return { ...manifest(reading.dependencies, reading.problems), ...(runtime !== undefined && { runtime }) };
}

interface Reading {
  readonly text: string;
  /** The text has a syntax error. */
  readonly broken: boolean;
  readonly dependencies: Dependency[];
  readonly problems: Problem[];
}

/** One entry of a section: where the package's name stands, and what limits its versions. */
interface Entry {
  readonly key: JsonText;
  readonly name: KeyName;
  readonly value: JsonText;
  readonly removalSpan: Span;
}

interface Section {
  readonly keyName: (key: string) => KeyName;
  /** npm's `overrides` nests. */
  readonly nests?: boolean;
  /** `$name` and `-` have a meaning of their own. */
  readonly overrides?: boolean;
  /** Versions have their digest behind them, also in an object of their own (https://pnpm.io/config-dependencies). */
  readonly isPinned?: boolean;
  /** Other tools may mean something else by the key: what does not look like dependencies is none, and no problem. */
  readonly mayBeOther?: boolean;
}

const SECTIONS: Readonly<Record<string, Section>> = {
  dependencies: { keyName: plainKey },
  devDependencies: { keyName: plainKey },
  optionalDependencies: { keyName: plainKey },
  peerDependencies: { keyName: plainKey },
  overrides: { keyName: npmOverrideKey, nests: true, overrides: true },
  resolutions: { keyName: resolutionKey, overrides: true },
};

/** What stands in `pnpm`: https://pnpm.io/package_json */
const PNPM_SECTIONS: Readonly<Record<string, Section>> = {
  overrides: { keyName: pnpmOverrideKey, overrides: true },
  configDependencies: { keyName: plainKey, isPinned: true },
};

/** Bun's: https://bun.sh/docs/install/catalogs */
const CATALOG: Section = { keyName: plainKey, mayBeOther: true };

function manifest(dependencies: readonly Dependency[], problems: readonly Problem[]): Manifest {
  return { ecosystem: 'npm', dependencies, problems, includes: [] };
}

function report(reading: Reading, level: Level, message: string, span: Span): void {
  reading.problems.push({ level, message, span });
}

function sizeProblem(text: string): Problem | undefined {
  if (text.length > MAX_PACKAGE_JSON_LENGTH) {
    const size = `${MAX_PACKAGE_JSON_LENGTH / 1_000_000} million characters`;
    return { level: 'error', message: `package.json is too large to be read (over ${size})`, span: { start: 0, end: 0 } };
  }
  for (let start = 0; text.length - start > MAX_PACKAGE_JSON_LINE; ) {
    const lineBreak = text.indexOf('\n', start);
    if (lineBreak < 0 || lineBreak - start > MAX_PACKAGE_JSON_LINE) {
      const size = `${MAX_PACKAGE_JSON_LINE / 1_000_000} million characters`;
      return { level: 'error', message: `package.json has a line too large to be read (over ${size})`, span: { start, end: start } };
    }
    start = lineBreak + 1;
  }
  return undefined;
}

function readTopLevel(reading: Reading, root: JsonValue, member: JsonMember): void {
  const { key, value } = member;
  if (key === 'pnpm' && value.kind === 'object') {
    for (const inner of value.members) if (Object.hasOwn(PNPM_SECTIONS, inner.key)) readPnpmSection(reading, root, inner);
  } else if (key === 'workspaces' && value.kind === 'object') {
    for (const inner of value.members) readCatalogs(reading, root, inner);
  } else if (key === 'catalog' || key === 'catalogs') {
    readCatalogs(reading, root, member);
  } else if (key === 'packageManager') {
    add(reading, readPackageManager(reading.text, root, member));
  } else if (key === 'devEngines') {
    add(reading, readDevEngines(reading.text, member));
  } else if (isSectionKey(key)) {
    readSection(reading, root, key, member);
  }
}

function isSectionKey(key: string): boolean {
  return Object.hasOwn(SECTIONS, key);
}

function readPnpmSection(reading: Reading, root: JsonValue, member: JsonMember): void {
  readSection(reading, root, `pnpm.${member.key}`, member, PNPM_SECTIONS[member.key]);
}

function add({ dependencies, problems }: Reading, read: Pick<Manifest, 'dependencies' | 'problems'>): void {
  dependencies.push(...read.dependencies);
  problems.push(...read.problems);
}

/** `catalog`, and each catalog in `catalogs`, whether they stand at the top level or in `workspaces`. */
function readCatalogs(reading: Reading, root: JsonValue, member: JsonMember): void {
  const { key, value } = member;
  if (key === 'catalog') readSection(reading, root, 'catalog', member, CATALOG);
  else if (key === 'catalogs' && value.kind === 'object')
    for (const named of value.members) readSection(reading, root, `catalogs.${named.key}`, named, CATALOG);
}

function readSection(reading: Reading, root: JsonValue, group: string, member: JsonMember, section = SECTIONS[group]): void {
  const { value } = member;
  if (value.kind !== 'object') {
    if (!section?.mayBeOther) report(reading, 'error', `${quoted(group)} must be an object`, spanOf(value));
    return;
  }
  if (section) readMembers({ reading, root, group, section, indent: indentOf(reading.text, keyOf(member)) }, value, []);
}

interface Scope {
  readonly reading: Reading;
  readonly root: JsonValue;
  readonly group: string;
  readonly section: Section;
  /** Indentation of the section's own key. */
  readonly indent: number | undefined;
}

/** @param parents keys of the objects around, the outermost first */
function readMembers(scope: Scope, object: JsonValue, parents: readonly JsonText[]): void {
  const { reading, group, section } = scope;
  for (const member of object.members) {
    const key = keyOf(member);
    const value = section.isPinned ? pinnedValue(member.value) : member.value;
    if (key.text.startsWith('//')) continue;
    if (reading.broken && hasLeft(scope, key)) {
      readTopLevel(reading, scope.root, member);
    } else if (value.kind === 'object' && section.nests) {
      readMembers(scope, value, [...parents, key]);
    } else if (value.kind === 'string') {
      const [named, parent] = (key.text === '.' && parents.length > 0 ? parents : [...parents, key]).toReversed();
      const removalSpan = removalSpanOf(reading.text, object, member);
      const entry = { key: named ?? key, name: keyName(section, named ?? key, parent), value, removalSpan };
      addEntry(scope, entry, section.overrides ? overrideOrigin(value.text, group !== 'overrides') : undefined);
    } else if (!section.mayBeOther) {
      report(reading, 'error', `The version of ${shownKey(key.text)} in ${quoted(group)} must be a string`, spanOf(value));
    }
  }
}

function keyName({ keyName: nameIn }: Section, key: JsonText, parent: JsonText | undefined): KeyName {
  if (!parent) return nameIn(key.text);
  const { start, end } = nameIn(parent.text);
  return { ...nameIn(key.text), below: parent.text.slice(start, end) };
}

/** In broken text: whether a key stands no deeper than its section's, so that the section's closing brace must be missing. */
function hasLeft({ reading, indent }: Scope, key: JsonText): boolean {
  const own = indentOf(reading.text, key);
  return own !== undefined && indent !== undefined && own <= indent;
}

/** Of an object the string that holds version and digest. */
function pinnedValue(value: JsonValue): JsonValue {
  return stringAt(value, 'integrity') ?? value;
}

function addEntry({ reading, group, section }: Scope, entry: Entry, known: Origin | undefined): void {
  const { text } = reading;
  const { key, value, name, removalSpan } = entry;
  const { dependency, problem } = npmDependency(
    {
      text,
      group,
      key: key.text,
      name,
      value: value.text,
      specifierSpan: spanOf(value),
      removalSpan,
      ...(section.isPinned && { isPinned: true }),
      keySpan: (from, to) => rawSpan(text, key, from, to),
      valueSpan: (from, to) => rawSpan(text, value, from, to),
    },
    known,
  );
  if (problem) reading.problems.push(problem);
  reading.dependencies.push(dependency);
}
