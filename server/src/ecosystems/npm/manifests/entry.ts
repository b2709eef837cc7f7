import type { Dependency, Origin, Problem, Span } from '../../../model/index.js';
import { quoted } from '../../../text/sanitize.js';
import { isNpmName } from '../names/packageName.js';
import type { KeyName } from './overrideKeys.js';
import { classifySpecifier, exactVersion, type NpmSource } from './specifier.js';

/** One entry of a manifest that names an npm package and what limits its versions. */
export interface NpmEntry {
  /** The text of the file. */
  readonly text: string;
  readonly group: string;
  /** Decoded. */
  readonly key: string;
  /** Where in the key the package's name stands. */
  readonly name: KeyName;
  /** Decoded. */
  readonly value: string;
  readonly specifierSpan: Span;
  readonly removalSpan: Span;
  /** A version may have its digest behind it: `1.2.3+sha512-…`. */
  readonly isPinned?: boolean;
  /** Offsets in the file of a part of the key or of the value, which is given in UTF-16 units of the decoded text. */
  keySpan(from: number, to: number): Span;
  valueSpan(from: number, to: number): Span;
}

/**
 * The dependency that an entry declares, and what is wrong with its name.
 * @param known its origin, where the section and not the specifier decides it
 */
export function npmDependency(entry: NpmEntry, known?: Origin): { readonly dependency: Dependency; readonly problem?: Problem } {
  const { text, group, key, name, value, specifierSpan, removalSpan } = entry;
  const nameSpan = entry.keySpan(name.start, name.end);
  const keyName = key.slice(name.start, name.end);
  const source = known ?? pinnedSource(entry) ?? classifySpecifier(value);
  const target = source.kind === 'registry' && 'name' in source ? source.name : undefined;
  const badName = [{ name: keyName, span: nameSpan }, ...(target === undefined ? [] : [{ name: target, span: specifierSpan }])].find(
    written => !isNpmName(written.name),
  );
  const dependency: Dependency = {
    ecosystem: 'npm',
    name: target ?? keyName,
    writtenName: text.slice(nameSpan.start, nameSpan.end),
    group,
    specifier: text.slice(specifierSpan.start, specifierSpan.end),
    nameSpan,
    specifierSpan,
    removalSpan,
    ...(name.below !== undefined && { below: name.below }),
    origin: badName ? { kind: 'skipped', reason: 'not a valid package name' } : originOf(entry, source),
  };
  if (!badName) return { dependency };
  return {
    dependency,
    problem: { level: 'warning', message: `${shownKey(badName.name)} is not a valid package name`, span: badName.span },
  };
}

/**
 * What an override says with no version at all: `$name` (npm, pnpm) and `-` (pnpm).
 * @param removes whether `-` has that meaning
 */
export function overrideOrigin(value: string, removes: boolean): Origin | undefined {
  if (value.startsWith('$')) return { kind: 'skipped', reason: 'refers to a direct dependency' };
  if (value === '-' && removes) return { kind: 'skipped', reason: 'removed by an override' };
  return undefined;
}

/** A key as a message shows it. */
export function shownKey(name: string): string {
  const text = quoted(name);
  return text.endsWith('…') ? text : `"${text}"`;
}

function pinnedSource({ isPinned, value }: NpmEntry): NpmSource | undefined {
  const exact = isPinned ? exactVersion(value) : undefined;
  return exact === undefined ? undefined : { kind: 'registry', start: 0, end: exact.length };
}

function originOf(entry: NpmEntry, source: ReturnType<typeof classifySpecifier> | Origin): Origin {
  if (source.kind === 'skipped' || 'range' in source) return source;
  const { start, end } = source;
  const lacksAt = start === end && start > 0 && entry.value[start - 1] !== '@';
  return {
    kind: 'registry',
    range: entry.value.slice(start, end),
    rangeSpan: entry.valueSpan(start, end),
    ...(lacksAt && { around: ['@', ''] as const }),
  };
}
