import { describe, expect, it } from 'vitest';
import { pinAll } from '../../server/src/fixes/pinAll.js';
import { withEdits } from '../../server/src/fixes/textEdits.js';
import * as fc from '../support/fastCheck.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture, withText } from '../support/world.js';
import { worlds } from './worlds.js';

async function pinned(source: string): Promise<{ readonly text: string; readonly pinned: number; readonly leftOut: number }> {
  const [result] = await scanFixture(readFixture(source));
  if (!result) throw new Error('no manifest');
  const { edits, ...counts } = pinAll(result, result.judged);
  return { text: withEdits(result.text, edits), ...counts };
}

describe('pinning all dependencies', () => {
  it('of a package.json gives exact versions in the style of each line', async () => {
    const { text, ...counts } = await pinned(`
      //- registry npm one 1.0.0, 1.4.0, 2.0.0
      //- registry npm two 2.1.0
      //- registry npm react 18.0.0
      //- package.json
      {
        "dependencies": {
          "one": "^1.0.0",
          "alias": "npm:two@~2.1.0",
          "exact": "npm:one@=1.0.0",
          "newest": "npm:one@latest",
          "any": "npm:two@*",
          "near": "file:../near"
        },
        "peerDependencies": { "react": ">=17" },
        "overrides": { "one": "^1.0.0" }
      }
    `);
    expect(text).toContain('"one": "1.4.0",');
    expect(text).toContain('"alias": "npm:two@2.1.0"');
    expect(text).toContain('"exact": "npm:one@=1.0.0"');
    expect(text).toContain('"newest": "npm:one@2.0.0"');
    expect(text).toContain('"any": "npm:two@2.1.0"');
    expect(text).toContain('"near": "file:../near"');
    expect(text).toContain('"peerDependencies": { "react": ">=17" }');
    expect(text).toContain('"overrides": { "one": "^1.0.0" }');
    expect(counts).toEqual({ pinned: 4, leftOut: 0 });
  });

  it('of a requirements file writes == and keeps the rest of the line', async () => {
    const { text, ...counts } = await pinned(`
      //- registry PyPI litellm 1.82.6, 1.83.0
      //- registry PyPI requests 2.31.0
      //- registry PyPI six 1.16.0, 1.17.0
      //- registry PyPI urllib3 2.0.0
      //- requirements.txt crlf
      litellm[proxy] >= 1.50 ; python_version > "3.8"  # why
      requests
      six==1.16.0 --hash=sha256:aa
      urllib3~=2.0
    `);
    expect(text.split('\r\n')).toEqual([
      'litellm[proxy] == 1.83.0 ; python_version > "3.8"  # why',
      'requests==2.31.0',
      'six==1.16.0 --hash=sha256:aa',
      'urllib3==2.0.0',
      '',
    ]);
    expect(counts).toEqual({ pinned: 3, leftOut: 0 });
  });

  it('of a pyproject.toml follows Poetry where that is written', async () => {
    const { text } = await pinned(`
      //- registry PyPI one 1.0.0, 1.4.0
      //- registry PyPI two 2.1.0
      //- pyproject.toml
      [project]
      dependencies = ["one>=1"]
      [tool.poetry.dependencies]
      two = { version = "^2.0", optional = true }
    `);
    expect(text).toContain('dependencies = ["one==1.4.0"]');
    expect(text).toContain('two = { version = "==2.1.0", optional = true }');
  });

  it('leaves out what is unsafe, unknown, or not what the line asks for, and counts it', async () => {
    const { text, ...counts } = await pinned(`
      //- registry npm chalk 5.6.0, 5.6.1
      //- registry npm bad 1.0.0
      //- registry npm lost unknown(no answer)
      //- registry npm stray 1.0.0, 2.0.0
      //- registry npm good 1.0.0
      //- advisories
      GHSA-bad npm bad: range introduced 0; critical
      //- package.json
      { "dependencies": { "chalk": "^5.6.0", "bad": "^1.0.0", "lost": "^1.0.0", "stray": "^1.0.0", "good": "^1.0.0" } }
      //- node_modules/stray/package.json
      { "name": "stray", "version": "2.0.0" }
    `);
    expect(JSON.parse(text).dependencies).toEqual({ chalk: '^5.6.0', bad: '^1.0.0', lost: '^1.0.0', stray: '^1.0.0', good: '1.0.0' });
    expect(counts).toEqual({ pinned: 1, leftOut: 4 });
  });

  it('never pins malware, whatever level the user has set', async () => {
    const { pinned: count } = await pinned(`
      //- registry npm chalk 5.6.0, 5.6.1
      //- levels malicious-release=off admits-malicious-release=off
      //- package.json
      { "dependencies": { "chalk": "^5.6.0" } }
    `);
    expect(count).toBe(0);
  });

  it('takes the locked version, and leaves references to catalogs to the catalog', async () => {
    const { text } = await pinned(`
      //- registry npm one 1.0.0, 1.4.0
      //- registry npm two 2.1.0
      //- package.json
      { "dependencies": { "one": "^1.0.0", "two": "catalog:" } }
      //- pnpm-workspace.yaml
      catalog:
        two: ^2.0.0
      //- pnpm-lock.yaml
      lockfileVersion: '9.0'
      importers:
        .:
          dependencies:
            one:
              specifier: ^1.0.0
              version: 1.0.0
      packages:
        one@1.0.0:
          resolution: {integrity: sha512-a}
    `);
    expect(JSON.parse(text).dependencies).toEqual({ one: '1.0.0', two: 'catalog:' });
  });
});

describe.each(['npm', 'PyPI'] as const)('in generated manifests of %s, pinning all', ecosystem => {
  it('gives each dependency the version that it got before, and is done after once', async () => {
    let pins = 0;
    await fc.assert(
      fc.asyncProperty(worlds(ecosystem), async source => {
        const fixture = readFixture(source);
        const [before] = await scanFixture(fixture);
        if (!before) throw new Error('no manifest');
        const { edits, pinned: count } = pinAll(before, before.judged);
        const text = withEdits(before.text, edits);
        const [after] = await scanFixture(withText(fixture, fixture.files[0]?.path ?? '', text));
        pins += count;
        expect(after?.judged.map(({ dependency }) => dependency.name)).toEqual(before.judged.map(({ dependency }) => dependency.name));
        after?.judged.forEach(({ dependency, subject }, index) => {
          const own = before.judged[index];
          if (dependency.specifier !== own?.dependency.specifier)
            expect(subject?.requirement.version).toBe(own?.subject?.effective?.version);
        });
        expect(after && pinAll(after, after.judged).edits).toEqual([]);
      }),
      { numRuns: 200 },
    );
    fc.expectSeen(pins, 50);
  });
});
