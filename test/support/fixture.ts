// Reads the language of fixtures; check.ts describes it.
import { readAdvisory } from '../../server/src/advisories/osv.js';
import type { Advisory, Answer, Ecosystem, FileDigest } from '../../server/src/model/index.js';
import type { RuleLevels } from '../../server/src/policy/config.js';
import { type RegistryAnswer, readRegistry } from './fixtureRegistry.js';

/** One file of a fixture. */
export interface FixtureFile {
  readonly path: string;
  /** Without the annotations. */
  readonly text: string;
  readonly expected: readonly Annotation[];
  /** The lines of `//- fixes`; undefined where the fixture does not say. */
  readonly fixes?: readonly string[];
  /** Texts after one fix, by its title. */
  readonly after: ReadonlyMap<string, string>;
}

/** A squiggle and what it says. Columns count UTF-16 units; a squiggle that goes on in the next line ends with its first. */
export interface Annotation {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly goesOn: boolean;
  /** `warning admits-malicious-release: …` */
  readonly text: string;
}

export interface Fixture {
  readonly files: readonly FixtureFile[];
  /** By `ecosystem name`. */
  readonly registry: ReadonlyMap<string, RegistryAnswer>;
  readonly advisories: readonly Advisory[];
  /** What the advisory service says instead of an answer. */
  readonly advisoryService: Answer<never> | undefined;
  readonly advisoriesFetchedAt: number;
  /** By `name version`. */
  readonly digests: ReadonlyMap<string, readonly FileDigest[]>;
  readonly levels: RuleLevels;
  /** The user's cooldown; undefined where the fixture sets none. */
  readonly cooldownDays: number | undefined;
  readonly pythonIndex: string;
  readonly privateScopes: readonly string[];
  /** The text of the policy file; undefined where there is none. */
  readonly policy: string | undefined;
  /** The text of the baseline; undefined where there is none. */
  readonly baseline: string | undefined;
  readonly now: number;
}

export const HOUR = 60 * 60 * 1000;
const DEFAULT_NOW = Date.parse('2026-06-01T00:00:00Z');

/** Throws where the fixture cannot be understood: a test must not pass because of a slip in it. */
export function readFixture(source: string): Fixture {
  const sections = sectionsOf(source);
  const named = (keyword: string): readonly Section[] => sections.filter(section => section.keyword === keyword);
  const [nowSection] = named('now');
  const now = nowSection ? Date.parse(nowSection.rest) : DEFAULT_NOW;
  const service = named('advisories').map(({ rest }) => rest);
  const age = service.flatMap(rest => /^asked (\d+)h$/.exec(rest)?.[1] ?? []);
  return {
    files: filesOf(sections),
    registry: new Map(named('registry').map(({ rest, body }) => readRegistry([rest, ...body].join('\n'), now))),
    advisories: named('advisories').flatMap(({ body }) => body.filter(isSaying).map(readRecord)),
    advisoryService: service.map(serviceState).find(state => state !== undefined),
    advisoriesFetchedAt: now - Number(age[0] ?? 0) * HOUR,
    digests: new Map(named('digests').map(({ rest }) => readDigests(rest))),
    levels: Object.fromEntries(named('levels').flatMap(({ rest }) => rest.split(' ').map(choice => choice.split('=')))) as RuleLevels,
    policy: named('policy').map(({ body }) => body.join('\n'))[0],
    baseline: named('baseline').map(({ body }) => body.join('\n'))[0],
    privateScopes: named('scopes').flatMap(({ rest }) => rest.split(' ')),
    cooldownDays: named('cooldown').map(({ rest }) => Number(rest))[0],
    pythonIndex: named('index')[0]?.rest ?? 'https://pypi.example/simple',
    now,
  };
}

/** `word(some text)` in its two parts; undefined where it is another word. */
export function bracketed(word: string): readonly [string, string] | undefined {
  const match = /^([\w-]+)\(([^)]*)\)$/.exec(word);
  return match ? [match[1] ?? '', match[2] ?? ''] : undefined;
}

interface Section {
  readonly keyword: string;
  readonly rest: string;
  readonly body: readonly string[];
}

const KEYWORDS = [
  'registry',
  'advisories',
  'digests',
  'levels',
  'policy',
  'baseline',
  'cooldown',
  'scopes',
  'index',
  'now',
  'fixes',
  'after',
];

function sectionsOf(source: string): readonly Section[] {
  const lines = source.split('\n');
  const first = lines.findIndex(line => line.trimStart().startsWith('//- '));
  if (first < 0) throw new Error('a fixture needs a line that starts with //-');
  const indent = lines[first]?.indexOf('//-') ?? 0;
  const sections: { keyword: string; rest: string; body: string[] }[] = [];
  for (const line of lines.slice(first).map(text => text.slice(Math.min(indent, text.length - text.trimStart().length)))) {
    const header = /^\/\/- (\S+) ?(.*)$/.exec(line);
    if (header) sections.push({ keyword: header[1] ?? '', rest: (header[2] ?? '').trim(), body: [] });
    else sections.at(-1)?.body.push(line);
  }
  const last = sections.at(-1)?.body;
  if (last?.at(-1)?.trim() === '') last.pop();
  return sections;
}

function filesOf(sections: readonly Section[]): readonly FixtureFile[] {
  const files: FixtureFile[] = [];
  for (const { keyword, rest, body } of sections) {
    if (!KEYWORDS.includes(keyword)) {
      files.push(fileOf(keyword, rest, body));
      continue;
    }
    const file = files.at(-1);
    if (!file) continue;
    if (keyword === 'fixes') files.splice(-1, 1, { ...file, fixes: body.filter(isSaying) });
    if (keyword === 'after') files.splice(-1, 1, { ...file, after: new Map([...file.after, [rest, textOf(body, file.text)]]) });
  }
  return files;
}

function fileOf(path: string, options: string, body: readonly string[]): FixtureFile {
  const code: string[] = [];
  const expected: Annotation[] = [];
  for (const line of body) {
    const match = ANNOTATION.exec(line);
    if (!match) {
      code.push(line);
      continue;
    }
    const [, before = '', marks = '', goesOn, text = ''] = match;
    const start = before.length;
    const end = start + (marks === '|' ? 0 : marks.length);
    expected.push({ line: code.length - 1, start, end, goesOn: goesOn === '+', text });
  }
  const lineBreak = options.includes('crlf') ? '\r\n' : '\n';
  const text = `${options.includes('bom') ? '\ufeff' : ''}${code.map(line => `${line}${lineBreak}`).join('')}`;
  return { path, text, expected, after: new Map() };
}

const ANNOTATION = /^(\s*)(\^+|\|)(\+?) ((?:error|warning|information|hint) [\w-]+: .*)$/;

/** Line breaks as in the file that the text is to be compared with. */
function textOf(body: readonly string[], like: string): string {
  const lineBreak = like.includes('\r\n') ? '\r\n' : '\n';
  return `${like.startsWith('\ufeff') ? '\ufeff' : ''}${body.map(line => `${line}${lineBreak}`).join('')}`;
}

function serviceState(rest: string): Answer<never> | undefined {
  if (rest === 'pending') return { kind: 'pending' };
  const [kind, reason] = bracketed(rest) ?? [];
  if (kind === 'unknown' && reason !== undefined) return { kind, reason };
  if (rest === '' || rest.startsWith('asked ')) return undefined;
  throw new Error(`//- advisories ${rest}: not understood`);
}

/** `ID ecosystem package: part; part…` as a record of OSV, read as the real ones are; a line that begins with `{` is one itself. */
function readRecord(line: string): Advisory {
  const record = line.startsWith('{') ? JSON.parse(line) : shortRecord(line);
  const advisory = readAdvisory(record, Date.parse('2100-01-01T00:00:00Z'));
  if (!advisory) throw new Error(`no advisory: ${line}`);
  return advisory;
}

function shortRecord(line: string): unknown {
  const [, id, ecosystem, name, parts = ''] = /^(\S+) (npm|PyPI) (\S+): (.*)$/.exec(line) ?? [];
  if (id === undefined) throw new Error(`no advisory: ${line}`);
  const record: Record<string, unknown> = { id, modified: '2026-01-01T00:00:00Z' };
  const affected: Record<string, unknown> = { package: { ecosystem, name }, ranges: [] };
  const specific: Record<string, unknown> = {};
  for (const part of parts.split(';').map(text => text.trim())) {
    const [word = '', ...words] = part.split(' ');
    const rest = words.join(' ');
    if (word === 'versions') affected.versions = words;
    else if (word === 'range') (affected.ranges as unknown[]).push(rangeOf(ecosystem as Ecosystem, rest));
    else if (word === 'aliases') record.aliases = words;
    else if (word === 'published') record.published = `${rest}T00:00:00Z`;
    else if (word === 'withdrawn') record.withdrawn = '2026-02-01T00:00:00Z';
    else if (word === 'summary') record.summary = rest;
    else if (word === 'malware') specific.cwe_ids = ['CWE-506'];
    else if (word === 'last-known') affected.database_specific = { last_known_affected_version_range: rest };
    else if (['critical', 'high', 'medium', 'low'].includes(word)) specific.severity = word;
    else throw new Error(`no part of an advisory: ${part}`);
  }
  return { ...record, affected: [affected], database_specific: specific };
}

/** `introduced 0, fixed 1.2`. */
function rangeOf(ecosystem: Ecosystem, text: string): unknown {
  const events = text.split(', ').map(event => Object.fromEntries([event.split(' ')]));
  return { type: ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM', events };
}

function readDigests(rest: string): readonly [string, readonly FileDigest[]] {
  const [name = '', version = '', ...digests] = rest.split(' ');
  return [
    `${name} ${version}`,
    digests.map((text, index) => {
      const [algorithm = '', digest = ''] = text.split(':');
      return { filename: `${name}-${version}-${index}.whl`, algorithm, digest };
    }),
  ];
}

function isSaying(line: string): boolean {
  return line.trim() !== '';
}
