// Edits of the text of a PEP 440 specifier list. Each keeps the separators, white space and operators that stand there.
import type { RangeEdits, RangeStyle } from '../../shared/rangeEdits.js';

/** Version specifiers (PEP 440, https://packaging.python.org/en/latest/specifications/version-specifiers/). */
export const pythonRange = { pin, raise, exclude } as const satisfies RangeEdits;

export const pythonRanges: RangeStyle = {
  edits: pythonRange,
  exactly: version => `==${version}`,
  majorLine,
  usualOperator: '==',
  firstOf: major => `${major}`,
};

/** A version and what follows it in its major line; of `0.x` the minor one. */
export function majorLine(version: string): string {
  const [, epoch = '', major = '', minor = '0'] = /^(\d+!)?(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  const next = major === '0' ? `0.${Number(minor) + 1}` : `${Number(major) + 1}`;
  return `>=${version},<${epoch}${next}`;
}

function pin(range: string, version: string): string {
  const exact = clausesOf(range).find(clause => clause.operator === '===' || clause.operator === '==');
  const gap = exact?.gap ?? clausesOf(range)[0]?.gap ?? '';
  return `${exact?.operator === '===' ? '===' : '=='}${gap}${version}`;
}

function raise(range: string, version: string): string | undefined {
  const clauses = clausesOf(range);
  const floor = clauses.find(clause => clause.operator === '>=' || clause.operator === '>');
  if (floor) return replaceClause(range, floor, `>=${floor.gap}${version}`);
  const compatible = clauses.find(clause => clause.operator === '~=');
  if (compatible) return raiseCompatible(range, compatible, version);
  const exact = clauses.find(clause => clause.operator === '==' || clause.operator === '===');
  if (exact)
    return exact.version.endsWith('*')
      ? append(range, [`>=${version}`])
      : replaceClause(range, exact, `${exact.operator}${exact.gap}${version}`);
  return append(range, [`>=${version}`]);
}

/** `~=1.4.2` is `>=1.4.2,==1.4.*`: only a version with as many parts moves the floor and leaves the ceiling. */
function raiseCompatible(range: string, clause: Clause, version: string): string {
  const parts = clause.version.split('.').length;
  const samePrefix =
    clause.version.split('.').slice(0, -1).join('.') ===
    version
      .split('.')
      .slice(0, parts - 1)
      .join('.');
  if (version.split('.').length === parts || !samePrefix) return replaceClause(range, clause, `~=${clause.gap}${version}`);
  return append(range, [`>=${version}`]);
}

function exclude(range: string, versions: readonly string[]): string {
  const gap = clausesOf(range)[0]?.gap ?? '';
  return append(
    range,
    versions.map(version => `!=${gap}${version}`),
  );
}

interface Clause {
  readonly start: number;
  readonly end: number;
  readonly operator: string;
  /** White space and line continuations between operator and version. */
  readonly gap: string;
  readonly version: string;
}

function clausesOf(range: string): readonly Clause[] {
  return [...range.matchAll(/(===|~=|==|!=|<=|>=|<|>)((?:[ \t]|\\\r?\n)*)([^\s,;()\\]+)/g)].map(match => ({
    start: match.index,
    end: match.index + match[0].length,
    operator: match[1] ?? '',
    gap: match[2] ?? '',
    version: match[3] ?? '',
  }));
}

function replaceClause(range: string, clause: Clause, text: string): string {
  return range.slice(0, clause.start) + text + range.slice(clause.end);
}

function append(range: string, clauses: readonly string[]): string {
  const separator = /,\s+/.test(range) ? ', ' : ',';
  return [...(range.trim() === '' ? [] : [range.trimEnd()]), ...clauses].join(separator);
}
