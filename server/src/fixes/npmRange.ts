// Edits of the text of an npm range. Each keeps the style of what stands there and gives undefined where it cannot.
import type { RangeEdits } from './rangeEdits.js';

/** npm ranges (https://docs.npmjs.com/cli/configuring-npm/package-json#dependencies, node-semver's grammar). */
export const npmRange: RangeEdits = {
  pin: (range, version) => (/^\s*=/.test(range) ? `=${version}` : version),
  raise,
  exclude: () => undefined,
};

/** One comparator: operator with white space and `v` behind it, version. */
const SINGLE = /^((?:\^|~>?|>=|=)?\s*v?)(\d+(?:\.(?:\d+|[xX*]))*(?:[-+][\w.+-]*)?)$/;

function raise(range: string, version: string): string | undefined {
  const text = range.trim();
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

/** `>=1.2.0 <2.0.0`: its one lower bound moves up, the rest stays. */
function raiseLowerBound(text: string, version: string): string | undefined {
  if (text.includes('||') || / - /.test(text)) return undefined;
  const bounds = [...text.matchAll(/>=?(\s*v?)\d[\w.+-]*/g)];
  const [bound] = bounds;
  if (bounds.length !== 1 || !bound) return undefined;
  return `${text.slice(0, bound.index)}>=${bound[1] ?? ''}${version}${text.slice(bound.index + bound[0].length)}`;
}
