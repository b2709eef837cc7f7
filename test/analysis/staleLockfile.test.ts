import { describe, expect, it } from 'vitest';
import { staleMessage } from '../../server/src/analysis/staleLockfile.js';
import { staleDiagnostics } from '../../server/src/editor/features/staleLockfile.js';
import { rangesIn } from '../../server/src/reports/positions.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';

/** What the first manifest's lockfile is behind: `name` where it is not locked, `name version` where another version is. */
async function behind(source: string): Promise<readonly string[] | undefined> {
  const [result] = await scanFixture(readFixture(source));
  const stale = result?.locked?.stale;
  return stale?.outdated.map(({ dependency, locked }) => [dependency.name, locked].filter(Boolean).join(' '));
}

async function message(source: string): Promise<string> {
  const [result] = await scanFixture(readFixture(source));
  const stale = result?.locked?.stale;
  return stale ? staleMessage(stale) : '';
}

const npm = (dependencies: string, lock: string, more = '') => `
  //- registry npm chalk 5.6.0, 5.6.2
  //- registry npm ms 2.0.0, 2.1.3
  //- package.json
  { "dependencies": { ${dependencies} } ${more} }
  //- package-lock.json
  { "lockfileVersion": 3, "packages": { ${lock} } }
`;

const LOCKED = '"": { "dependencies": { "chalk": "5.6.2" } }, "node_modules/chalk": { "version": "5.6.2" }';

describe('a package-lock.json is behind', () => {
  it.each([
    ['what it was made for', '"chalk": "5.6.2"', LOCKED, '', undefined],
    ['a wider range', '"chalk": "^5.6.0"', LOCKED, '', undefined],
    ['another version', '"chalk": "5.6.0"', LOCKED, '', ['chalk 5.6.2']],
    ['a package it does not have', '"chalk": "5.6.2", "ms": "^2.0.0"', LOCKED, '', ['ms']],
    [
      'a package it has by another in another version',
      '"ms": "2.0.0"',
      '"": {}, "node_modules/ms": { "version": "2.1.3" }',
      '',
      ['ms 2.1.3'],
    ],
    ['a package that an override replaces', '"chalk": "5.6.0"', LOCKED, ', "overrides": { "chalk": "5.6.2" }', undefined],
    [
      'what it was made for, though an override elsewhere gives another version',
      '"chalk": "5.6.0"',
      '"": { "dependencies": { "chalk": "5.6.0" } }, "node_modules/chalk": { "version": "5.6.2" }',
      '',
      undefined,
    ],
    [
      'the release that it gets itself, not that of another package',
      '"ms": "^2.1.0"',
      '"": { "dependencies": { "ms": "^2.0.0" } }, "node_modules/ms": { "version": "2.0.0" }, "node_modules/chalk": { "version": "5.6.2" }, "node_modules/chalk/node_modules/ms": { "version": "2.1.3" }',
      '',
      ['ms 2.0.0'],
    ],
    ['a tag', '"chalk": "latest"', LOCKED, '', undefined],
    ['what cannot be read', '"chalk": "5.6.0 beta ||| x"', LOCKED, '', undefined],
    ['a dependency on a folder', '"ms": "file:../ms"', LOCKED, '', undefined],
    ['peers', '"chalk": "5.6.2"', LOCKED, ', "peerDependencies": { "ms": "^2.0.0" }', undefined],
    ['a broken lockfile', '"chalk": "5.6.0"', `${LOCKED}, `, '', undefined],
  ])('or not: %s', async (_, dependencies, lock, more, expected) => {
    expect(await behind(npm(dependencies, lock, more))).toEqual(expected);
  });

  it('and no version is named where the lockfile does not tell which the line has', async () => {
    const entry = (version: string) => `ms@${version}:\n        version "${version}"\n`;
    const source = `
      //- registry npm ms 2.0.0, 2.1.2, 2.1.3
      //- package.json
      { "dependencies": { "ms": "2.1.3" } }
      //- yarn.lock
      # yarn lockfile v1
      ${entry('2.0.0')}
      ${entry('2.1.2')}`;
    expect(await message(source)).toMatch(/^yarn\.lock locks no release of ms that 2\.1\.3 admits\./);
  });

  it('and the message says so, with the command, in one line', async () => {
    expect(await message(npm('"chalk": "5.6.0"', LOCKED))).toBe(
      'package-lock.json locks chalk 5.6.2, which 5.6.0 does not admit. Bring it up to date: npm install --package-lock-only --ignore-scripts',
    );
    expect(await message(npm('"chalk": "5.6.0", "ms": "^2.0.0"', LOCKED))).toContain('(and 1 more)');
  });

  it('is told with the folder where that is another one', async () => {
    const text = await message(`
      //- registry npm chalk 5.6.0, 5.6.2
      //- packages/a/package.json
      { "dependencies": { "chalk": "5.6.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "workspaces": ["packages/*"] },
        "packages/a": { "name": "a", "dependencies": { "chalk": "5.6.2" } },
        "node_modules/a": { "resolved": "packages/a", "link": true },
        "node_modules/chalk": { "version": "5.6.2" }
      } }
    `);
    expect(text).toContain('Bring it up to date in ../..: npm install');
  });
});

describe('a Python lockfile is behind', () => {
  const LITELLM = `
  //- registry PyPI litellm 1.82.6, 1.83.0
  //- registry PyPI pywin32 311`;
  const UV = `
  //- uv.lock
  version = 1
  [[package]]
  name = "app"
  version = "0.1.0"
  source = { virtual = "." }
  dependencies = [{ name = "litellm" }]
  [[package]]
  name = "litellm"
  version = "1.82.6"
  source = { registry = "https://pypi.org/simple" }
`;
  const project = (dependencies: string) => `${LITELLM}
  //- pyproject.toml
  [project]
  name = "app"
  dependencies = [${dependencies}]${UV}`;

  it.each([
    ['a version that fits', project('"litellm>=1.80"'), undefined],
    ['another version', project('"litellm>=1.83"'), ['litellm 1.82.6']],
    ['a package it does not have', project('"litellm", "pywin32"'), ['pywin32']],
    ['a package that other platforms may need', project('"litellm", "pywin32; sys_platform == \'win32\'"'), undefined],
    ['a compiled twin', `${LITELLM}\n//- requirements.in\nlitellm>=1.83\n//- requirements.txt\nlitellm==1.82.6\n`, ['litellm 1.82.6']],
    [
      'a Pipfile',
      `${LITELLM}\n//- Pipfile\n[packages]\nlitellm = "==1.83.0"\n//- Pipfile.lock\n{ "default": { "litellm": { "version": "==1.82.6" } } }\n`,
      ['litellm 1.82.6'],
    ],
    [
      'a constraint',
      `${LITELLM}\n//- pyproject.toml\n[project]\nname = "app"\ndependencies = ["litellm"]\n[tool.uv]\nconstraint-dependencies = ["pywin32<400"]${UV}`,
      undefined,
    ],
  ])('or not: %s', async (_, source, expected) => {
    expect(await behind(source)).toEqual(expected);
  });
});

describe('the diagnostic', () => {
  it('is one information on the first dependency, the others related, and carries the command', async () => {
    const [result] = await scanFixture(readFixture(npm('"chalk": "5.6.0", "ms": "^2.0.0"', LOCKED)));
    if (!result) throw new Error('no manifest');
    const [diagnostic, ...others] = staleDiagnostics(result, 'file:///project/package.json', rangesIn(result.text));
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({ severity: 3, source: 'depwarden', code: 'stale-lockfile' });
    expect(diagnostic?.data).toEqual({ command: 'npm install --package-lock-only --ignore-scripts', folder: '/project' });
    expect(diagnostic?.relatedInformation?.map(({ message: text }) => text)).toEqual(['package-lock.json does not lock ms']);
    const { start, end } = diagnostic?.range ?? { start: { character: 0 }, end: { character: 0 } };
    expect((result.text.split('\n')[0] ?? '').slice(start.character, end.character)).toBe('5.6.0');
  });

  it('stays short and in one line, however long the names are', async () => {
    const long = 'x'.repeat(200);
    const text = await message(`
      //- registry npm ${long} 1.0.0
      //- package.json
      { "dependencies": { "${long}": "^1.0.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": { "": {} } }
    `);
    expect(text.length).toBeLessThan(160);
    expect(text).toContain('npm install --package-lock-only --ignore-scripts');
  });
});
