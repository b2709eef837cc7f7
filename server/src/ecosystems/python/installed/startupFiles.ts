import { firstLine } from '../../../text/values.js';

// What a `.pth` file in site-packages does when Python starts: https://docs.python.org/3/library/site.html

/** What of a file is run as code at each start of Python. */
export interface StartupCode {
  /** The line that matters most: the one with the most signs, else the first. */
  readonly line: StartupLine;
  /** What in all of its lines ordinary files of this kind do not do; empty for a mere `import NAME`. */
  readonly signs: readonly StartupSign[];
}

export interface StartupLine {
  /** From 1. */
  readonly number: number;
  /** Text from outside, as `quoted` gives it, at most 120 UTF-16 units. */
  readonly text: string;
}

/** Each is a phrase that fits after "it". */
export const STARTUP_SIGNS = {
  encoded: 'decodes hidden data',
  runsText: 'runs text as code',
  process: 'starts a process',
  network: 'uses the network',
  long: 'has a very long line',
} as const;
export type StartupSign = keyof typeof STARTUP_SIGNS;

/**
 * The code that Python runs out of a `.pth` file; undefined where it runs none, or only such as tools write everywhere to
 * arrange import paths. Lines that begin with `import` and a space or a tab are run, all others are paths.
 */
export function startupCode(text: string): StartupCode | undefined {
  const lines = text.split(/\r\n|[\r\n]/).map((line, index) => ({ line, number: index + 1 }));
  const run = lines.filter(({ line }) => RUN.test(line) && !isCustomary(line));
  const judged = run.map(({ line, number }) => ({ line, number, signs: signsOf(line) }));
  const [first] = judged.sort((a, b) => b.signs.length - a.signs.length || a.number - b.number);
  if (first === undefined) return undefined;
  const signs = SIGN_NAMES.filter(sign => judged.some(each => each.signs.includes(sign)));
  return { line: { number: first.number, text: firstLine(first.line, 120) }, signs };
}

/**
 * Whether code is of the kind that only an attack has been seen to put there, even where the file came with a distribution: it decodes
 * hidden data and runs it or starts a process. Honest tools (coverage, pytest-cov, hunter) run short plain text.
 */
export function isHostile({ signs }: StartupCode): boolean {
  return signs.includes('encoded') && (signs.includes('runsText') || signs.includes('process'));
}

function signsOf(line: string): readonly StartupSign[] {
  return SIGN_NAMES.filter(sign => SIGN_PATTERNS[sign].test(line));
}

const SIGN_NAMES = Object.keys(STARTUP_SIGNS) as readonly StartupSign[];

const SIGN_PATTERNS: Readonly<Record<StartupSign, RegExp>> = {
  encoded: /\b(?:base64|binascii|b(?:16|32|64|85)decode|a85decode|unhexlify|fromhex|zlib|gzip|bz2|lzma|marshal)\b|[A-Za-z0-9+/]{200}/,
  runsText: /\b(?:exec|eval|compile)\s*\(|\brunpy\b/,
  process: /\b(?:subprocess|Popen|pty)\b|\bos\s*\.\s*(?:system|popen|exec[lv]\w*|(?:posix_)?spawn\w*|fork)\b/,
  network: /\b(?:urllib\d?|requests|httpx|aiohttp|socket|ftplib|smtplib|http\.client)\b|https?:\/\//,
  long: /^.{1000}/,
};

/** From 3.13 on, Python also ends lines at further separators; what follows one is judged together with what is before it. */
const RUN = /(?:^|[^\P{Cc}\t]|[\u2028\u2029])import[ \t]/u;

/**
 * Whether a line only does what packaging tools write into site-packages without a RECORD that lists it: namespace packages installed
 * the old way, easy_install's and path editors' brackets, uv's overlay, Debian's setuptools, virtualenv, coverage's documented line.
 * Judged statement by statement, not by the file's name, which anybody can take.
 */
function isCustomary(line: string): boolean {
  if (line.length > LONGEST_CUSTOMARY) return false;
  const statements = line.split(';').map(statement => statement.replace(/^[ \t]+|[ \t]+$/g, ''));
  return statements.every(statement => statement === '' || CUSTOMARY.some(pattern => pattern.test(statement)));
}

const LONGEST_CUSTOMARY = 4096;

const TEXT = String.raw`(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")`;
const NAME = String.raw`'[\w.]+'`;
const FOUND = String.raw`importlib\.machinery\.PathFinder\.find_spec\(${NAME}, ?\[os\.path\.dirname\(p\)\]\)`;

const CUSTOMARY: readonly RegExp[] = [
  `import (?:sys|os|types|site|_virtualenv|coverage|pywin32_bootstrap)(?:, ?(?:sys|os|types|site))*`,
  String.raw`coverage\.process_startup\(\)`,
  String.raw`site\.addsitedir\(${TEXT}\)`,
  String.raw`sys\.path\.(?:append\(|insert\(\d+, ?)${TEXT}\)`,
  // easy_install
  String.raw`sys\.__plen ?= ?len\(sys\.path\)`,
  String.raw`new ?= ?sys\.path\[sys\.__plen:\]`,
  String.raw`del sys\.path\[sys\.__plen:\]`,
  String.raw`p ?= ?getattr\(sys, ?'__egginsert', ?0\)`,
  String.raw`sys\.path\[p:p\] ?= ?new`,
  String.raw`sys\.__egginsert ?= ?p ?\+ ?len\(new\)`,
  // setuptools' distutils-precedence.pth
  `var ?= ?'SETUPTOOLS_USE_DISTUTILS'`,
  String.raw`enabled ?= ?os\.environ\.get\(var, ?'\w+'\) ?== ?'local'`,
  String.raw`enabled and __import__\('_distutils_hack'\)\.add_shim\(\)`,
  // setuptools' *-nspkg.pth
  String.raw`has_mfs ?= ?sys\.version_info ?> ?\(3, ?5\)`,
  String.raw`p ?= ?os\.path\.join\((?:sys\._getframe\(1\)\.f_locals\['sitedir'\]|${TEXT}), ?\*\(${NAME},?(?: ?${NAME},?)*\)\)`,
  String.raw`importlib ?= ?has_mfs and __import__\('importlib\.util'\)`,
  String.raw`has_mfs and __import__\('importlib\.machinery'\)`,
  String.raw`m ?= ?has_mfs and sys\.modules\.setdefault\(${NAME}, ?importlib\.util\.module_from_spec\(${FOUND}\)\)`,
  String.raw`ie ?= ?os\.path\.exists\(os\.path\.join\(p, ?'__init__\.py'\)\)`,
  String.raw`m ?= ?(?:m or|not ie and) sys\.modules\.setdefault\(${NAME}, ?(?:types|new)\.(?:ModuleType|module)\(${NAME}\)\)`,
  String.raw`mp ?= ?\(m or \[\]\) and m\.__dict__\.setdefault\('__path__', ?\[\]\)`,
  String.raw`\(p not in mp\) and mp\.append\(p\)`,
  String.raw`m and setattr\(sys\.modules\[${NAME}\], ?${NAME}, ?m\)`,
].map(pattern => new RegExp(`^${pattern}$`));
