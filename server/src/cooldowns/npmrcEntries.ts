/** The values of an .npmrc by key, in the order of the text; of a list (`key[]=value`) the items. */
export type NpmrcEntries = ReadonlyMap<string, readonly string[]>;

/**
 * Reads an .npmrc as npm does (https://docs.npmjs.com/cli/configuring-npm/npmrc): `key = value`, quoted or not; comments after `;` and `#`.
 * What stands below a `[section]` is none of npm's settings. Environment variables (`${NAME}`) stay as they are written.
 */
export function readNpmrc(text: string): NpmrcEntries {
  const entries = new Map<string, string[]>();
  for (const line of text.replace(/^\uFEFF/, '').split(/[\r\n]+/)) {
    if (/^\s*\[[^\]]*\]\s*$/.test(line)) break;
    if (/^\s*(?:[;#]|$)/.test(line)) continue;
    const separator = line.indexOf('=');
    const key = unquoted(separator < 0 ? line : line.slice(0, separator)).replace(/\[\]$/, '');
    const values = entries.get(key) ?? [];
    values.push(separator < 0 ? 'true' : unquoted(line.slice(separator + 1)));
    entries.set(key, values);
  }
  return entries;
}

function unquoted(raw: string): string {
  const text = raw.trim();
  const [, quoted] = /^"(.*)"$/.exec(text) ?? /^'(.*)'$/.exec(text) ?? [];
  return (
    quoted ??
    text
      .replace(/(?<!\\)[;#].*$/, '')
      .trimEnd()
      .replace(/\\([;#\\])/g, '$1')
  );
}

/** The value that counts: npm takes the last of several. Undefined where there is none, or it is unset (`null`, nothing). */
export function valueIn(entries: NpmrcEntries, key: string): string | undefined {
  const value = entries.get(key)?.at(-1);
  return value === '' || value === 'null' ? undefined : value;
}

/** The items of a list, whether written one a line or with commas. */
export function itemsIn(entries: NpmrcEntries, key: string): readonly string[] {
  return (entries.get(key) ?? []).flatMap(value => value.split(',')).flatMap(item => item.trim() || []);
}
