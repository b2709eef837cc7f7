import type { Finding } from '../model/index.js';
import { quoted } from '../text/sanitize.js';

/** What fixing many files at once comes to, before it is done. */
export interface Fixing {
  readonly changes: number;
  readonly files: number;
  /** How many of the changes lead to another major line. */
  readonly toConfirm: number;
  /** What stays when the others are made. */
  readonly staying: readonly Finding[];
  /** Commands that bring lockfiles up to date which are behind then. */
  readonly commands: readonly string[];
}

/** The same in a sentence: `8 changes in 4 files; 8 findings stay: request, plain-crypto-js and 6 more; the lockfile will be behind: run …`. */
export function fixingSentence({ changes, files, toConfirm, staying, commands }: Fixing): string {
  const major = toConfirm > 0 ? ` (${toConfirm} to another major line: only by a preview)` : '';
  const [command, ...others] = new Set(commands);
  const behind =
    command === undefined ? [] : [`the lockfile will be behind: run ${command}${others.length > 0 ? ` (and ${others.length} more)` : ''}`];
  return `${[`${counted(changes, 'change')} in ${counted(files, 'file')}${major}`, stayingText(staying), ...behind].join('; ')}.`;
}

function stayingText(staying: readonly Finding[]): string {
  if (staying.length === 0) return 'no finding stays';
  const names = [...new Set(staying.map(({ dependency, through }) => quoted(through?.[0]?.name ?? dependency.name, 40)))];
  const shown = names.slice(0, MOST_NAMES).join(', ');
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${counted(staying.length, 'finding')} ${staying.length === 1 ? 'stays' : 'stay'}: ${shown}${more}`;
}

const MOST_NAMES = 3;

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
