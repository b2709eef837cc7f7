// Requirements that name a place instead of a package: URLs and paths.
import type { Span } from '../model.js';

/** Why a requirement with a variable in it cannot be judged. */
export const VARIABLE = 'uses an environment variable';

/** Whether pip expands something in this text: `${NAME}`, the name in upper case. */
export function hasVariable(text: string): boolean {
  return /\$\{[A-Z0-9_]+\}/.test(text);
}

/** Why a requirement taken from this URL or path has no registry release. */
export function sourceReason(place: string): string {
  if (!isUrl(place) && hasVariable(place)) return VARIABLE;
  const lower = place.slice(0, 5).toLowerCase();
  if (lower.startsWith('git+') || lower.startsWith('git:')) return 'git source';
  if (lower === 'file:' || !isUrl(place)) return 'local file';
  return 'URL source';
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
