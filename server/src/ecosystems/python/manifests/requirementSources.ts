// Requirements that name a place instead of a package: URLs and paths.
import type { ForeignSource, Span } from '../../../model/index.js';
import { pipGitSource } from '../../shared/foreignSource.js';
import { pythonArchiveSource } from '../names/archives.js';

/** Why a requirement with a variable in it cannot be judged. */
export const VARIABLE = 'uses an environment variable';

/** Whether pip expands something in this text: `${NAME}`, the name in upper case. */
export function hasVariable(text: string): boolean {
  return /\$\{[A-Z0-9_]+\}/.test(text);
}

/** Where a requirement comes from that no registry serves. */
export interface Place {
  /** Why it has no registry release. */
  readonly skipped: string;
  readonly source?: ForeignSource;
}

/** What this URL or path tells of the requirement that is taken from it. */
export function placeOf(place: string): Place {
  if (!isUrl(place) && hasVariable(place)) return { skipped: VARIABLE };
  if (/^git\+file:/i.test(place)) return { skipped: 'git source' };
  if (/^git[+:]/i.test(place)) return { skipped: 'git source', source: pipGitSource(place) };
  if (/^file:/i.test(place) || !isUrl(place)) return { skipped: 'local file' };
  return { skipped: 'URL source', ...(/^https?:/i.test(place) && { source: pythonArchiveSource(place) }) };
}

/** Whether a requirement begins with a URL. One letter before the colon is a Windows drive. */
export function isUrl(text: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]+:\/\/|file:)/i.test(text);
}

/**
 * Whether a requirement is a path: pip takes it for one where the directory or archive exists, which the text does not tell,
 * so what no package name can be counts as one: a separator before any other punctuation, a leading dot, the name of an archive.
 */
export function isPath(text: string): boolean {
  const [head = ''] = text.split(/[\s<>=!~;@[(,]/, 1);
  const isSeparated = /[\\/]/.test(head) && /[^\\]/.test(head);
  return text.startsWith('.') || isSeparated || (isArchive(text) && !text.includes('@'));
}

/** The name in the `#egg=` fragment of a URL: indices into `url`; undefined where there is none that can be read. */
export function eggName(url: string): Span | undefined {
  const hash = url.indexOf('#');
  if (hash < 0) return undefined;
  const egg = url.startsWith('egg=', hash + 1) ? hash : url.indexOf('&egg=', hash);
  if (egg < 0) return undefined;
  const start = egg + '&egg='.length;
  const [name] = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?(?=$|[&[\s<>=!~;])/i.exec(url.slice(start)) ?? [];
  return name === undefined ? undefined : { start, end: start + name.length };
}

/** The archives that pip installs, extras behind the name left out. */
function isArchive(text: string): boolean {
  const bracket = text.endsWith(']') ? text.lastIndexOf('[') : text.length;
  const name = text.slice(0, bracket < 0 ? text.length : bracket).toLowerCase();
  return ARCHIVES.some(extension => name.endsWith(extension));
}

const ARCHIVES = ['.whl', '.zip', '.tar', '.tar.gz', '.tgz', '.tar.bz2', '.tbz', '.tar.xz', '.txz', '.tlz', '.tar.lz', '.tar.lzma'];
