// Edits of the text of an npm range. Each keeps the style of what stands there and gives undefined where it cannot.
import { gtr, ltr, validRange } from 'semver';
import type { RangeEdits, RangeStyle } from '../../shared/rangeEdits.js';
import { npmVersions } from './index.js';

/** npm ranges (https://docs.npmjs.com/cli/configuring-npm/package-json#dependencies, node-semver's grammar). */
export const npmRange: RangeEdits = {
  pin: (range, version) => (/^\s*=/.test(range) ? `=${version}` : version),
  raise,
};

export const npmRanges: RangeStyle = {
  edits: npmRange,
  exactly: version => version,
  majorLine: version => `^${version}`,
  usualOperator: '^',
  firstOf: major => `${major}.0.0`,
};

/** One comparator: operator with white space and `v` behind it, version. */
const SINGLE = /^((?:\^|~>?|>=|=)?\s*v?)(\d+(?:\.(?:\d+|[xX*]))*(?:[-+][\w.+-]*)?)$/;

function raise(range: string, version: string): string | undefined {
  const text = range.trim();
  return text.includes('||') ? raiseAlternatives(text, version) : raiseOne(text, version);
}

function raiseOne(text: string, version: string): string | undefined {
  if (/^[xX*]?$/.test(text)) return `>=${version}`;
  const single = SINGLE.exec(text);
  if (!single) return raiseLowerBound(text, version);
  const [, operator = '', written = ''] = single;
  return /^[=v\s]*$/.test(operator) && !/^\d+\.\d+\.\d+/.test(written) ? raiseWildcard(written, version) : `${operator}${version}`;
}

/** `1`, `1.x`, `1.2.x`: the caret or tilde range that ends where it ends. */
function raiseWildcard(written: string, version: string): string {
  const fixedParts = written.split('.').filter(part => /^\d+$/.test(part)).length;
  return `${fixedParts === 1 ? '^' : '~'}${version}`;
}

/** `>=1.2.0 <2.0.0` and `1.2.0 - 2.0.0`: the one lower bound moves up, the rest stays; `<2.0.0` gets one. */
function raiseLowerBound(text: string, version: string): string | undefined {
  const hyphen = /^v?\d[\w.+-]*(\s+-\s+\S+)$/.exec(text);
  if (hyphen) return admitting(version, `${version}${hyphen[1]}`);
  const bounds = [...text.matchAll(/>=?(\s*v?)\d[\w.+-]*/g)];
  const [bound] = bounds;
  if (!bound && /^</.test(text)) return admitting(version, `>=${version} ${text}`);
  if (bounds.length !== 1 || !bound) return undefined;
  return `${text.slice(0, bound.index)}>=${bound[1] ?? ''}${version}${text.slice(bound.index + bound[0].length)}`;
}

/** `^1.2.0 || ^2.0.0`: what lies below the version goes, what lies above it stays, and what has it inside is raised. */
function raiseAlternatives(text: string, version: string): string | undefined {
  const raised = text.split('||').map(part => {
    const range = part.trim();
    if (validRange(range, LOOSE) === null) return undefined;
    if (range !== '' && gtr(version, range, LOOSE)) return '';
    return range !== '' && ltr(version, range, LOOSE) ? range : raiseOne(range, version);
  });
  if (raised.includes(undefined)) return undefined;
  const separator = /\s*\|\|\s*/.exec(text)?.[0] ?? ' || ';
  const kept = raised.filter(part => part !== '');
  return admitting(version, [...new Set(kept)].join(separator));
}

const LOOSE = { loose: true };

/** The changed text, where it says what was meant. */
function admitting(version: string, text: string): string | undefined {
  return text !== '' && npmVersions.parse(text).admits(version) ? text : undefined;
}
