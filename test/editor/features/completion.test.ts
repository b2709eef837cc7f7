import { describe, expect, it } from 'vitest';
import { completionsAt, LIST_LIMIT } from '../../../server/src/editor/features/completion.js';
import { versionPlaceAt } from '../../../server/src/editor/features/versionPlace.js';
import { blameless, targetsFor } from '../../../server/src/fixes/targets.js';
import * as fc from '../../support/fastCheck.js';
import { choiceAt, offeredAt, rangeOf, readMarked } from './cursor.js';

const NPM = `
  //- registry npm axios 1.13.0 2025-10-27, 1.14.0 2026-03-27, 1.15.0 2026-04-08
  //- registry npm other 2.0.0 2026-01-31
  //- registry npm 0.0.0 absent
`;
const PYTHON = `
  //- registry PyPI litellm 1.82.6 2026-03-22, 1.82.7 2026-03-24, 1.83.0 2026-03-31
  //- registry PyPI other 2.0.0 2026-01-31
`;

/** The lines that the items make. */
async function lines(world: string, path: string, text: string): Promise<readonly string[] | undefined> {
  const indented = text.split('\n').join('\n  ');
  const offered = await offeredAt(`${world}\n  //- ${path}\n  ${indented}\n`);
  return offered?.lines.map(line => (line.slice(2).split(' | ')[0] ?? '').replace(/^\((.*)\)$/, '$1'));
}

describe('versions are offered in half-typed text', () => {
  it.each([
    ['{ "dependencies": { "axios": "^1.‸" } }', '{ "dependencies": { "axios": "^1.15.0" } }'],
    ['{ "dependencies": { "axios": "^1.‸', '{ "dependencies": { "axios": "^1.15.0'],
    ['{\n  "dependencies": {\n    "axios": "^1.‸\n    "other": "^2.0.0"\n  }\n}', '"axios": "^1.15.0'],
    ['{ "devDependencies": { "axios": "~‸" } }', '{ "devDependencies": { "axios": "~1.15.0" } }'],
    ['{ "peerDependencies": { "axios": "1.1‸4.0" } }', '{ "peerDependencies": { "axios": "1.15.0" } }'],
    ['{ "optionalDependencies": { "axios": ">=1.13.0 <‸" } }', '{ "optionalDependencies": { "axios": ">=1.13.0 <2.0.0" } }'],
    ['{ "dependencies": { "axios": ">= ‸" } }', '{ "dependencies": { "axios": ">= 1.15.0" } }'],
    ['{ "dependencies": { "axios": "^1.13.0 || ‸" } }', '{ "dependencies": { "axios": "^1.13.0 || 1.15.0" } }'],
    ['{ "dependencies": { "axios": "1.13.0 - ‸" } }', '{ "dependencies": { "axios": "1.13.0 - 1.15.0" } }'],
    ['{ "dependencies": { "axios": "1.‸x" } }', '{ "dependencies": { "axios": "1.15.0" } }'],
    ['{ "dependencies": { "axios": "‸" } }', '{ "dependencies": { "axios": "^1.15.0" } }'],
    ['{ "dependencies": { "axios": "‸^1.13.0" } }', '{ "dependencies": { "axios": "^1.15.0" } }'],
    ['{ "dependencies": { "axios": ">‸=1.13.0" } }', '{ "dependencies": { "axios": ">=1.15.0" } }'],
    ['{ "dependencies": { "mine": "npm:axios@^‸" } }', '{ "dependencies": { "mine": "npm:axios@^1.15.0" } }'],
    ['{ "dependencies": { "mine": "npm:axios@‸" } }', '{ "dependencies": { "mine": "npm:axios@^1.15.0" } }'],
    ['{ "catalog": { "axios": "^1‸" } }', '{ "catalog": { "axios": "^1.15.0" } }'],
    ['{ "overrides": { "axios@^1": "‸" } }', '{ "overrides": { "axios@^1": "^1.15.0" } }'],
    ['{ "overrides": { "other": { "axios": "1.‸" } } }', '{ "overrides": { "other": { "axios": "1.15.0" } } }'],
    ['{ "pnpm": { "overrides": { "other>axios": "~1‸" } } }', '{ "pnpm": { "overrides": { "other>axios": "~1.15.0" } } }'],
    ['{ "resolutions": { "**/axios": "1‸" } }', '{ "resolutions": { "**/axios": "1.15.0" } }'],
  ])('package.json: %s', async (text, line) => {
    expect((await lines(NPM, 'package.json', text))?.[0]).toBe(line);
  });

  it.each([
    ['pnpm-workspace.yaml', 'catalog:\n  axios: ^‸\n', 'axios: ^1.15.0'],
    ['pnpm-workspace.yaml', 'catalog:\n  axios: ‸\n', 'axios: ^1.15.0'],
    ['pnpm-workspace.yaml', 'catalogs:\n  old:\n    axios: "1.‸\n', 'axios: "1.15.0'],
  ])('%s: %j', async (path, text, line) => {
    expect((await lines(NPM, path, text))?.[0]).toBe(line);
  });

  it.each([
    ['requirements.txt', 'litellm==‸', 'litellm==1.83.0'],
    ['requirements.txt', 'litellm==1.‸', 'litellm==1.83.0'],
    ['requirements.txt', 'litellm ~= ‸', 'litellm ~= 1.83.0'],
    ['requirements.txt', 'litellm>=1.50,<‸', 'litellm>=1.50,<2'],
    ['requirements.txt', 'litellm>=‸,<2', 'litellm>=1.83.0,<2'],
    ['requirements.txt', 'litellm>=1.50,<=‸', 'litellm>=1.50,<=1.83.0'],
    ['requirements.txt', 'litellm[proxy] == ‸  # why', 'litellm[proxy] == 1.83.0  # why'],
    ['requirements.txt', 'litellm==‸ ; python_version < "3.13"', 'litellm==1.83.0 ; python_version < "3.13"'],
    ['requirements.txt', 'litellm (>=1.‸)', 'litellm (>=1.83.0)'],
    ['requirements.txt', 'litellm===‸', 'litellm===1.83.0'],
    ['requirements.txt', 'litellm==1.8‸0.0 # why', 'litellm==1.83.0 # why'],
    ['constraints.txt', 'litellm<=‸', 'litellm<=1.83.0'],
    ['pyproject.toml', '[project]\ndependencies = ["litellm>=‸"]', 'dependencies = ["litellm>=1.83.0"]'],
    ['pyproject.toml', '[project]\ndependencies = [\n  "litellm>=‸\n  "other==2.0.0",\n]', '"litellm>=1.83.0'],
    ['pyproject.toml', '[project.optional-dependencies]\nx = ["litellm~=1.‸"]', 'x = ["litellm~=1.83.0"]'],
    ['pyproject.toml', '[dependency-groups]\ndev = ["litellm==‸"]', 'dev = ["litellm==1.83.0"]'],
    ['pyproject.toml', '[tool.uv]\nconstraint-dependencies = ["litellm<‸"]', 'constraint-dependencies = ["litellm<2"]'],
    ['pyproject.toml', '[tool.poetry.dependencies]\nlitellm = "^‸"', 'litellm = "^1.83.0"'],
    ['pyproject.toml', '[tool.poetry.dependencies]\nlitellm = "‸"', 'litellm = "^1.83.0"'],
    ['pyproject.toml', '[tool.poetry.dependencies]\nlitellm = { version = "~1.‸" }', 'litellm = { version = "~1.83.0" }'],
    ['pyproject.toml', '[tool.poetry.group.dev.dependencies]\nlitellm = "1‸', 'litellm = "1.83.0'],
    ['Pipfile', '[packages]\nlitellm = "==‸"', 'litellm = "==1.83.0"'],
    ['Pipfile', '[packages]\nlitellm = "‸"', 'litellm = "==1.83.0"'],
    ['Pipfile', '[packages]\nlitellm = "1.82‸"', 'litellm = "1.82.6"'],
    ['Pipfile', '[dev-packages]\nlitellm = {version = "~=‸"}', 'litellm = {version = "~=1.83.0"}'],
    ['setup.cfg', '[options]\ninstall_requires =\n  litellm>=‸\n', 'litellm>=1.83.0'],
  ])('%s: %j', async (path, text, line) => {
    expect((await lines(PYTHON, path, text))?.[0]).toBe(line);
  });

  it('in the style of the other lines, where nothing is written yet', async () => {
    const style = async (others: string) =>
      (await lines(NPM, 'package.json', `{ "dependencies": { ${others}, "axios": "‸" } }`))?.[0]?.match(/"axios": "(.*)"/)?.[1];
    expect(await style('"other": "2.0.0"')).toBe('1.15.0');
    expect(await style('"other": "~2.0.0"')).toBe('~1.15.0');
    expect(await style('"other": "*"')).toBe('^1.15.0');
    expect(await lines(NPM, 'package.json', '{ "packageManager": "pnpm@9.‸" }\n//- registry npm pnpm 9.1.0 2026-01-01')).toEqual([
      '{ "packageManager": "pnpm@9.1.0" }',
    ]);
    expect(await lines('\n  //- registry npm pnpm 9.1.0 2026-01-01', 'package.json', '{ "packageManager": "pnpm@‸" }')).toEqual([
      '{ "packageManager": "pnpm@9.1.0" }',
    ]);
  });
});

describe('nothing is offered', () => {
  it.each([
    ['package.json', '{ "dependencies": { "ax‸ios": "^1.13.0" } }'],
    ['package.json', '{ "dependencies": { "‸": "" } }'],
    ['package.json', '{ "dependencies": { "axios": "^1.13.0"‸ } }'],
    ['package.json', '{ "dependencies": { "axios": "lat‸" } }'],
    ['package.json', '{ "dependencies": { "axios": "npm:‸" } }'],
    ['package.json', '{ "dependencies": { "axios": "npm:other‸" } }'],
    ['package.json', '{ "dependencies": { "axios": ">=1.13.0 ‸" } }'],
    ['package.json', '{ "dependencies": { "axios": "workspace:^‸" } }'],
    ['package.json', '{ "dependencies": { "axios": "workspace:1.‸" } }'],
    ['package.json', '{ "dependencies": { "axios": "file:../axios-1.‸" } }'],
    ['package.json', '{ "dependencies": { "axios": "github:a/b#v1.‸" } }'],
    ['package.json', '{ "dependencies": { "axios": "catalog:‸" }, "catalog": { "axios": "^1.13.0" } }'],
    ['package.json', '{ "version": "1.‸", "dependencies": { "axios": "^1.13.0" } }'],
    ['package.json', '{ "engines": { "axios": ">=1.‸" } }'],
    ['package.json', '{ "scripts": { "axios": "^1.‸" } }'],
  ])('%s: %s', async (path, text) => {
    expect(await lines(NPM, path, text)).toBeUndefined();
  });

  it.each([
    ['requirements.txt', 'lite‸llm==1.83.0'],
    ['requirements.txt', 'litellm‸'],
    ['requirements.txt', 'litellm ‸'],
    ['requirements.txt', 'litellm=‸'],
    ['requirements.txt', 'litellm~‸'],
    ['requirements.txt', 'litellm>=1.50,‸'],
    ['requirements.txt', '# litellm==‸'],
    ['requirements.txt', 'litellm==1.83.0  # not 1.‸'],
    ['requirements.txt', 'litellm==1.83.0 ; python_version < "3.‸"'],
    ['requirements.txt', '--index-url https://pypi.corp.example/simple\nlitellm==‸'],
    ['requirements.txt', '-r base-1.‸txt'],
    ['pyproject.toml', '[project]\nrequires-python = ">=3.‸"\ndependencies = ["litellm"]'],
    ['pyproject.toml', '[project]\ndependencies = ["litellm‸"]'],
    ['pyproject.toml', '[project]\nversion = "1.‸"\ndependencies = ["litellm"]'],
    ['pyproject.toml', '[tool.poetry.dependencies]\npython = "^3.‸"\nlitellm = "*"'],
    [
      'pyproject.toml',
      '[project]\ndependencies = ["litellm>=‸"]\n[tool.uv.sources]\nlitellm = { index = "corp" }\n[[tool.uv.index]]\nname = "corp"\nurl = "https://pypi.corp.example/simple"',
    ],
    ['pyproject.toml', '[project]\nname = "litellm"\n[project.optional-dependencies]\nx = ["litellm[y]>=‸"]'],
  ])('%s: %j', async (path, text) => {
    expect((await lines(PYTHON, path, text)) ?? []).toEqual([]);
  });

  it('at an exclusion: what is excluded is bad', async () => {
    expect(await lines(PYTHON, 'requirements.txt', 'litellm>=1.50,!=‸')).toEqual([]);
  });
});

describe('a list of versions', () => {
  it('has the safe ones first, says what speaks against the others, and has no malicious ones', async () => {
    const offered = await offeredAt(`
      //- registry npm some-part 1.0.0 2024-01-31, 1.1.0 2025-12-01, 1.2.0 2026-02-01 deprecated(use another), 1.3.0 2026-03-01
      1.4.0 2026-04-01, 1.5.0 2026-04-02, 1.6.0-rc.1 2026-05-01, 1.6.0 2026-05-30, 2.0.0 undated, 2.0.1-security
      //- advisories
      GHSA-1 npm some-part: versions 1.3.0; high; summary Bad handling of input
      GHSA-2 npm some-part: versions 1.3.0; low
      MAL-1 npm some-part: versions 1.5.0
      //- package.json
      { "dependencies": { "some-part": "^‸" } }
    `);
    expect(offered).toEqual({
      isIncomplete: false,
      lines: [
        '* { "dependencies": { "some-part": "^2.0.0" } } | latest · age not known',
        '  { "dependencies": { "some-part": "^1.4.0" } } | 2 months old',
        '  { "dependencies": { "some-part": "^1.1.0" } } | 5 months old',
        '  { "dependencies": { "some-part": "^1.0.0" } } | 2 years old',
        '  { "dependencies": { "some-part": "^1.6.0" } } | 2 days old · younger than the cooldown',
        '  { "dependencies": { "some-part": "^1.3.0" } } | 3 months old · vulnerable (high)',
        '  ({ "dependencies": { "some-part": "^1.2.0" } }) | 3 months old · deprecated',
        '  { "dependencies": { "some-part": "^1.6.0-rc.1" } } | 31 days old',
      ],
    });
  });

  it('marks yanked releases, and mixes pre-releases in where the line names one', async () => {
    const offered = await offeredAt(`
      //- registry PyPI some-part 1.0 2026-01-01, 1.1 2026-02-01 yanked(broken), 2.0rc1 2026-03-01, 2.0rc2 2026-04-01
      //- requirements.txt
      some-part>=2.0rc1,<‸
    `);
    expect(offered?.lines).toEqual([
      '* some-part>=2.0rc1,<3 | keeps out the next major version',
      '  some-part>=2.0rc1,<2.0rc2 | 2 months old',
      '  some-part>=2.0rc1,<2.0rc1 | 3 months old',
      '  some-part>=2.0rc1,<1.0 | 4 months old',
      '  some-part>=2.0rc1,<1.1 | 3 months old · yanked',
    ]);
  });

  it('marks what does not run on the oldest Python of the project', async () => {
    const world = '\n  //- registry PyPI some-part 1.0 2026-01-01 python(>=3.8), 2.0 2026-02-01 python(>=3.12)';
    const text = '[project]\nrequires-python = ">=3.9"\ndependencies = ["some-part>=‸"]';
    const offered = await offeredAt(`${world}\n  //- pyproject.toml\n  ${text.split('\n').join('\n  ')}\n`);
    expect(offered?.lines.map(line => line.split(' | ')[1])).toEqual(['4 months old', '3 months old · needs Python >=3.12']);
  });

  it('is empty where every release is malicious', async () => {
    const world = '\n  //- registry npm bad-part 1.0.0, 2.0.0\n  //- advisories\n  MAL-1 npm bad-part: range introduced 0';
    expect(await lines(world, 'package.json', '{ "dependencies": { "bad-part": "^‸" } }')).toEqual([]);
  });

  it.each([
    ['pending', { isIncomplete: true, lines: [] }],
    ['absent', { isIncomplete: false, lines: [] }],
    ['unknown(registry.example did not answer)', { isIncomplete: false, lines: [] }],
  ])('is empty where the registry is %s', async (registry, expected) => {
    const source = `
      //- registry npm some-part ${registry}
      //- package.json
      { "dependencies": { "some-part": "^‸" } }
    `;
    expect(await offeredAt(source)).toEqual(expected);
  });

  it.each([
    ['pending', true],
    ['unknown(osv.example did not answer)', true],
  ])('calls nothing safe while the advisories are %s', async (advisories, isIncomplete) => {
    const source = `
      //- registry npm some-part 1.0.0 2024-01-31
      //- advisories ${advisories}
      //- package.json
      { "dependencies": { "some-part": "^‸" } }
    `;
    const line = '  { "dependencies": { "some-part": "^1.0.0" } } | latest · 2 years old · advisories not known';
    expect(await offeredAt(source)).toEqual({ isIncomplete, lines: [line] });
  });

  it('offers behind hashes only what they are hashes of', async () => {
    const world = `
      //- registry PyPI some-part 1.0 2026-01-01 digest(sha256:aaaaaaaaaaaaaaaaaaaaaaaa sha256:bbbbbbbbbbbbbbbbbbbbbbbb)
      1.1 2026-02-01 digest(sha256:cccccccccccccccccccccccc), 1.2 2026-03-01
    `;
    const hash = `--hash=sha256:${'B'.repeat(64)}`;
    expect(await lines(world, 'requirements.txt', `some-part==‸ ${hash}`)).toEqual([`some-part==1.0 ${hash}`]);
    expect(await lines(world, 'requirements.txt', `some-part==1.2‸ --hash=sha256:${'d'.repeat(64)}`)).toEqual([]);
  });

  it('shows text from outside in one line each, and puts no odd version into a text', async () => {
    const marked = readMarked(`
      //- registry npm some-part 1.0.0 undated deprecated(gone since long ago), =0.9.0 2026-01-01, 1.0.0"} 2026-01-01
      //- advisories
      {"id":"GHSA-1","modified":"2026-01-01T00:00:00Z","summary":"${'long '.repeat(40)}","affected":[{"package":{"ecosystem":"npm","name":"some-part"},"versions":["1.0.0"]}]}
      //- package.json
      { "dependencies": { "some-part": "^‸" } }
    `);
    const choice = await choiceAt(marked);
    const list = choice && completionsAt(choice, rangeOf, { labelDetails: false, deprecatedTag: false, preselect: false });
    expect(list?.items).toEqual([
      {
        label: '1.0.0',
        kind: 12,
        detail: 'latest · age not known · vulnerable · deprecated',
        documentation: `GHSA-1 (no severity given): ${'long '.repeat(24).trim()}…\nDeprecated: gone since long ago`,
        sortText: '000',
        filterText: '1.0.0',
        textEdit: { range: rangeOf({ start: 35, end: 35 }), newText: '1.0.0' },
      },
    ]);
  });
});

describe('releases with something new that speaks against them', () => {
  const world = (policy = '') => `
    //- registry npm some-part 1.0.0 2024-01-31 by(alice) runs() needs(), 1.1.0 2026-05-10 by(alice) runs(postinstall) needs(),
    1.2.0 2026-05-20 by(mallory) runs() needs(), 1.3.0 2026-05-25 by(alice) runs(postinstall) needs() deprecated
    ${policy}//- package.json
    { "dependencies": { "some-part": "^‸" } }
  `;
  const item = (version: string, marks: string) => `{ "dependencies": { "some-part": "^${version}" } } | ${marks}`;

  it('say so and come last', async () => {
    expect((await offeredAt(world()))?.lines).toEqual([
      `* ${item('1.0.0', '2 years old')}`,
      `  (${item('1.3.0', 'latest · 7 days old · deprecated · new install script').replace(' | ', ') | ')}`,
      `  ${item('1.2.0', '12 days old · new publisher')}`,
      `  ${item('1.1.0', '22 days old · new install script')}`,
    ]);
  });

  it.each([
    ['a rule is off', '{ "rules": { "publisher-changed": "off" } }'],
    ['the package is allowed', '{ "allow": ["npm:some-part"] }'],
    ['the rule is ignored', '{ "ignore": [{ "rule": "publisher-changed", "reason": "a new colleague" }] }'],
    ['the release is ignored', '{ "ignore": [{ "package": "npm:some-part", "versions": "1.2.0", "reason": "a new colleague" }] }'],
  ])('do not where %s', async (_, policy) => {
    const { lines = [] } = (await offeredAt(world(`//- policy\n    ${policy}\n    `))) ?? {};
    expect(lines[0]).toBe(`* ${item('1.2.0', '12 days old')}`);
  });

  it('tell what it is', async () => {
    const choice = await choiceAt(readMarked(world()));
    const list = choice && completionsAt(choice, rangeOf, { labelDetails: false, deprecatedTag: false, preselect: false });
    expect(list?.items.map(({ documentation }) => documentation)).toEqual([
      '1.0.0: newest safe release, 2024-01-31; no known advisories; 2 years old',
      'Published 2026-05-25.\nsome-part 1.3.0 runs code when it is installed (postinstall), which 1.2.0 before it did not.\nDeprecated: no longer supported',
      'Published 2026-05-20.\nsome-part 1.2.0 was published or approved by mallory, who is new to the package.',
      'Published 2026-05-10.\nsome-part 1.1.0 runs code when it is installed (postinstall), which 1.0.0 before it did not.',
    ]);
  });
});

describe('of many versions', () => {
  const many = Array.from({ length: 300 }, (_, index) => `${Math.floor(index / 100)}.${index % 100}.0 2024-01-01`).join('\n      ');
  const list = async (specifier: string) => {
    const choice = await choiceAt(
      readMarked(`
      //- registry npm some-part ${many}
      //- package.json
      { "dependencies": { "some-part": "${specifier}" } }
    `),
    );
    return choice && completionsAt(choice, rangeOf, { labelDetails: true, deprecatedTag: true, preselect: true });
  };

  it('the newest are listed, and the list is not whole', async () => {
    const { isIncomplete, items = [] } = (await list('^‸')) ?? {};
    expect(isIncomplete).toBe(true);
    expect(items).toHaveLength(LIST_LIMIT);
    expect([items[0]?.label, items.at(-1)?.label]).toEqual(['2.99.0', '2.0.0']);
    expect(items.map(({ sortText }) => sortText)).toEqual(items.map(({ sortText }) => sortText).sort());
  });

  it('those are listed that begin as what was typed', async () => {
    const { items = [] } = (await list('^0.9‸')) ?? {};
    expect(items.map(({ label }) => label)).toEqual([...Array.from({ length: 10 }, (_, index) => `0.${99 - index}.0`), '0.9.0']);
    expect(new Set(items.map(({ filterText }) => filterText))).toEqual(new Set(['0.9']));
  });

  it('all are wanted behind a whole one, which the client must not filter by', async () => {
    const { isIncomplete, items = [] } = (await list('^0.9.0‸')) ?? {};
    expect(isIncomplete).toBe(true);
    expect(items[0]).toMatchObject({ label: '2.99.0', filterText: '0.9.0', preselect: true });
  });
});

it('judges releases as the fixes do', async () => {
  const choice = await choiceAt(
    readMarked(`
    //- registry npm some-part 1.0.0 2024-01-31, 1.1.0 2025-12-01 deprecated(x), 1.2.0 2026-02-01, 1.3.0 2026-03-01, 1.4.0 2026-05-31, 1.5.0, 2.0.0
    //- advisories
    GHSA-1 npm some-part: range introduced 1.2.0, fixed 1.2.9; high
    GHSA-2 npm some-part: range introduced 1.9.0; last-known <= 1.9.9
    MAL-1 npm some-part: versions 1.3.0
    //- package.json
    { "dependencies": { "some-part": "^‸" } }
  `),
  );
  if (!choice) throw new Error('no list');
  const { isSafe } = targetsFor(choice.subject, blameless, choice.subject.now);
  const versions = [...choice.states.finals];
  expect(versions.map(version => [version, choice.states.of(version)?.isSafe])).toEqual(
    versions.map(version => [version, isSafe(version)]),
  );
  expect(versions.filter(isSafe)).toEqual(['1.5.0', '1.0.0']);
});

it('the place is found in any text without a throw, and its edit holds the cursor on one line', () => {
  const text = fc.string({ unit: fc.constantFrom(...'^~=<>! "1.0aX*-@\n,|'), maxLength: 40 });
  fc.assert(
    fc.property(text, fc.nat(40), (around, at) => {
      const offset = Math.min(at, around.length);
      const place = versionPlaceAt(around, offset);
      if (!place) return;
      const { start, end } = place.replaced;
      expect(start <= offset && offset <= end).toBe(true);
      expect(around.slice(start, end)).not.toContain('\n');
      expect(place.completed.slice(place.placeholder.start, place.placeholder.end)).toBe('0.0.0');
    }),
  );
});
