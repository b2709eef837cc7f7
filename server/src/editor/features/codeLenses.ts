import type { CodeLens, Command } from 'vscode-languageserver-types';
import type { Tally } from '../../analysis/counts.js';
import { LEVELS } from '../../model/index.js';
import { FIX_FILE_COMMAND, SHOW_REPORT_COMMAND } from '../../protocol/index.js';

/** What a lens can lead to. */
export interface LensOffers {
  /** Something in the file can be fixed by itself, and the client applies edits. */
  readonly fixes: boolean;
  /** The client has the command that shows the report. */
  readonly report: boolean;
}

/** The lenses at the head of a manifest: what was found in it, and what can be done. */
export function codeLensesOf(uri: string, tally: Tally, { fixes, report }: LensOffers): CodeLens[] {
  const commands: readonly Command[] = [
    { title: summaryOf(tally), command: report ? SHOW_REPORT_COMMAND : '' },
    ...(fixes ? [{ title: 'Fix all', command: FIX_FILE_COMMAND, arguments: [uri] }] : []),
    ...(report ? [{ title: 'Report', command: SHOW_REPORT_COMMAND }] : []),
  ];
  const head = { line: 0, character: 0 };
  return commands.map(command => ({ range: { start: head, end: head }, command }));
}

function summaryOf({ counts, pending, unknown, dependencies, checked }: Tally): string {
  const found = LEVELS.filter(level => level !== 'hint' && counts[level] > 0).map(level => counted(counts[level], NOUNS[level]));
  const open = [...(pending > 0 ? [`checking ${checked} of ${dependencies}`] : []), ...(unknown > 0 ? [`${unknown} not checked`] : [])];
  if (found.length + open.length === 0) return `${counted(checked, 'dependency')} checked, nothing found`;
  return [...found, ...open].join(', ');
}

const NOUNS = { error: 'error', warning: 'warning', information: 'note', hint: 'hint' } as const;

function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : noun.replace(/y$/, 'ie')}${count === 1 ? '' : 's'}`;
}
