import ini from 'ini';

/** The values of an .npmrc by key, in the order of the text; of a list (`key[]=value`) the items. */
export type NpmrcEntries = ReadonlyMap<string, readonly string[]>;

/**
 * Reads an .npmrc with npm's own reader (https://docs.npmjs.com/cli/configuring-npm/npmrc): `key = value`, quoted or not; comments after `;` and `#`;
 * of several lines with one key the last. What stands below a `[section]` is none of npm's settings. Environment variables (`${NAME}`) stay as they
 * are written. Never throws.
 */
export function readNpmrc(text: string): NpmrcEntries {
  const [settings = ''] = text.replace(/^\uFEFF/, '').split(/^\[[^\]\r\n]*\][^\S\r\n]*$/m, 1);
  return new Map(Object.entries(ini.parse(settings)).map(([key, value]) => [key, (Array.isArray(value) ? value : [value]).map(textOf)]));
}

/** npm's reader makes values of `true`, `null` and what stands in quotes. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The value that counts: npm takes the last of several. Undefined where there is none, or it is unset (`null`, nothing). */
export function valueIn(entries: NpmrcEntries, key: string): string | undefined {
  const value = entries.get(key)?.at(-1);
  return value === '' || value === 'null' ? undefined : value;
}

/** The items of a list, whether written one a line or with commas. A comma between braces is part of a pattern (`{left,right}`). */
export function itemsIn(entries: NpmrcEntries, key: string): readonly string[] {
  return (entries.get(key) ?? []).flatMap(splitAtCommas).flatMap(item => item.trim() || []);
}

function splitAtCommas(value: string): readonly string[] {
  const items = [''];
  let depth = 0;
  for (const sign of value) {
    if (sign === '{') depth++;
    else if (sign === '}') depth = Math.max(0, depth - 1);
    if (sign === ',' && depth === 0) items.push('');
    else items[items.length - 1] += sign;
  }
  return depth === 0 ? items : value.split(',');
}
