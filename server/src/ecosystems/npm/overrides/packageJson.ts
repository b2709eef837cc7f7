import type { Edit } from '../../../model/index.js';
import { rawSpan } from '../../../syntax/json/spans.js';
import { type JsonMember, type JsonObject, readJson } from '../../../syntax/json/tree.js';
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
  return root?.kind === 'object' && root.members.some(member => member.key.value === key);
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
function descend(text: string, path: readonly string[]): { readonly object: JsonObject; readonly rest: readonly string[] } | undefined {
  const { root, error } = readJson(text);
  if (error || root?.kind !== 'object') return undefined;
  let object = root;
  for (const [depth, key] of path.entries()) {
    const [member, ...others] = object.members.filter(one => one.key.value === key);
    if (!member) return { object, rest: path.slice(depth) };
    if (member.value.kind !== 'object' || others.length > 0) return undefined;
    object = member.value;
  }
  return { object, rest: [] };
}

/** npm's overrides nest: what holds below a package only is an entry of its own, under a key that no plain one has. */
function entriesOf(text: string, { key, value }: JsonMember, nameIn: (key: string) => KeyName, above = ''): readonly OverrideEntry[] {
  const { start, end } = nameIn(key.value);
  const own = { key: above + key.value, name: key.value.slice(start, end) };
  if (value.kind === 'string') return [{ ...own, value: value.value, span: rawSpan(text, value, 0, value.value.length) }];
  if (value.kind !== 'object') return [{ ...own, span: value.span }];
  const itself = value.members.find(member => member.key.value === '.');
  const inner = value.members.filter(member => member !== itself);
  return [
    ...(itself ? entriesOf(text, { ...itself, key }, nameIn, above) : [{ ...own, span: value.span }]),
    ...inner.flatMap(member => entriesOf(text, member, nameIn, above + key.value + BELOW)),
  ];
}

/** Puts a member behind the last one of an object, with objects around it for all but the last key. */
function withMember(text: string, object: JsonObject, keys: readonly string[], value: string): readonly Edit[] {
  const last = object.members.at(-1);
  const isLined = last
    ? startsLine(text, last.span.start)
    : text.slice(object.span.start, object.span.end).includes('\n') || isTop(text, object);
  if (!isLined) return [insertion(last ? last.span.end : object.span.start + 1, `${last ? ', ' : ''}${inLine(keys, value)}`)];
  const lineBreak = lineBreakOf(text);
  const outer = indentAt(text, object.span.start);
  const unit = unitOf(text);
  const inner = last ? indentAt(text, last.span.start) : outer + unit;
  const block = lined(keys, value, unit).join(lineBreak + inner);
  if (last) return [insertion(last.span.end, `,${lineBreak}${inner}${block}`)];
  const span = { start: object.span.start + 1, end: object.span.end - 1 };
  return [{ span, newText: `${lineBreak}${inner}${block}${lineBreak}${outer}` }];
}

function isTop(text: string, { span }: JsonObject): boolean {
  return /^[\s\ufeff]*$/.test(text.slice(0, span.start));
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
