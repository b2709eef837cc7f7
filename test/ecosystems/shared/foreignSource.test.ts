// Git repositories and URLs in the place of registry releases: what every kind of manifest tells of them.
import { describe, expect, it } from 'vitest';
import { formatOf } from '../../../server/src/ecosystems/manifests.js';
import type { Dependency } from '../../../server/src/model/index.js';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const SHA256 = 'a'.repeat(64);

/** `git insecure fixed:…`, or the reason alone where nothing is told of the source. */
function shown({ origin }: Dependency): string {
  if (origin.kind === 'registry') return 'registry';
  const { reason, source } = origin;
  if (!source) return reason;
  return [source.kind, source.insecure && 'insecure', source.fixedTo && `fixed:${source.fixedTo.slice(0, 14)}`].filter(Boolean).join(' ');
}

function sources(file: string, text: string): readonly string[] {
  const manifest = formatOf(`/p/${file}`)?.parse(text);
  expect(manifest?.problems).toEqual([]);
  return manifest?.dependencies.map(shown) ?? [];
}

const FIXED_GIT = 'git fixed:0123456789abcd';
const FIXED_ARCHIVE = 'archive fixed:sha256=aaaaaaa';

describe('the source of an npm dependency', () => {
  it.each([
    [`git+ssh://git@code.example/a/b.git#${COMMIT}`, FIXED_GIT],
    [`git+https://code.example/a/b.git#${COMMIT.toUpperCase()}`, 'git fixed:0123456789ABCD'],
    [`git+https://code.example/a/b.git#${COMMIT.slice(0, 7)}`, 'git'],
    [`git+https://code.example/a/b.git#${COMMIT}0`, 'git'],
    ['git+https://code.example/a/b.git', 'git'],
    ['git+https://code.example/a/b.git#main', 'git'],
    ['git+http://code.example/a/b.git', 'git insecure'],
    [`git://code.example/a/b.git#${COMMIT}`, 'git insecure fixed:0123456789abcd'],
    ['ssh://git@code.example/a/b.git', 'git'],
    ['git@code.example:a/b.git', 'git'],
    ['github:a/b#semver:^1', 'git'],
    [`github:a/b#${COMMIT}`, FIXED_GIT],
    ['gitlab:a/b', 'git'],
    ['gist:11081aaa281', 'git'],
    ['a/b', 'git'],
    [`a/b#${COMMIT}`, FIXED_GIT],
    [`a/b#commit=${COMMIT}`, FIXED_GIT],
    ['http://github.com/a/b.git', 'git insecure'],
    ['https://files.example/a-1.0.0.tgz', 'archive'],
    ['http://files.example/a-1.0.0.tgz', 'archive insecure'],
    ['HTTP://files.example/a-1.0.0.tgz', 'archive insecure'],
    [`https://codeload.github.com/a/b/tar.gz/${COMMIT}`, FIXED_GIT.replace('git', 'archive')],
    [`https://github.com/a/b/archive/${COMMIT}.tar.gz`, FIXED_GIT.replace('git', 'archive')],
    ['https://codeload.github.com/a/b/tar.gz/main', 'archive'],
    [`https://evil.example/codeload.github.com/a/b/tar.gz/${COMMIT}`, 'archive'],
    ['git+file:///home/me/b', 'git source'],
    ['file:../b', 'local path'],
    ['workspace:*', 'workspace package'],
    ['^1.0.0', 'registry'],
    ['npm:b@^1', 'registry'],
  ])('%s: %s', (specifier, expected) =>
    expect(sources('package.json', JSON.stringify({ dependencies: { part: specifier } }))).toEqual([expected]),
  );
});

describe('the source of a Python requirement', () => {
  it.each([
    [`part @ git+https://code.example/a/b@${COMMIT}`, FIXED_GIT],
    [`part @ git+https://user@code.example/a/b@${COMMIT}#egg=part`, FIXED_GIT],
    ['part @ git+https://user@code.example/a/b', 'git'],
    ['part @ git+ssh://git@code.example/a/b.git@main', 'git'],
    [`part @ git+https://code.example/a/b@${COMMIT}?x=1#egg=part`, FIXED_GIT],
    ['part @ git+http://code.example/a/b', 'git insecure'],
    ['part @ https://files.example/part-1.0-py3-none-any.whl', 'archive'],
    [`part @ https://files.example/part-1.0-py3-none-any.whl#sha256=${SHA256}`, FIXED_ARCHIVE],
    [`part @ https://files.example/part-1.0-py3-none-any.whl#egg=part&sha256=${SHA256}`, FIXED_ARCHIVE],
    ['part @ https://files.example/part-1.0-py3-none-any.whl#md5=0123456789abcdef0123456789abcdef', 'archive'],
    [`part @ http://files.example/part-1.0.tar.gz#sha256=${SHA256}`, 'archive insecure fixed:sha256=aaaaaaa'],
    ['part @ file:///srv/part.whl', 'local file'],
    ['part @ git+file:///srv/part', 'git source'],
  ])('%s: %s', (requirement, expected) => {
    expect(sources('requirements.txt', `${requirement}\n`)).toEqual([expected]);
    expect(sources('pyproject.toml', `[project]\ndependencies = ["${requirement}"]\n`)).toEqual([expected]);
  });

  it.each([
    [`-e git+https://code.example/a/b@${COMMIT}#egg=part`, FIXED_GIT],
    ['-e git+https://code.example/a/b#egg=part', 'git'],
    ['-e .', 'editable install'],
    ['./part.whl', 'local file'],
    ['https://files.example/part-1.0-py3-none-any.whl', 'archive'],
    [`https://files.example/part-1.0-py3-none-any.whl --hash=sha256:${SHA256}`, FIXED_ARCHIVE],
    [`part @ https://files.example/part.whl --hash=sha256:${SHA256}`, FIXED_ARCHIVE],
    [`git+https://code.example/a/b#egg=part`, 'git'],
    [`part==1.0 --hash=sha256:${SHA256}`, 'registry'],
  ])('as a line %s: %s', (line, expected) => expect(sources('requirements.txt', `${line}\n`)).toEqual([expected]));

  it('stands in tables of Poetry, uv and pipenv', () => {
    const poetry = `[tool.poetry.dependencies]
a = { git = "https://code.example/a", rev = "${COMMIT}" }
b = { git = "https://code.example/b", branch = "main" }
c = { url = "http://files.example/c.whl" }
d = { path = "../d" }
e = { git = "../e" }
f = { git = "git@code.example:f.git", tag = "v1" }
`;
    expect(sources('pyproject.toml', poetry)).toEqual([FIXED_GIT, 'git', 'archive insecure', 'local path', 'git source', 'git']);
    const uv = `[project]
dependencies = ["a", "b>=1", "c", "d"]
[tool.uv.sources]
a = { git = "https://code.example/a", rev = "${COMMIT}" }
b = { git = "https://code.example/b", tag = "v1" }
c = { url = "https://files.example/c.whl#sha256=${SHA256}" }
d = { workspace = true }
`;
    expect(sources('pyproject.toml', uv)).toEqual([FIXED_GIT, 'git', FIXED_ARCHIVE, 'workspace package']);
    const pipfile = `[packages]\na = { git = "https://code.example/a", ref = "${COMMIT}" }\nb = { file = "https://files.example/b.whl" }\nc = { path = "." }\n`;
    expect(sources('Pipfile', pipfile)).toEqual([FIXED_GIT, 'archive', 'local path']);
  });

  it('stands beside a standard requirement that Poetry takes from git', () => {
    const text = `[project]\ndependencies = ["a"]\n[tool.poetry.dependencies]\na = { git = "https://code.example/a", rev = "${COMMIT}" }\n`;
    expect(sources('pyproject.toml', text)).toEqual([FIXED_GIT]);
  });
});
