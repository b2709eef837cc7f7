import { parseArgs } from 'node:util';
import { messageOf } from '../text/messageOf.js';
import type { CommandRow, OptionRow } from './commands.js';

/** The words of a command line, read by the command's row. */
export interface Words {
  readonly positionals: readonly string[];
  flag(name: string): boolean;
  /** Of several the last one; undefined where it is not given. */
  text(name: string): string | undefined;
  /** In their order. */
  list(name: string): readonly string[];
}

/** @returns `help` where that is asked for, a text where something is wrong */
export function readWords(command: CommandRow, words: readonly string[]): Words | 'help' | string {
  const chosen = chosenIn(command, words);
  if (typeof chosen === 'string') return chosen;
  const { choices, others } = chosen;
  try {
    const { values, positionals } = parseArgs({ args: [...others], allowPositionals: true, options: optionsOf(command) });
    if (values.help === true) return 'help';
    const given = (name: string): readonly unknown[] => [values[name] ?? []].flat();
    return {
      positionals,
      flag: name => values[name] === true,
      text: name =>
        choices.get(name) ??
        given(name)
          .filter(value => typeof value === 'string')
          .at(-1),
      list: name => given(name).filter(value => typeof value === 'string'),
    };
  } catch (error) {
    return firstSentenceOf(error);
  }
}

function optionsOf({ options }: CommandRow): Record<string, { readonly type: 'string' | 'boolean'; multiple?: boolean; short?: string }> {
  const rows = options.map(({ name, value, isMultiple }) => {
    return [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), ...(isMultiple && { multiple: true }) },
    ] as const;
  });
  return { ...Object.fromEntries(rows), help: { type: 'boolean', short: 'h' } };
}

/** Flags that may have a value behind `=` only: a word after one is a path. The last one counts. */
function chosenIn(
  { options }: CommandRow,
  words: readonly string[],
): { readonly choices: ReadonlyMap<string, string>; readonly others: readonly string[] } | string {
  const end = words.indexOf('--');
  const rows = new Map<string, OptionRow>(options.flatMap(option => (option.choices ? [[`--${option.name}`, option] as const] : [])));
  const choices = new Map<string, string>();
  const others: string[] = [];
  for (const [index, word] of words.entries()) {
    const [flag = '', given] = /^([^=]*)(?:=(.*))?$/s.exec(word)?.slice(1) ?? [];
    const row = end < 0 || index < end ? rows.get(flag) : undefined;
    if (!row) others.push(word);
    else choices.set(row.name, given ?? row.choices?.[0] ?? '');
  }
  const wrong = [...choices].find(([name, value]) => !rows.get(`--${name}`)?.choices?.includes(value));
  return wrong ? takesOneOf(rows.get(`--${wrong[0]}`), wrong[1]) : { choices, others };
}

function takesOneOf(row: OptionRow | undefined, value: string): string {
  return `--${row?.name} takes ${row?.choices?.map(choice => `=${choice}`).join(', ')} or nothing, not "${value}"`;
}

/** What Node says of a wrong option has further sentences, or lines, of advice. */
function firstSentenceOf(error: unknown): string {
  return messageOf(error).split(/\.?\s*\n|\. /)[0] ?? '';
}
