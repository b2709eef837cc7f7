import type { Dependency, Include, Manifest, Problem, Span } from '../../../model/index.js';
import { type IniOption, readIni } from '../../../syntax/ini/configparser.js';
import { linesOf } from '../../../syntax/toml/removal.js';
import { MAX_MANIFEST_LENGTH, tooLong } from '../../shared/manifestLimits.js';
import { readWritten } from './writtenRequirement.js';

/**
 * Reads a setup.cfg (https://setuptools.pypa.io/en/latest/userguide/declarative_config.html): `install_requires`, `setup_requires` and `tests_require` of
 * `[options]`, and every list of `[options.extras_require]`. A value `file: …` names requirements files: includes. Never throws; what is no
 * requirement is a problem.
 */
export function parseSetupCfg(text: string): Manifest {
  if (text.length > MAX_MANIFEST_LENGTH) return tooLong('setup.cfg');
  const found: Found = { text, dependencies: [], problems: [], includes: [] };
  const options = readIni(text);
  for (const option of options) {
    const group = groupOf(option);
    if (group === undefined) continue;
    const [first] = option.lines;
    if (first && text.startsWith('file:', first.start)) addIncludes(found, option);
    else for (const item of itemsOf(text, option)) addItem(found, group, item);
  }
  const { dependencies, problems, includes } = found;
  const runtime = pythonOf(text, options);
  return { ecosystem: 'PyPI', dependencies, problems, includes, ...(runtime !== undefined && { runtime }) };
}

function pythonOf(text: string, options: readonly IniOption[]): string | undefined {
  const option = options.find(({ section, key }) => section === 'options' && nameOf(key) === 'python_requires');
  const [line] = option?.lines ?? [];
  return line && text.slice(line.start, line.end).trim();
}

interface Found {
  readonly text: string;
  readonly dependencies: Dependency[];
  readonly problems: Problem[];
  readonly includes: Include[];
}

interface Item extends Span {
  readonly removalSpan: Span;
}

const LISTS = ['install_requires', 'setup_requires', 'tests_require'];

/** setuptools takes dashes and capitals in the keys of `[options]` for old spellings. */
function nameOf(key: string): string {
  return key.toLowerCase().replaceAll('-', '_');
}

function groupOf({ section, key }: IniOption): string | undefined {
  if (section === 'options.extras_require') return `options.extras_require.${key}`;
  const name = nameOf(key);
  return section === 'options' && LISTS.includes(name) ? `options.${name}` : undefined;
}

/** One requirement a line; a value that is one line is split at its semicolons. */
function itemsOf(text: string, { lines, isMultiLine }: IniOption): readonly Item[] {
  const [first] = lines;
  if (!isMultiLine && first) return piecesOf(text, first);
  return lines.map(line => ({ ...line, removalSpan: isAlone(text, line) ? linesOf(text, line) : line }));
}

/** Whether nothing stands before it on its line, as the key does before the first. */
function isAlone(text: string, { start }: Span): boolean {
  let at = start;
  while (at > 0 && (text[at - 1] === ' ' || text[at - 1] === '\t')) at -= 1;
  return at === 0 || text[at - 1] === '\n' || text[at - 1] === '\r';
}

function piecesOf(text: string, { start, end }: Span): readonly Item[] {
  const bounds: Span[] = [];
  for (let at = start; at <= end; ) {
    const semicolon = text.indexOf(';', at);
    const stop = semicolon < 0 || semicolon > end ? end : semicolon;
    const piece = text.slice(at, stop);
    const from = at + piece.length - piece.trimStart().length;
    if (piece.trim() !== '') bounds.push({ start: from, end: at + piece.trimEnd().length });
    at = stop + 1;
  }
  return bounds.map((piece, index) => ({ ...piece, removalSpan: pieceRemoval(piece, bounds[index - 1], bounds[index + 1]) }));
}

function pieceRemoval(piece: Span, before: Span | undefined, after: Span | undefined): Span {
  if (after) return { start: piece.start, end: after.start };
  return { start: before?.end ?? piece.start, end: piece.end };
}

const MARKER =
  /^(?:python_version|python_full_version|os_name|sys_platform|platform_\w+|implementation_\w+|extra)\s*(?:[<>=!~]|in\b|not\b)/;

function addItem(found: Found, group: string, { start, end, removalSpan }: Item): void {
  const line = found.text.slice(start, end);
  if (MARKER.test(line)) {
    const message = 'setuptools takes this marker for a requirement: a list on one line is split at semicolons.';
    found.problems.push({ message, span: { start, end }, level: 'warning' });
    return;
  }
  const comment = line.indexOf(' #');
  const value = comment < 0 ? line : line.slice(0, comment);
  const spanOf = (from: number, to: number): Span => ({ start: start + from, end: start + to });
  const { dependency, problem } = readWritten(found.text, { value, spanOf, group, removalSpan });
  const isInterpolated = INTERPOLATION.test(value);
  if (dependency) found.dependencies.push(dependency);
  else if (isInterpolated)
    found.dependencies.push(interpolated(value.trim(), group, { start, end: start + value.trimEnd().length }, removalSpan));
  if (problem && !isInterpolated) found.problems.push(problem);
}

/** The value of another option, as configparser puts it in (https://docs.python.org/3/library/configparser.html#interpolation-of-values). */
const INTERPOLATION = /%\([^()]+\)s/;

/** Requirements that another option holds. */
function interpolated(name: string, group: string, nameSpan: Span, removalSpan: Span): Dependency {
  const specifierSpan = { start: nameSpan.end, end: nameSpan.end };
  const origin = { kind: 'skipped', reason: 'uses the value of another option', isUnknown: true } as const;
  return { ecosystem: 'PyPI', name, writtenName: name, group, specifier: '', nameSpan, specifierSpan, removalSpan, origin };
}

/** `file: a.txt, b.txt` */
function addIncludes({ text, includes }: Found, { lines }: IniOption): void {
  lines.forEach((line, index) => {
    const start = index === 0 ? line.start + 'file:'.length : line.start;
    for (const { 0: target, index: at } of text.slice(start, line.end).matchAll(/[^\s,](?:[^,]*[^\s,])?/g)) {
      includes.push({ kind: 'requirements', target, span: { start: start + at, end: start + at + target.length } });
    }
  });
}
