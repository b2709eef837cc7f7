import { DAY, HOUR, MINUTE, SECOND, WEEK } from '../../model/time.js';
/**
 * A length of time in milliseconds: numbers with units in words or letters (`7 days`, `1 week`, `24h`, `1d 12h`, `500ms`; `m` are minutes),
 * or by ISO 8601 (`P7D`, `P1W`, `P1DT12H`). Undefined for anything else: numbers without a unit, and months and years, whose length varies.
 * These are the forms of uv (https://docs.astral.sh/uv/reference/settings/#exclude-newer), Yarn (`3d`), PDM (`7d`, `12h`, `3w`) and pip (`P3D`).
 */
export function durationOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return undefined;
  const total = /^p/i.test(trimmed) ? isoDuration(trimmed) : writtenDuration(trimmed);
  return Number.isFinite(total) ? total : undefined;
}

const LONGEST = 100;

const UNITS: readonly (readonly [names: RegExp, length: number])[] = [
  [/^(?:ms|msecs?|milliseconds?)$/, 1],
  [/^(?:s|secs?|seconds?)$/, SECOND],
  [/^(?:m|mins?|minutes?)$/, MINUTE],
  [/^(?:h|hrs?|hours?)$/, HOUR],
  [/^(?:d|days?)$/, DAY],
  [/^(?:w|wks?|weeks?)$/, WEEK],
];

const PIECE = /(?:\d+(?:\.\d*)?|\.\d+)\s*[a-z]+/g;

function writtenDuration(text: string): number | undefined {
  const pieces = text.match(PIECE) ?? [];
  const isWhole = pieces.length > 0 && /^[\s,]*$/.test(text.replace(PIECE, ''));
  return isWhole ? sumOf(pieces.map(lengthOf)) : undefined;
}

function lengthOf(piece: string): number | undefined {
  const amount = Number.parseFloat(piece);
  const unit = piece.replace(/^[\d.\s]+/, '');
  const length = UNITS.find(([names]) => names.test(unit))?.[1];
  return length === undefined ? undefined : amount * length;
}

const ISO = /^p(?:([\d.]+)w)?(?:([\d.]+)d)?(?:t(?:([\d.]+)h)?(?:([\d.]+)m)?(?:([\d.]+)s)?)?$/i;

function isoDuration(text: string): number | undefined {
  const amounts = ISO.exec(text)?.slice(1) ?? [];
  const lengths = [WEEK, DAY, HOUR, MINUTE, SECOND];
  const written = amounts.flatMap((amount, index) => (amount === undefined ? [] : [Number(amount) * (lengths[index] ?? 0)]));
  return written.length > 0 && !/t$/i.test(text) ? sumOf(written) : undefined;
}

function sumOf(lengths: readonly (number | undefined)[]): number | undefined {
  return lengths.reduce((sum, length) => (sum === undefined || length === undefined ? undefined : sum + length), 0);
}
