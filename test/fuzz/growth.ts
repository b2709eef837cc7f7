// Texts made to cost more than their length: brackets that nothing closes, one thing a hundred thousand times, patterns on which a careless expression backtracks.
// Each is read at two lengths, one four times the other: reading may then take little more than four times as long.
import { groupAdvisories } from '../../server/src/advisories/group.js';
import { readAdvisory } from '../../server/src/advisories/osv.js';
import { packageLock } from '../../server/src/ecosystems/npm/lockfiles/packageLock.js';
import { versionInFilename } from '../../server/src/ecosystems/python/registry/distributionName.js';
import { addressOf } from '../../server/src/ecosystems/shared/address.js';
import { globbed, patterned } from '../../server/src/ecosystems/shared/cooldownExceptions.js';
import { archiveSource } from '../../server/src/ecosystems/shared/foreignSource.js';
import { isMemberBy } from '../../server/src/ecosystems/shared/workspaceGlobs.js';
import { nameSignal } from '../../server/src/lookalike/index.js';
import { readGitIndex } from '../../server/src/services/disk/gitIndex.js';
import { escapeMarkdown } from '../../server/src/text/markdown.js';
import { marked } from '../../server/src/text/sanitize.js';
import { indexFile } from '../support/gitIndexFile.js';
import { growthOf as measured } from '../support/growth.js';
import { createRandom } from './random.js';
import { TARGETS } from './targets.js';

export interface Growing {
  readonly name: string;
  /** Reads a text of about so many characters. */
  read(size: number): unknown;
  /** Characters of the longer text; 400,000 unless said. */
  readonly size?: number;
}

export interface Growth {
  readonly text: string;
  readonly holds: boolean;
}

/** @param told as soon as each is measured */
export function growthReport(told: (growth: Growth) => void): readonly Growth[] {
  return GROWING.map(growing => {
    const growth = growthOf(growing);
    told(growth);
    return growth;
  });
}

/** @param share of its size that is read */
export function growthOf({ name, read, size = 400_000 }: Growing, share = 1): Growth {
  const { short, long, holds } = measured(read, Math.ceil(size * share));
  const text = `${name.padEnd(60)} ${short.toFixed(1).padStart(8)} ms, of four times the text ${long.toFixed(1).padStart(8)} ms${holds ? '' : '  TOO SLOW'}`;
  return { text, holds };
}

const JSON_TEXTS: readonly (readonly [string, (size: number) => string])[] = [
  ['brackets', size => '['.repeat(size)],
  ['braces', size => '{"a":'.repeat(size / 5)],
  ['closing brackets', size => ']'.repeat(size)],
  ['quotes', size => '"'.repeat(size)],
  ['backslashes', size => `{"dependencies":{"a":"${'\\'.repeat(size)}`],
  ['commas', size => `{"dependencies":{${','.repeat(size)}`],
  ['a comment that does not end', size => `{/*${'/*'.repeat(size / 2)}`],
  ['one key', size => `{"dependencies":{${'"a":"1",'.repeat(size / 8)}"b":"1"}}`],
  ['many keys', size => `{"dependencies":{${numbered(size / 16, index => `"a${index}":"1"`)}}}`],
  ['sections', size => `{${'"dependencies":{"a":"1"},'.repeat(size / 24)}"b":1}`],
  ['overrides in overrides', size => `{"overrides":${'{"a":'.repeat(size / 5)}`],
  ['white space', size => `{"dependencies":{"a"${' '.repeat(size)}:"1"}}`],
  ['a specifier of escapes', size => `{"dependencies":{"a":"npm:b@${'\\u0041'.repeat(size / 6)}"}}`],
  ['merge conflicts', size => '<<<<<<< a\n{}\n=======\n'.repeat(size / 21)],
];

const TOML_TEXTS: readonly (readonly [string, (size: number) => string])[] = [
  ['brackets', size => `a = ${'['.repeat(size)}`],
  ['braces', size => `a = ${'{a='.repeat(size / 3)}`],
  ['a long key', size => `${'a.'.repeat(size / 2)}b = 1`],
  ['headers', size => '[a]\n'.repeat(size / 4)],
  ['deep headers', size => `[${'a.'.repeat(size / 2)}b]`],
  ['packages', size => '[[package]]\nname = "a"\nversion = "1"\n'.repeat(size / 37)],
  ['different packages', size => lines(size / 40, index => `[[package]]\nname = "a${index}"\nversion = "1"`)],
  ['strings that do not end', size => '"""'.repeat(size / 3)],
  ['lines of quotes', size => `a = '\n`.repeat(size / 6)],
  ['one array', size => `[project]\ndependencies = [${'"a==1",'.repeat(size / 7)}]`],
  ['arrays that do not end', size => 'a = [\n'.repeat(size / 6)],
  ['dependencies', size => `[tool.poetry.dependencies]\n${lines(size / 14, index => `a${index} = "^1"`)}`],
  ['dotted dependencies', size => `[tool.poetry.dependencies]\n${'a.version = "1"\n'.repeat(size / 16)}`],
  ['escapes', size => `[project]\ndependencies = ["${'\\u0061'.repeat(size / 6)}"]`],
  ['white space', size => `a${' '.repeat(size)}= 1`],
];

const YAML_TEXTS: readonly (readonly [string, (size: number) => string])[] = [
  ['brackets', size => `catalog: ${'['.repeat(size)}`],
  ['braces', size => `catalog: ${'{a: '.repeat(size / 4)}`],
  ['dashes', size => '- '.repeat(size / 2)],
  ['colons', size => 'a: '.repeat(size / 3)],
  ['entries', size => `catalog:\n${lines(size / 12, index => `  a${index}: 1`)}`],
  ['one entry', size => `catalog:\n${'  a: 1\n'.repeat(size / 7)}`],
  ['deeper and deeper', size => lines(Math.sqrt(2 * size), index => `${' '.repeat(index)}a:`)],
  ['quotes', size => `catalog:\n  "${"'".repeat(size)}`],
  ['lines in quotes', size => `catalog:\n  a: "${'\n  x'.repeat(size / 4)}`],
  ['comments', size => `catalog:\n${'  # c\n'.repeat(size / 6)}`],
  ['line breaks in a block', size => `catalog:\n  a: |\n    ${'\n'.repeat(size)}\n    x\n`],
  [
    'peers in peers',
    size => `lockfileVersion: '9.0'\npackages:\n  a@1${'(b@1'.repeat(size / 4)}${')'.repeat(size / 4)}:\n    resolution: {}\n`,
  ],
  ['patterns of one entry', size => `# yarn lockfile v1\n\n${'a@^1, '.repeat(size / 6)}b@1:\n  version "1"\n`],
  ['packages of one name', size => lines(size / 40, index => `a@${index}:\n  version "${index}"\n  dependencies:\n    a ${index}`)],
];

const LINE_TEXTS: readonly (readonly [string, (size: number) => string])[] = [
  ['requirements', size => lines(size / 12, index => `a${index}==1.0`)],
  ['one requirement', size => 'a==1.0\n'.repeat(size / 7)],
  ['continued lines', size => 'a\\\n'.repeat(size / 3)],
  ['hashes', size => `a==1 ${'--hash=sha256:ab '.repeat(size / 17)}`],
  ['extras', size => `a[${'b,'.repeat(size / 2)}]==1`],
  ['clauses', size => `a${'==1,'.repeat(size / 4)}`],
  ['brackets', size => `a==1;${'('.repeat(size)}`],
  ['quotes', size => `a ; ${'"\''.repeat(size / 2)}`],
  ['number signs', size => 'a #'.repeat(size / 3)],
  ['white space', size => `a${' '.repeat(size)}b`],
  ['options', size => '--pre '.repeat(size / 6)],
  ['includes', size => lines(size / 10, index => `-r ${index}.txt`)],
  ['URLs', size => `a @ https://${'a@'.repeat(size / 2)}`],
  ['variables', size => '${A'.repeat(size / 3)],
  ['sections', size => '[options]\n'.repeat(size / 10)],
  ['continuations', size => `[options]\ninstall_requires =\n${'  a\n'.repeat(size / 4)}`],
  ['continuations by carriage returns', size => `[options]\rinstall_requires =\r${'  a\r'.repeat(size / 4)}`],
  ['blank lines', size => `[options]\ninstall_requires =\n${'\n'.repeat(size)}  a`],
];

const PACKAGES = { ecosystem: 'npm', name: 'alpha' } as const;

export const GROWING: readonly Growing[] = [
  ...ofReaders(['package.json', 'package-lock.json', 'bun.lock', 'Pipfile.lock', 'policy'], JSON_TEXTS),
  ...ofReaders(['pyproject.toml', 'Pipfile', 'uv.lock', 'poetry.lock', 'pdm.lock', 'pylock.toml'], TOML_TEXTS),
  ...ofReaders(['YAML', 'SYML', 'pnpm-workspace.yaml', 'pnpm-lock.yaml', 'yarn.lock'], YAML_TEXTS),
  ...ofReaders(['requirements.txt', 'setup.cfg', 'setup.py', 'requirements.lock'], LINE_TEXTS),
  ...ofReaders(['configuration'], [...TOML_TEXTS, ...YAML_TEXTS, ...LINE_TEXTS, ...JSON_TEXTS], 100_000),
  ...ofReaders(
    ['installed'],
    [
      ...LINE_TEXTS,
      ['imports', size => `import ${'a,'.repeat(size / 2)}`],
      ['a line of code', size => `import x; ${'exec(('.repeat(size / 6)}`],
    ],
  ),
  ...ofReaders(
    ['specifier npm', 'specifier PyPI'],
    [
      ['alternatives', size => '1||'.repeat(size / 3)],
      ['parts', size => '1.'.repeat(size / 2)],
      ['operators', size => '>='.repeat(size / 2)],
      ['white space', size => `1${' '.repeat(size)}-`],
      ['pre-releases', size => `1.0.0-${'a.'.repeat(size / 2)}`],
      ['digits', size => '9'.repeat(size)],
      ['commas', size => '>=1,'.repeat(size / 4)],
    ],
    20_000,
  ),
  ...ofReaders(
    ['JSON filter', 'npm packument', 'PyPI simple', 'PyPI legacy', 'OSV record'],
    [
      ['brackets', size => '['.repeat(size)],
      ['nested', size => `{"versions":${'{"a":'.repeat(size / 5)}1${'}'.repeat(size / 5)}}`],
      ['versions', size => `{"versions":{${numbered(size / 30, index => `"1.0.${index}":{"dist":{}}`)}}}`],
      ['files', size => `{"files":[${numbered(size / 40, index => `{"filename":"alpha-1.${index}.tar.gz"}`)}]}`],
      ['digests', size => `{"versions":{"1.0.0":{"dist":{"integrity":"${'sha512-A '.repeat(size / 9)}"}}}}`],
      ['names', size => `{"versions":{"1.0.0":{"dependencies":{${numbered(size / 14, index => `"a${index}":""`)}}}}}`],
      [
        'affected versions',
        size =>
          `{"id":"X-1","affected":[{"package":{"ecosystem":"npm","name":"alpha"},"versions":[${numbered(size / 10, index => `"1.0.${index}"`)}]}]}`,
      ],
      [
        // Reading them is no matter; what they mean is asked of each end, whose number squared is the time.
        'ranges',
        size =>
          `{"id":"X-1","affected":[{"package":{"ecosystem":"npm","name":"alpha"},"ranges":[{"type":"SEMVER","events":[${numbered(size / 440, index => `{"introduced":"1.${index}.0"},{"fixed":"1.${index}.1"}`)}]}]}]}`,
      ],
      ['a summary', size => `{"id":"X-1","summary":"${'# \\n'.repeat(size / 4)}"}`],
    ],
    200_000,
  ),
  {
    name: 'advisories of one alias',
    size: 4_000,
    read: size =>
      groupAdvisories(
        Array.from(
          { length: size },
          (_, index) => readAdvisory({ id: `X-${index}`, aliases: [`Y-${index}`, `X-${index + 1}`] }, 0) ?? never(),
        ),
      ),
  },
  { name: 'globs of exceptions', size: 8_000, read: size => globbed('*a'.repeat(size / 40)).matches(`${'a'.repeat(size / 20)}b`) },
  { name: 'patterns of exceptions', size: 8_000, read: size => patterned('*a'.repeat(size / 40)).matches(`${'a'.repeat(size / 20)}b`) },
  {
    name: 'globs of a workspace',
    size: 400,
    read: size => isMemberBy([`packages/${'*a'.repeat(12)}b`])(`packages/${'a'.repeat(size / 4)}`),
  },
  {
    name: 'two stars of a workspace',
    size: 800,
    read: size => isMemberBy([`${'**/a/'.repeat(12)}b`, '**/a/**/b'])('a/'.repeat(size / 4).slice(0, -1)),
  },
  { name: 'slashes of a glob', read: size => isMemberBy([`${'/'.repeat(size)}a`]) },
  { name: 'slashes of an address', read: size => addressOf(`https://corp.example/a${'/'.repeat(size)}b`) },
  { name: 'hyphens of an archive', read: size => archiveSource(`https://corp.example/${'a-1.0'.repeat(size / 5)}-`) },
  {
    name: 'hyphens of a locked address',
    read: size =>
      packageLock.parse(
        JSON.stringify({
          packages: {
            'node_modules/alpha': { version: '1.0.0', resolved: `https://registry.npmjs.org/alpha/-/${'-1.0.0'.repeat(size / 6)}.tgz` },
          },
        }),
      ).packages.size,
  },
  { name: 'file names of releases', read: size => versionInFilename(`${'alpha-'.repeat(size / 6)}1.0.tar.gz`, 'alpha') },
  { name: 'a long name', read: size => nameSignal({ ...PACKAGES, name: 'lodash-'.repeat(size / 7) }) },
  { name: 'git index: files', read: size => readIndex(size, numberedNames(size / 72)) },
  { name: 'git index: deep folders', read: size => readIndex(size, numberedNames(size / 4000, 'd/'.repeat(1900))) },
  { name: 'git index: each name repeats the one before', read: size => readIndex(size, numberedNames(size / 72, 'n'.repeat(400)), 4) },
  { name: 'git index: names without an end', read: size => readGitIndex(Buffer.alloc(size, 'DIRC\0\0\0\x02\x7f')) },
  { name: 'text to be shown', read: size => marked('\u202e\ufe0f\ud800 \n'.repeat(size / 5)) },
  { name: 'text in Markdown', read: size => escapeMarkdown(`${' '.repeat(size)}\\[`) },
];

/** Made once a size: only the reading is to be measured. */
const INDEXES = new Map<string, Buffer>();

function readIndex(size: number, names: readonly string[], version: 2 | 4 = 2): unknown {
  const key = `${size} ${version} ${names[0]}`;
  const bytes = INDEXES.get(key) ?? indexFile(names, { version });
  INDEXES.set(key, bytes);
  return readGitIndex(bytes);
}

function numberedNames(count: number, beginning = ''): readonly string[] {
  return Array.from({ length: Math.ceil(count) }, (_, index) => `${beginning}${String(index).padStart(7, '0')}`);
}

/** The texts, read by targets of the fuzzer. */
function ofReaders(
  names: readonly string[],
  texts: readonly (readonly [string, (size: number) => string])[],
  size?: number,
): readonly Growing[] {
  return names.flatMap(name => {
    const target = TARGETS.find(one => one.name === name) ?? never();
    return texts.map(([what, make]) => ({
      name: `${name}: ${what}`,
      read: (length: number) => target.check(make(length), createRandom(name)),
      ...(size !== undefined && { size }),
    }));
  });
}

function numbered(count: number, write: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => write(index)).join(',');
}

function lines(count: number, write: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => `${write(index)}\n`).join('');
}

function never(): never {
  throw new Error('there is no such thing');
}
