import type { Problem, Span } from '../../model/index.js';
import { quoted } from '../../text/sanitize.js';

/** Longest lockfile that is read, in UTF-16 units; a longer one is one problem and no packages. */
export const MAX_LOCKFILE_LENGTH = 100_000_000;

/** A lockfile's text made ready to be read: of the same length, offset by offset the original, less the far side of merge conflicts. */
export interface LockfileText {
  readonly text: string;
  /** At most one: the text is too large (then `text` is empty), or it holds merge conflicts. */
  readonly problems: readonly Problem[];
}

/**
 * Refuses text that is too large, and blanks out what git has left of an unresolved merge: the marker lines and every side but the
 * first (`ours`), so that what is read is one of the two lockfiles and no mixture. Line breaks stay, and so do all offsets.
 */
export function readable(text: string): LockfileText {
  if (text.length > MAX_LOCKFILE_LENGTH) {
    const message = `The lockfile is too large to be read (over ${MAX_LOCKFILE_LENGTH / 1_000_000} million characters)`;
    return { text: '', problems: [{ level: 'error', message, span: { start: 0, end: 0 } }] };
  }
  if (!text.includes(OURS) && !text.includes(THEIRS)) return { text, problems: [] };
  return withoutConflicts(text);
}

/** Why an entry that names no version is no release. */
export const NO_VERSION = 'no version in the lockfile';

/** The problem of a lockfile that a newer package manager has written: it is read by the newest rules known. */
export function newerVersion(version: string, newest: string, span: Span): Problem {
  return {
    level: 'warning',
    message: `Lockfile version ${quoted(version, 20)} is newer than ${newest}, the newest known: it may be misread`,
    span,
  };
}

const OURS = '<<<<<<<';
const BASE = '|||||||';
const SEPARATOR = '=======';
const THEIRS = '>>>>>>>';

function withoutConflicts(text: string): LockfileText {
  const kept: string[] = [];
  let first: Span | undefined;
  let side: 'none' | 'ours' | 'others' = 'none';
  for (let start = 0; start < text.length; ) {
    const lineBreak = text.indexOf('\n', start);
    const end = lineBreak < 0 ? text.length : lineBreak;
    const marker = markerAt(text, start, end, side !== 'none');
    if (marker !== undefined) first ??= { start, end: text[end - 1] === '\r' ? end - 1 : end };
    if (marker === OURS) side = 'ours';
    else if (marker === THEIRS) side = 'none';
    else if (marker !== undefined) side = 'others';
    kept.push(marker === undefined && side !== 'others' ? text.slice(start, end + 1) : blank(text, start, end + 1));
    start = end + 1;
  }
  if (first === undefined) return { text, problems: [] };
  const message = 'Unresolved merge conflict: only the first side of each conflict is read';
  return { text: kept.join(''), problems: [{ level: 'error', message, span: first }] };
}

/** The marker that a line is, by git's form: seven signs, then the end of the line or a space. `=` and `|` count within a conflict only. */
function markerAt(text: string, start: number, end: number, inConflict: boolean): string | undefined {
  const marker = text.slice(start, Math.min(start + 7, end));
  if (marker !== OURS && marker !== THEIRS && !(inConflict && (marker === SEPARATOR || marker === BASE))) return undefined;
  const next = start + 7 < end ? text[start + 7] : '\n';
  return next === ' ' || next === '\r' || next === '\n' ? marker : undefined;
}

function blank(text: string, start: number, end: number): string {
  return text.slice(start, end).replace(/[^\r\n]/g, ' ');
}

/** A key as the list that a lockfile's `locate` gives. */
export function keyList(key: string | undefined): readonly string[] {
  return key === undefined ? [] : [key];
}
