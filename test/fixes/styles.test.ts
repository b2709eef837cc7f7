// Every way to write a specifier, in every kind of manifest: what a fix leaves there, character by character.
import { describe, expect, it } from 'vitest';
import { changedTexts, expectCured, offersOf } from '../support/cure.js';
import { readFixture } from '../support/fixture.js';
import { ROOT, scanFixture } from '../support/world.js';

const AXIOS = '//- registry npm axios 1.14.0, 1.14.1 withdrawn, 1.15.0, 1.16.0';
const LITELLM = '//- registry PyPI litellm 1.82.6, 1.82.7, 1.82.8, 1.83.0, 1.84.0';
const DIGESTS = ['1.82.6', '1.83.0'].map(version => `//- digests litellm ${version} sha256:b${version} sha256:a${version}`);

/** The text after the first fix whose title begins with a word, `none` where there is no such fix. It cures, as every fix must. */
async function textAfter(verb: string, path: string, text: string): Promise<string> {
  const [file, options = ''] = path.split(' ');
  const fixture = readFixture([AXIOS, LITELLM, ...DIGESTS, `//- ${file} ${options}`, ...text.split('\n'), ''].join('\n'));
  const result = (await scanFixture(fixture)).find(one => one.path === `${ROOT}/${file}`);
  const offer = result && offersOf(fixture, result).find(({ fix }) => fix.title.startsWith(verb));
  if (!result || !offer) return 'none';
  await expectCured(fixture, result, offer);
  const [changed] = changedTexts(result, offer.fix);
  return (changed?.text ?? '').replace(/\r?\n$/, '');
}

describe('a specifier of package.json', () => {
  it.each([
    ['^1.14.0', '^1.15.0', '1.14.0'],
    ['^1.14.1', '^1.15.0', 'none'],
    ['~1.14.0', 'none', '1.14.0'],
    ['1.14.1', '1.15.0', '1.14.0'],
    ['=1.14.1', '=1.15.0', '=1.14.0'],
    ['v1.14.1', 'v1.15.0', '1.14.0'],
    ['>=1.14.0', '>=1.15.0', '1.14.0'],
    ['> 1.13', '>= 1.15.0', '1.14.0'],
    ['>=1.2.0 <2.0.0', '>=1.15.0 <2.0.0', '1.14.0'],
    ['<2.0.0 >=1.2.0', '<2.0.0 >=1.15.0', '1.14.0'],
    ['<2', '>=1.15.0 <2', '1.14.0'],
    ['1.2.0 - 1.99.0', '1.15.0 - 1.99.0', '1.14.0'],
    ['^1.2.0 || ^2.0.0', '^1.15.0 || ^2.0.0', '1.14.0'],
    ['^0.30.0 || ^1.14.0', '^1.15.0', '1.14.0'],
    ['1.x', '^1.15.0', '1.14.0'],
    ['1', '^1.15.0', '1.14.0'],
    ['*', '>=1.15.0', '1.14.0'],
    ['', '>=1.15.0', '1.14.0'],
    ['npm:axios@^1.14.0', 'npm:axios@^1.15.0', 'npm:axios@1.14.0'],
    ['npm:axios@1.14.1', 'npm:axios@1.15.0', 'npm:axios@1.14.0'],
  ])('%j is raised to %j and pinned to %j', async (specifier, raised, pinned) => {
    const text = (value: string): string => (value === 'none' ? value : `{\n\t"dependencies": {\n\t\t"axios":  "${value}"\n\t}\n}`);
    expect(await textAfter('Raise ', 'package.json', text(specifier))).toBe(text(raised));
    expect(await textAfter('Pin ', 'package.json crlf', text(specifier))).toBe(text(pinned).replaceAll('\n', '\r\n'));
  });
});

/** `%` stands for the specifier. */
const PYTHON_LINES = [
  ['requirements.txt', 'litellm%'],
  [
    'requirements.txt crlf',
    '# first\nLiteLLM[proxy,extra]% ; python_version >= "3.9" and os_name == "posix"  # why\nother @ https://files.example/o.zip',
  ],
  ['requirements.txt', 'litellm \\\n  %  # kept'],
  ['requirements.txt', '-r more.txt\nlitellm% --config-settings="a=b"'],
  ['pyproject.toml', '[project]\ndependencies = [\n  "litellm[proxy]% ; extra == \'a\'", # why\n]'],
  ['pyproject.toml crlf', "[project.optional-dependencies]\nai = ['litellm%']"],
  ['pyproject.toml', '[dependency-groups]\nai = [{ include-group = "b" }, "litellm%"]\nb = []'],
  ['pyproject.toml', '[tool.uv]\ndev-dependencies = ["litellm%"]'],
  ['pyproject.toml', '[tool.poetry.dependencies]\nlitellm = "%" # why'],
  ['pyproject.toml', '[tool.poetry.group.dev.dependencies.litellm]\nversion = "%"\nextras = ["proxy"]'],
  ['pyproject.toml', '[build-system]\nrequires = ["litellm%"]'],
  ['Pipfile', '[packages]\nlitellm = "%"'],
  ['Pipfile', '[dev-packages]\nlitellm = { extras = ["proxy"], version = "%" }'],
  ['setup.cfg', '[options]\ninstall_requires =\n    litellm[proxy]%; python_version > "3"\n    # why'],
] as const;

describe.each(PYTHON_LINES)('a specifier in %s: %j', (path, line) => {
  const text = (specifier: string): string =>
    specifier === 'none' ? specifier : line.replace('%', specifier).replaceAll('\n', path.endsWith('crlf') ? '\r\n' : '\n');
  const fixed = (verb: string, specifier: string): Promise<string> => textAfter(verb, path, line.replace('%', specifier));

  it.each([
    ['==1.82.7', '==1.83.0', '==1.82.6', 'none'],
    ['===1.82.7', '===1.83.0', '===1.82.6', 'none'],
    ['>=1.50', '>=1.83.0', '==1.82.6', '>=1.50,!=1.82.7,!=1.82.8'],
    ['>=1.50,<2', '>=1.83.0,<2', '==1.82.6', '>=1.50,<2,!=1.82.7,!=1.82.8'],
    ['>= 1.50, < 2', '>= 1.83.0, < 2', '== 1.82.6', '>= 1.50, < 2, != 1.82.7, != 1.82.8'],
    ['<2,>1.50', '<2,>=1.83.0', '==1.82.6', '<2,>1.50,!=1.82.7,!=1.82.8'],
    ['~=1.50', '~=1.50,>=1.83.0', '==1.82.6', '~=1.50,!=1.82.7,!=1.82.8'],
    ['==1.*', '==1.*,>=1.83.0', '==1.82.6', '==1.*,!=1.82.7,!=1.82.8'],
    ['!=1.0', '!=1.0,>=1.83.0', '==1.82.6', '!=1.0,!=1.82.7,!=1.82.8'],
  ])('%j is raised, pinned, narrowed', async (specifier, raised, pinned, narrowed) => {
    const isPoetry = line.includes('tool.poetry');
    // Poetry has no such operator, and writes wildcards in its own way.
    const isNone = isPoetry && specifier.startsWith('===');
    const up = isPoetry && specifier === '==1.*' ? '^1.83.0' : raised;
    expect(await fixed('Raise ', specifier)).toBe(isNone ? 'none' : text(up));
    expect(await fixed('Pin ', specifier)).toBe(isNone ? 'none' : text(pinned));
    expect(await fixed('Exclude ', specifier)).toBe(isNone ? 'none' : text(narrowed));
  });
});

describe('the hashes of a line', () => {
  it.each([
    ['litellm==1.82.7 --hash=sha256:bb --hash=sha256:aa', 'litellm==1.82.6 --hash=sha256:b1.82.6 --hash=sha256:a1.82.6'],
    ['litellm==1.82.7 --hash=sha256:aa --hash=sha256:bb', 'litellm==1.82.6 --hash=sha256:a1.82.6 --hash=sha256:b1.82.6'],
    ['litellm==1.82.7 --hash sha256:aa  # one', 'litellm==1.82.6 --hash sha256:a1.82.6 --hash sha256:b1.82.6  # one'],
    [
      'litellm==1.82.7 \\\n\t--hash=sha256:aa \\\n\t--hash=sha256:bb\nother @ https://files.example/o.zip',
      'litellm==1.82.6 \\\n\t--hash=sha256:a1.82.6 \\\n\t--hash=sha256:b1.82.6\nother @ https://files.example/o.zip',
    ],
    ['litellm==1.82.7 --hash=sha256:aa \\\n    --hash=sha256:bb', 'litellm==1.82.6 --hash=sha256:a1.82.6 \\\n    --hash=sha256:b1.82.6'],
    [
      'litellm[proxy]==1.82.7; python_version > "3" \\\n    --hash=sha256:aa',
      'litellm[proxy]==1.82.6; python_version > "3" \\\n    --hash=sha256:a1.82.6 \\\n    --hash=sha256:b1.82.6',
    ],
    [
      'litellm==1.82.7 \\\n    --hash=sha512:aa \\\n    --hash=sha256:bb',
      'litellm==1.82.6 \\\n    --hash=sha256:b1.82.6 \\\n    --hash=sha256:a1.82.6',
    ],
  ])('%j become %j', async (line, fixed) => {
    expect(await textAfter('Pin ', 'requirements.txt', line)).toBe(fixed);
  });
});
