import type { Edit } from '../../../model/index.js';
import { rawSpan } from '../../../syntax/json/escapes.js';
import { readJson } from '../../../syntax/json/reader.js';
import { endOfMember } from '../../../syntax/json/spans.js';
import { type JsonMember, type JsonValue, spanOf, valueAt } from '../../../syntax/json/tree.js';
import { indentAt, insertion, lineBreakOf, type OverrideEntry, type OverrideText, startsLine } from '../../shared/overrideText.js';
import { type KeyName, npmOverrideKey, pnpmOverrideKey, resolutionKey } from '../manifests/overrideKeys.js';

/** `overrides` of npm (https://docs.npmjs.com/cli/configuring-npm/package-json#overrides) and Bun (https://bun.sh/docs/install/overrides). */
export const npmOverrides: OverrideText = sectionAt(['overrides'], npmOverrideKey);

/** Yarn's `resolutions` (https://yarnpkg.com/configuration/manifest#resolutions). */
export const yarnResolutions: OverrideText = sectionAt(['resolutions'], resolutionKey);

/** `pnpm.overrides` in package.json (https://pnpm.io/package_json#pnpmoverrides). */
export const pnpmOverrides: OverrideText = sectionAt(['pnpm', 'overrides'], pnpmOverrideKey);

/** The key of an entry of npm's overrides that holds below a package only: it stands in an object under that package's key. */
export function nestedKey(parent: string, name: string): string {
  return parent + BELOW + name;
}

const BELOW = ' > ';

/** Whether a package.json has some member at the top. */
export function hasMember(text: string, key: string): boolean {
  const { root } = readJson(text);
  return valueAt(root, key) !== undefined;
}

function sectionAt(path: readonly string[], nameIn: (key: string) => KeyName): OverrideText {
  return {
    read(text) {
      const found = descend(text, path);
      if (!found) return undefined;
      return found.rest.length > 0 ? [] : found.object.members.flatMap(member => entriesOf(text, member, nameIn));
    },
    insert(text, key, value) {
      const keys = key.split(BELOW);
      const found = descend(text, [...path, ...keys.slice(0, -1)]);
      if (!found) return undefined;
      return withMember(text, found.object, [...found.rest, ...keys.slice(-1)], JSON.stringify(value));
    },
  };
}

/** As far down a path as objects stand there; undefined where the text is broken, or something else than one object stands at a step. */
function descend(text: string, path: readonly string[]): { readonly object: JsonValue; readonly rest: readonly string[] } | undefined {
  const { root, error } = readJson(text);
  if (error || root?.kind !== 'object') return undefined;
  let object = root;
  for (const [depth, key] of path.entries()) {
    const [member, ...others] = object.members.filter(one => one.key === key);
    if (!member) return { object, rest: path.slice(depth) };
    if (member.value.kind !== 'object' || others.length > 0) return undefined;
    object = member.value;
  }
  return { object, rest: [] };
}

/** npm's overrides nest: what holds below a package only is an entry of its own, under a key that no plain one has. */
function entriesOf(text: string, { key, value }: JsonMember, nameIn: (key: string) => KeyName, above = ''): readonly OverrideEntry[] {
  const { start, end } = nameIn(key);
  const own = { key: above + key, name: key.slice(start, end) };
  if (value.kind === 'string') return [{ ...own, value: value.text, span: rawSpan(text, value, 0, value.text.length) }];
  if (value.kind !== 'object') return [{ ...own, span: spanOf(value) }];
  const itself = value.members.find(member => member.key === '.');
  const inner = value.members.filter(member => member !== itself);
  return [
    ...(itself ? entriesOf(text, { ...itself, key }, nameIn, above) : [{ ...own, span: spanOf(value) }]),
    ...inner.flatMap(member => entriesOf(text, member, nameIn, above + key + BELOW)),
  ];
}

/** Puts a member behind the last one of an object, with objects around it for all but the last key. */
function withMember(text: string, object: JsonValue, keys: readonly string[], value: string): readonly Edit[] {
  const last = object.members.at(-1);
  const isLined = last ? startsLine(text, last.keyStart - 1) : text.slice(object.start, object.end).includes('\n') || isTop(text, object);
  if (!isLined) return [insertion(last ? endOfMember(text, last) : object.start + 1, `${last ? ', ' : ''}${inLine(keys, value)}`)];
  const lineBreak = lineBreakOf(text);
  const outer = indentAt(text, object.start);
  const unit = unitOf(text);
  const inner = last ? indentAt(text, last.keyStart - 1) : outer + unit;
  const block = lined(keys, value, unit).join(lineBreak + inner);
  if (last) return [insertion(endOfMember(text, last), `,${lineBreak}${inner}${block}`)];
  const span = { start: object.start + 1, end: object.end - 1 };
  return [{ span, newText: `${lineBreak}${inner}${block}${lineBreak}${outer}` }];
}

function isTop(text: string, { start }: JsonValue): boolean {
  return /^[\s\ufeff]*$/.test(text.slice(0, start));
}

function inLine(keys: readonly string[], value: string): string {
  const [key = '', ...rest] = keys;
  return `${JSON.stringify(key)}: ${rest.length > 0 ? `{ ${inLine(rest, value)} }` : value}`;
}

function lined(keys: readonly string[], value: string, unit: string): readonly string[] {
  const [key = '', ...rest] = keys;
  if (rest.length === 0) return [`${JSON.stringify(key)}: ${value}`];
  return [`${JSON.stringify(key)}: {`, ...lined(rest, value, unit).map(line => unit + line), '}'];
}

/** One step of indentation, as the first indented line has it. */
function unitOf(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
}
