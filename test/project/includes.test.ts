import { describe, expect, it } from 'vitest';
import { REQUIREMENTS } from '../../server/src/ecosystems/manifests.js';
import { NO_GITIGNORE } from '../../server/src/model/gitignore.js';
import type { FileSystem } from '../../server/src/ports/index.js';
import { followIncludes, INCLUDE_LIMIT } from '../../server/src/project/includes.js';
import { parseManifest } from '../../server/src/project/parseOnce.js';

const never = new AbortController().signal;

function filesOf(texts: Readonly<Record<string, string>>, read: string[] = []): FileSystem {
  return {
    async read(path) {
      read.push(path);
      const text = texts[path];
      return text === undefined ? { kind: 'unreadable', reason: 'there is no such file' } : { kind: 'text', text };
    },
    resolve: (_, target) => `/p/${target.replace(/^\.\//, '')}`,
    findProjectFiles: async () => ({ files: [], gitignore: NO_GITIGNORE }),
  };
}

async function follow(texts: Readonly<Record<string, string>>, signal = never) {
  const read: string[] = [];
  const text = texts['/p/requirements.txt'] ?? '';
  const included = await followIncludes('/p/requirements.txt', REQUIREMENTS.parse(text), filesOf(texts, read), parseManifest, signal);
  const problems = included.problems.map(({ message, span, level }) => `${level} ${text.slice(span.start, span.end)}: ${message}`);
  return { ...included, constraints: Object.fromEntries(included.constraints), problems, read };
}

describe('following includes', () => {
  it('reads nothing where nothing is included', async () => {
    expect(await follow({ '/p/requirements.txt': 'a==1\n' })).toMatchObject({ read: [], paths: [], requirements: [], problems: [] });
  });

  it('collects constraints by normalised name, those without a version left out', async () => {
    const { constraints, requirements } = await follow({
      '/p/requirements.txt': '-c one.txt\n--constraint two.txt\n',
      '/p/one.txt': 'Some_Part<2\nother\n',
      '/p/two.txt': 'some.part!=1.5\nb @ https://files.example/b.whl\n',
    });
    expect(constraints).toEqual({ 'some-part': ['<2', '!=1.5'] });
    expect(requirements).toEqual([]);
  });

  it('takes nothing from a constraint with a marker: elsewhere nothing is limited', async () => {
    const { constraints } = await follow({
      '/p/requirements.txt': '-c one.txt\n',
      '/p/one.txt': 'a<2 ; os_name == "nt"\nb<2\n',
    });
    expect(constraints).toEqual({ b: ['<2'] });
  });

  it.each(['-r', '-c'])('says on the line of %s that what it names are no requirements, and takes nothing from it', async option => {
    const { constraints, requirements, problems } = await follow({
      '/p/requirements.txt': `a==1\n${option} notes.txt\n`,
      '/p/notes.txt': 'Read this first.\nThen that, at last.\na<2\n',
    });
    expect([constraints, requirements]).toEqual([{}, []]);
    expect(problems).toEqual([
      'warning notes.txt: notes.txt is not read: no requirements file: of 3 lines 1 can be read as requirement, option or include. What it names is not checked.',
    ]);
  });

  it('takes what requirements and constraints files name for what the option says, as pip does', async () => {
    const { constraints, requirements, paths } = await follow({
      '/p/requirements.txt': '-r base.txt\n',
      '/p/base.txt': 'a==1\n-c limits.txt\n',
      '/p/limits.txt': 'a<2\n-c more.txt\n-r needed.txt\n',
      '/p/more.txt': 'b<3\n',
      '/p/needed.txt': 'c==1\n',
    });
    expect(constraints).toEqual({ a: ['<2'], b: ['<3'] });
    expect(requirements).toEqual(['/p/base.txt', '/p/needed.txt']);
    expect(paths).toEqual(['/p/base.txt', '/p/limits.txt', '/p/more.txt', '/p/needed.txt']);
  });

  it('reads a file once, however often it is named', async () => {
    const { read } = await follow({
      '/p/requirements.txt': '-r a.txt\n-r b.txt\n-r a.txt\n',
      '/p/a.txt': '-r b.txt\n',
      '/p/b.txt': '',
    });
    expect(read).toEqual(['/p/a.txt', '/p/b.txt']);
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'a file that includes itself',
      { '/p/requirements.txt': '-r requirements.txt\n' },
      ['error requirements.txt: requirements.txt is not read: it includes itself. What it names is not checked.'],
    ],
    [
      'a circle of files',
      { '/p/requirements.txt': 'a==1\n-r a.txt\n', '/p/a.txt': '-r b.txt\n', '/p/b.txt': '-r a.txt\n' },
      ['error a.txt: a.txt → a.txt is not read: it includes itself. What it names is not checked.'],
    ],
    [
      'a missing file',
      { '/p/requirements.txt': '-r gone.txt\n' },
      ['error gone.txt: gone.txt is not read: there is no such file. What it names is not checked.'],
    ],
    [
      'a missing file further down',
      { '/p/requirements.txt': '-r a.txt\n', '/p/a.txt': '-c gone.txt\n' },
      ['error a.txt: a.txt → gone.txt is not read: there is no such file. What it names is not checked.'],
    ],
    [
      'an address',
      { '/p/requirements.txt': '-r https://files.example/base.txt\n' },
      [
        'warning https://files.example/base.txt: https://files.example/base.txt is not read: files are not fetched by URL. What it names is not checked.',
      ],
    ],
    [
      'a variable',
      { '/p/requirements.txt': '-c ${PINS}/limits.txt\n' },
      ['warning ${PINS}/limits.txt: ${PINS}/limits.txt is not read: it depends on an environment variable. What it names is not checked.'],
    ],
  ])('reports %s on the line that is to blame', async (_, texts, problems) => {
    expect((await follow(texts)).problems).toEqual(problems);
  });

  it('goes as deep as the limit and no deeper', async () => {
    const chain = Array.from({ length: INCLUDE_LIMIT + 5 }, (_, index) => [`/p/${index}.txt`, `-r ${index + 1}.txt\n`]);
    const { problems, read } = await follow({ '/p/requirements.txt': '-r 0.txt\n', ...Object.fromEntries(chain) });
    expect(read).toHaveLength(INCLUDE_LIMIT);
    expect(problems).toEqual([
      `warning 0.txt: 0.txt → ${INCLUDE_LIMIT}.txt is not read: more than ${INCLUDE_LIMIT} files are included. What it names is not checked.`,
    ]);
  });

  it('stops where it is told to', async () => {
    const control = new AbortController();
    control.abort(new Error('enough'));
    await expect(follow({ '/p/requirements.txt': '-r a.txt\n', '/p/a.txt': '' }, control.signal)).rejects.toThrow('enough');
  });
});
