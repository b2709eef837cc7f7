import type { Finding } from '../model/index.js';
import { counted } from '../rules/age.js';
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
  return `${[`${counted(changes, 'change')} in ${counted(files, 'file')}${major}`, stayingText(staying), ...behindText(commands)].join('; ')}.`;
}

/** What updating one file comes to: `12 updates in package.json, each within its major line; the lockfile will be behind: run …`. */
export function updatingSentence(updates: number, file: string, command: string | undefined): string {
  const what = `${counted(updates, 'update')} in ${quoted(file, 40)}, each within its major line`;
  return `${[what, ...behindText(command === undefined ? [] : [command])].join('; ')}.`;
}

function behindText(commands: readonly string[]): readonly string[] {
  const [command, ...others] = new Set(commands);
  if (command === undefined) return [];
  return [`the lockfile will be behind: run ${command}${others.length > 0 ? ` (and ${others.length} more)` : ''}`];
}

function stayingText(staying: readonly Finding[]): string {
  if (staying.length === 0) return 'no finding stays';
  const names = [...new Set(staying.map(({ dependency, through }) => quoted(through?.[0]?.name ?? dependency.name, 40)))];
  const shown = names.slice(0, MOST_NAMES).join(', ');
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${counted(staying.length, 'finding')} ${staying.length === 1 ? 'stays' : 'stay'}: ${shown}${more}`;
}

const MOST_NAMES = 3;
