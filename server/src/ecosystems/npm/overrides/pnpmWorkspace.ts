import type { Edit } from '../../../model/index.js';
import { readYaml, topEntries } from '../../../syntax/yaml/reader.js';
import { removalSpanOf } from '../../../syntax/yaml/spans.js';
import type { YamlEntry } from '../../../syntax/yaml/tree.js';
import {
  appendedLines,
  indentAt,
  insertion,
  lineBreakOf,
  lineEnd,
  type OverrideEntry,
  type OverrideText,
} from '../../shared/overrideText.js';
import { pnpmOverrideKey } from '../manifests/overrideKeys.js';

/** `overrides` in pnpm-workspace.yaml (https://pnpm.io/settings#overrides). */
export const workspaceOverrides: OverrideText = {
  read(text) {
    const sections = sectionsOf(text);
    return sections && sections.length < 2 ? sections.flatMap(({ children }) => children.map(entry => entryOf(text, entry))) : undefined;
  },
  insert(text, key, value) {
    const [section] = sectionsOf(text) ?? [];
    const line = `${quotedKey(key)}: ${value}`;
    if (!section && text === '') return [appendedLines(text, [...OF_ONE_PACKAGE, 'overrides:', `  ${line}`])];
    if (!section) return [appendedLines(text, [...(spacesSections(text) ? [''] : []), 'overrides:', `  ${line}`])];
    return inSection(text, section, line);
  },
};

/** What a new file has to say besides: pnpm before 10.5 refuses one without packages (https://pnpm.io/pnpm-workspace_yaml). */
const OF_ONE_PACKAGE = ['packages:', "  - '.'", ''];

/** The settings that a pnpm-workspace.yaml has beside the packages of the workspace and its catalogs. */
export function hasSettings(text: string): boolean {
  return topEntries(readYaml(text)).some(({ key }) => !['packages', 'catalog', 'catalogs'].includes(key));
}

/** Undefined where the text is broken or has several documents. */
function sectionsOf(text: string): readonly YamlEntry[] | undefined {
  const { documents, problems } = readYaml(text);
  const isOneDocument = !/\n(?:---|\.\.\.)(?=\s|$)/.test(text);
  const isRead = isOneDocument && problems.every(({ kind }) => kind === 'alias');
  return isRead ? documents.flatMap(({ children }) => children.filter(({ key }) => key === 'overrides')) : undefined;
}

function entryOf(text: string, entry: YamlEntry): OverrideEntry {
  const { key, value, children } = entry;
  const { start, end } = pnpmOverrideKey(key);
  const own = { key, name: key.slice(start, end) };
  const isText = value?.isClosed && children.length === 0 && value.style !== 'block' && value.style !== 'alias';
  return isText ? { ...own, value: value.text, span: value.span } : { ...own, span: removalSpanOf(text, entry) };
}

function inSection(text: string, section: YamlEntry, line: string): readonly Edit[] | undefined {
  const last = section.children.at(-1);
  if (!last)
    return section.value || !/^[ \t]*(?:#.*)?$/.test(text.slice(section.valueStart, lineEnd(text, section.valueStart)))
      ? undefined
      : below(text, section.valueStart, '  ', line);
  if (isInBraces(text, section)) return last.value ? [insertion(behind(last), `, ${line}`)] : undefined;
  return last.value ? below(text, last.value.span.end, indentAt(text, last.start), line) : undefined;
}

function isInBraces(text: string, { valueStart }: YamlEntry): boolean {
  return /^\s*\{/.test(text.slice(valueStart));
}

function behind({ value, valueStart }: YamlEntry): number {
  return value ? value.span.end + (value.style === 'plain' ? 0 : 1) : valueStart;
}

/** A new line below that of an offset. */
function below(text: string, offset: number, indent: string, line: string): readonly Edit[] {
  return [insertion(lineEnd(text, offset), `${lineBreakOf(text)}${indent}${line}`)];
}

/** Whether the sections of a file stand apart. */
function spacesSections(text: string): boolean {
  return /\n\r?\n\S/.test(text);
}

/** A key may begin with a sign that has a meaning in YAML, as that of a scope does. */
function quotedKey(key: string): string {
  return /^[\w.][\w.@^/>-]*$/.test(key) ? key : `'${key}'`;
}
