// What a fix writes is a version in its normal form, and a file is only written that says what is meant.
import { describe, expect, it } from 'vitest';
import { withDigests } from '../../server/src/fixes/digests.js';
import { type MeantFix, readable, touchesOnly } from '../../server/src/fixes/readBack.js';
import type { SourceText } from '../../server/src/model/index.js';
import { releasesOf } from '../../server/src/model/releases.js';
import { applied, offersOf } from '../support/cure.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';

/** The files that the fixes of `some-part` 1.0.0 leave, where the registry lists a good release under a text. */
async function writtenFor(ecosystem: 'npm' | 'PyPI', listed: string, path: string, text: string): Promise<readonly string[]> {
  const read = readFixture(
    [
      `//- registry ${ecosystem} some-part 1.0.0`,
      '//- advisories',
      `GHSA-1 ${ecosystem} some-part: versions 1.0.0; high`,
      `//- ${path}`,
      text,
      '',
    ].join('\n'),
  );
  const key = `${ecosystem} some-part`;
  const facts = read.registry.get(key);
  if (facts?.kind !== 'found') throw new Error('the fixture has no registry');
  const releases = releasesOf([...facts.value.releases, { version: listed, publishedAt: Date.parse('2025-01-01') }]);
  const fixture = { ...read, registry: new Map([[key, { ...facts, value: { ...facts.value, releases } }]]) };
  const results = await scanFixture(fixture);
  return results.flatMap(result => offersOf(fixture, result).map(({ fix }) => applied(result.text, fix.edits)));
}

const PACKAGE = '{ "dependencies": { "some-part": "1.0.0" } }';
const PROJECT = '[project]\nname = "app"\ndependencies = ["some-part==1.0.0"]';
const POETRY = '[tool.poetry.dependencies]\nsome-part = "1.0.0"';

describe('the version that a fix writes', () => {
  it.each([
    ['npm', '1.0.1\n'],
    ['npm', ' 1.0.1\t'],
    ['npm', 'v1.0.1'],
    ['npm', '=1.0.1'],
    ['npm', '= v1.0.1'],
  ] as const)('is as semver writes it: %s, %j', async (ecosystem, listed) => {
    expect(await writtenFor(ecosystem, listed, 'package.json', PACKAGE)).toEqual([`${PACKAGE.replace('1.0.0', '1.0.1')}\n`]);
  });

  it.each([
    ['1.0.1\n', '1.0.1'],
    ['v1.0.1', '1.0.1'],
    ['1.0.1-1', '1.0.1.post1'],
    ['1.0.0-POST2', '1.0.0.post2'],
    ['01.0.1', '1.0.1'],
  ])('is as PEP 440 normalises it: %j', async (listed, written) => {
    for (const [path, text] of [
      ['pyproject.toml', PROJECT],
      ['pyproject.toml', POETRY],
      ['requirements.txt', 'some-part==1.0.0'],
    ] as const) {
      expect(await writtenFor('PyPI', listed, path, text)).toEqual([`${text.replace('1.0.0', written)}\n`]);
    }
  });
});

describe('an edit', () => {
  const MANIFEST: SourceText = { path: '/p/package.json', text: '{ "dependencies": { "a": "1.0.0", "b": "2.0.0" } }' };
  const REQUIREMENTS: SourceText = { path: '/p/requirements.txt', text: 'a==1.0.0\nb==2.0.0\n' };

  function fixIn({ text }: SourceText, old: string, newText: string, name = 'a'): MeantFix {
    const start = text.indexOf(old);
    const edits = [{ span: { start, end: start + old.length }, newText }];
    return {
      fix: { title: newText, preferred: true, edits },
      meant: { goes: name, comes: name, isMeant: ({ specifier }) => specifier.endsWith('.1') },
    };
  }

  it.each([
    ['breaks the file', MANIFEST, '1.0.0', '1.0.1\n'],
    ['adds a member', MANIFEST, '1.0.0', '1.0.1", "evil": "1.0.1'],
    ['says something else of the package', MANIFEST, '1.0.0', '1.0.2'],
    ['changes another package', MANIFEST, '2.0.0', '2.0.1'],
    ['changes nothing', MANIFEST, '1.0.0', '1.0.0'],
    ['adds a line', REQUIREMENTS, '1.0.0', '1.0.1\nevil==1.0.1'],
    ['adds an index', REQUIREMENTS, '1.0.0', '1.0.1\n--index-url https://evil.example/simple'],
    ['includes a file', REQUIREMENTS, '1.0.0', '1.0.1\n-r other.txt'],
  ])('that %s is not offered', (_, file, old, newText) => {
    expect(readable([fixIn(file, old, newText)], file)).toEqual([]);
  });

  it.each([MANIFEST, REQUIREMENTS])('that reads back as meant is: $path', file => {
    const [good, bad, other] = [fixIn(file, '1.0.0', '1.0.1'), fixIn(file, '1.0.0', '1.0.1\n"'), fixIn(file, '2.0.0', '2.0.1', 'b')];
    expect(readable([good, bad, other], file)).toEqual([good, other]);
  });

  it('may not touch more packages than it names', () => {
    const { fix } = fixIn(MANIFEST, '1.0.0', '1.0.1');
    expect([touchesOnly(MANIFEST, fix.edits, new Set(['a'])), touchesOnly(MANIFEST, fix.edits, new Set(['b']))]).toEqual([true, false]);
  });
});

it('takes no hash that could be more than one', async () => {
  const fixture = readFixture(
    '//- registry PyPI a 1.0.0\n//- advisories\nGHSA-1 PyPI a: versions 1.0.0; high\n//- requirements.txt\na==1.0.0 --hash=sha256:aa\n',
  );
  const [result] = await scanFixture(fixture);
  const dependency = result?.judged[0]?.dependency;
  if (!result || !dependency) throw new Error('nothing was read');
  const fix = { title: '', preferred: true, edits: [], needsDigests: true };
  const digests = [{ filename: 'a.whl', algorithm: 'sha256', digest: 'bb\nevil==1.0' }];
  expect(withDigests(fix, dependency, digests, result.text)).toBeUndefined();
});
