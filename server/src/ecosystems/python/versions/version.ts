import { parse } from '@renovatebot/pep440';

/** A version by PEP 440, laid out so that comparing field by field gives its order. */
export interface PythonVersion {
  readonly epoch: number;
  /** The release numbers as written. */
  readonly release: readonly number[];
  /** How many of them are left when zeros at the end are dropped. */
  readonly significant: number;
  /** `NO_PRE` where it is no pre-release of this kind; `DEV_ONLY` sorts a bare `.devN` before all of them. */
  readonly phase: number;
  readonly phaseNumber: number;
  /** -1: none. */
  readonly post: number;
  /** Infinity: none. */
  readonly dev: number;
  readonly local: readonly (string | number)[] | undefined;
}

const DEV_ONLY = -1;
const PHASES = ['a', 'b', 'rc'];
const NO_PRE = PHASES.length;
const LONGEST = 256;
/** Longest number that is exact as a double, in digits. */
const SAFE_DIGITS = 15;
const [ZERO, NINE, DOT] = [48, 57, 46];
/** The suffixes of a version in its normal form, without a local label. */
const NORMAL_SUFFIX = /^(?:(a|b|rc)(\d{1,15}))?(?:\.post(\d{1,15}))?(?:\.dev(\d{1,15}))?$/;

/** How many versions in other forms are remembered: reading one takes some microseconds, and the same are read again and again. */
const REMEMBERED = 4096;
const remembered = new Map<string, PythonVersion | undefined>();

/** Reads a version as `packaging` does: white space around and a leading `v` are ignored. Undefined where it is none. */
export function readPythonVersion(text: string): PythonVersion | undefined {
  if (text.length > LONGEST) return undefined;
  const normal = readNormal(text);
  if (normal) return normal;
  const known = remembered.get(text);
  if (known !== undefined || remembered.has(text)) return known;
  const version = readByGrammar(text.trim());
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(text, version);
  return version;
}

/** Negative, zero or positive: the order of PEP 440, "Summary of permitted suffixes and relative ordering". */
export function comparePythonVersions(a: PythonVersion, b: PythonVersion): number {
  return comparePublic(a, b) || compareLocals(a.local, b.local);
}

/** The order without local version labels. */
export function comparePublic(a: PythonVersion, b: PythonVersion): number {
  return (
    a.epoch - b.epoch ||
    compareReleases(a, b) ||
    a.phase - b.phase ||
    a.phaseNumber - b.phaseNumber ||
    a.post - b.post ||
    (a.dev === b.dev ? 0 : a.dev - b.dev)
  );
}

/** Pre-releases and development releases (PEP 440, "Handling of pre-releases"). */
export function isPythonPrerelease({ phase, dev }: PythonVersion): boolean {
  return phase !== NO_PRE || dev !== Infinity;
}

export function isPostRelease({ post }: PythonVersion): boolean {
  return post >= 0;
}

/** The version that a post-release belongs to: `1.0.post1` gives `1.0`. */
export function withoutPost(version: PythonVersion): PythonVersion {
  return { ...version, post: -1, dev: Infinity, local: undefined };
}

/** The earliest pre-release of a version that is none itself: `1.0` gives `1.0.dev0`. */
export function earliestPrerelease(version: PythonVersion): PythonVersion {
  const phase = version.phase === NO_PRE && version.post < 0 ? DEV_ONLY : version.phase;
  return { ...version, phase, dev: 0, local: undefined };
}

/** The normal form (PEP 440, "Normalization"): `v1.0-1` gives `1.0.post1`. Zeros at the end are kept. */
export function formatPythonVersion({ epoch, release, phase, phaseNumber, post, dev, local }: PythonVersion): string {
  return [
    epoch === 0 ? '' : `${epoch}!`,
    release.join('.'),
    phase >= 0 && phase < NO_PRE ? `${PHASES[phase]}${phaseNumber}` : '',
    post >= 0 ? `.post${post}` : '',
    dev !== Infinity ? `.dev${dev}` : '',
    local ? `+${local.join('.')}` : '',
  ].join('');
}

/** The normal forms without epoch and local label, which nearly all versions are in; undefined for all that needs the full grammar. */
function readNormal(text: string): PythonVersion | undefined {
  const release: number[] = [];
  let offset = 0;
  for (;;) {
    const start = offset;
    let part = 0;
    for (let code = text.charCodeAt(offset); code >= ZERO && code <= NINE; code = text.charCodeAt(offset)) {
      part = part * 10 + code - ZERO;
      offset += 1;
    }
    if (offset === start || offset - start > SAFE_DIGITS) return undefined;
    release.push(part);
    const next = text.charCodeAt(offset + 1);
    if (text.charCodeAt(offset) !== DOT || !(next >= ZERO && next <= NINE)) break;
    offset += 1;
  }
  return offset === text.length ? versionOf(0, release, {}) : readNormalSuffix(release, text.slice(offset));
}

function readNormalSuffix(release: readonly number[], suffix: string): PythonVersion | undefined {
  const match = NORMAL_SUFFIX.exec(suffix);
  if (!match) return undefined;
  const [, phase, phaseNumber, post, dev] = match;
  return versionOf(0, release, {
    ...(phase !== undefined && { pre: [phase, Number(phaseNumber)] }),
    ...(post !== undefined && { post: Number(post) }),
    ...(dev !== undefined && { dev: Number(dev) }),
  });
}

interface Suffixes {
  readonly pre?: readonly [string, number] | undefined;
  readonly post?: number | undefined;
  readonly dev?: number | undefined;
  readonly local?: PythonVersion['local'];
}

function versionOf(epoch: number, release: readonly number[], { pre, post, dev, local }: Suffixes): PythonVersion {
  const isDevOnly = pre === undefined && post === undefined && dev !== undefined;
  return {
    epoch,
    release,
    significant: significantOf(release),
    phase: pre ? PHASES.indexOf(pre[0]) : isDevOnly ? DEV_ONLY : NO_PRE,
    phaseNumber: pre?.[1] ?? 0,
    post: post ?? -1,
    dev: dev ?? Infinity,
    local,
  };
}

/** What the library gives; its own declaration has other types. */
interface Groups {
  readonly epoch: number;
  readonly release: readonly number[];
  readonly pre: readonly [string, number] | null;
  readonly post: readonly [string, number] | null;
  readonly dev: readonly [string, number] | null;
}

function readByGrammar(text: string): PythonVersion | undefined {
  const groups = parse(text) as unknown as Groups | null;
  if (!groups) return undefined;
  const { epoch, release, pre, post, dev } = groups;
  return versionOf(epoch, release, { pre: pre ?? undefined, post: post?.[1], dev: dev?.[1], local: localOf(text) });
}

/** Read here: the library takes `1e5` and `0x1f`, which commit hashes look like, for numbers. */
function localOf(text: string): (string | number)[] | undefined {
  const plus = text.indexOf('+');
  if (plus < 0) return undefined;
  const parts = text
    .slice(plus + 1)
    .toLowerCase()
    .split(/[._-]/);
  return parts.map(part => (/^\d+$/.test(part) ? Number(part) : part));
}

function significantOf(release: readonly number[]): number {
  let length = release.length;
  while (length > 0 && release[length - 1] === 0) length -= 1;
  return length;
}

function compareReleases(a: PythonVersion, b: PythonVersion): number {
  const length = Math.min(a.significant, b.significant);
  for (let index = 0; index < length; index += 1) {
    const order = (a.release[index] ?? 0) - (b.release[index] ?? 0);
    if (order !== 0) return order;
  }
  return a.significant - b.significant;
}

/** None before any; words before numbers; the shorter first where one begins the other. */
function compareLocals(a: PythonVersion['local'], b: PythonVersion['local']): number {
  if (!a || !b) return (a ? 1 : 0) - (b ? 1 : 0);
  for (let index = 0; index < a.length && index < b.length; index += 1) {
    const order = compareLocalParts(a[index] ?? '', b[index] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareLocalParts(a: string | number, b: string | number): number {
  if (typeof a !== typeof b) return typeof a === 'string' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
