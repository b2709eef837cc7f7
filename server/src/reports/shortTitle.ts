import { quoted, shownName } from '../rules/messages.js';

/** What a fix does, without the package and the reasons: `Pin to 1.82.6` for `Pin litellm to 1.82.6 (last safe release)`. */
export function shortTitle(title: string, name: string): string {
  const [what = title] = title.split(' (');
  const names = [quoted(name, 80), shownName({ name })];
  const named = names.find(one => `${what} `.includes(` ${one} `));
  return named === undefined ? what : `${what} `.replace(` ${named} `, ' ').trimEnd();
}
