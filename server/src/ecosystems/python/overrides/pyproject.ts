import type { Edit } from '../../../model/index.js';
import { readToml, type TomlDocument, type TomlSection } from '../../../syntax/toml/reader.js';
import { outerSpan, type TomlString } from '../../../syntax/toml/strings.js';
import { type TomlList, tablesAt, tomlTree, valuesAt } from '../../../syntax/toml/tree.js';
import { appendedLines, indentAt, insertion, lineBreakOf, lineEnd, type OverrideText, startsLine } from '../../shared/overrideText.js';
import { parsePyproject } from '../manifests/pyproject.js';
import { normalizeName } from '../names/packageName.js';

const UV = ['tool', 'uv'] as const;
const UV_LIST = 'constraint-dependencies';
const PDM = ['tool', 'pdm', 'resolution', 'overrides'] as const;

/** uv's constraints (https://docs.astral.sh/uv/reference/settings/#constraint-dependencies): a list of requirements that narrow all others. */
export const uvConstraints: OverrideText = {
  read(text) {
    if (!isReadable(text, UV)) return undefined;
    const own = parsePyproject(text).dependencies.filter(({ group }) => group === `tool.uv.${UV_LIST}`);
    return own.map(({ name, origin, marker, specifierSpan }) => {
      const isPlain = origin.kind === 'registry' && marker === undefined;
      return { key: marker === undefined ? name : `${name};${marker}`, name, span: specifierSpan, ...(isPlain && { value: origin.range }) };
    });
  },
  insert(text, key, value) {
    const [list, ...others] = valuesAt(tomlTree(text, readToml(text)), ...UV, UV_LIST);
    if (list && (list.kind !== 'list' || others.length > 0)) return undefined;
    return list ? intoList(text, list, key + value) : intoTable(text, UV, `${UV_LIST} = ["${key}${value}"]`);
  },
};

/** PDM's overrides (https://pdm-project.org/en/latest/usage/dependency/#override-the-resolved-package-versions): what counts instead of all other requirements. */
export const pdmOverrides: OverrideText = {
  read(text) {
    if (!isReadable(text, PDM)) return undefined;
    return tablesAt(tomlTree(text, readToml(text)), ...PDM).flatMap(({ members }) =>
      members.map(({ key, value }) => ({
        key: normalizeName(key.name),
        name: normalizeName(key.name),
        span: value.span,
        ...(value.kind === 'string' && !value.escapes && { value: value.value }),
      })),
    );
  },
  insert: (text, key, value) => intoTable(text, PDM, `${key} = "${value}"`),
};

/** Whether a text is free of errors, and a table at a path can be added to by its header. */
function isReadable(text: string, path: readonly string[]): boolean {
  const document = readToml(text);
  return document.error === undefined && !document.sections.some(section => definesOtherwise(section, path));
}

/** Keys with dots and braces close a table that a header would open. */
function definesOtherwise({ path, entries }: TomlSection, wanted: readonly string[]): boolean {
  const above = path.map(({ name }) => name);
  const isAbove = above.length < wanted.length && above.every((name, index) => name === wanted[index]);
  return isAbove && entries.some(entry => entry.path[0]?.name === wanted[above.length]);
}

function intoTable(text: string, path: readonly string[], line: string): readonly Edit[] | undefined {
  const section = sectionAt(readToml(text), path);
  if (!section) return [appendedLines(text, [...(text.trim() === '' ? [] : ['']), `[${path.join('.')}]`, line])];
  const last = section.entries.at(-1);
  const end = lineEnd(text, last?.span.end ?? section.header.end);
  return [insertion(end, `${lineBreakOf(text)}${indentAt(text, last?.span.start ?? section.header.start)}${line}`)];
}

function sectionAt({ sections }: TomlDocument, wanted: readonly string[]): TomlSection | undefined {
  return sections.find(({ path, isElement }) => !isElement && path.map(({ name }) => name).join('\n') === wanted.join('\n'));
}

function intoList(text: string, { span, items }: TomlList, requirement: string): readonly Edit[] | undefined {
  const last = items.at(-1)?.value;
  if (!last) return /^\[\s*\]$/.test(text.slice(span.start, span.end)) ? [{ span, newText: `["${requirement}"]` }] : undefined;
  if (last.kind !== 'string') return undefined;
  const outer = outerSpan(last);
  const item = quoted(text, last, requirement);
  if (!startsLine(text, outer.start)) return [insertion(outer.end, `, ${item}`)];
  const comma = /^[ \t]*,/.exec(text.slice(outer.end, span.end))?.[0].length ?? 0;
  const line = `${lineBreakOf(text)}${indentAt(text, outer.start)}${item}`;
  const from = outer.end + comma;
  const isLastOfLine = /^[^#\n]*\]/.test(text.slice(from, span.end));
  const end = isLastOfLine ? from : lineEnd(text, from);
  if (comma > 0) return [insertion(end, `${line},`)];
  return end === from ? [insertion(end, `,${line}`)] : [insertion(from, ','), insertion(end, line)];
}

/** In the quotes of its neighbour. */
function quoted(text: string, { span }: TomlString, requirement: string): string {
  const quote = text[span.start - 1] === "'" ? "'" : '"';
  return `${quote}${requirement}${quote}`;
}
