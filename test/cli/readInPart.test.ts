import { describe, expect, it } from 'vitest';
import { useCommandLine } from './support.js';

const cli = useCommandLine();

const MANY = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`parts/${index}.list`, '']));
const DYNAMIC = '[project]\nname = "a"\nversion = "1"\ndynamic = ["dependencies"]\n';
const SETUP_PY = 'from setuptools import setup\nsetup(install_requires=["litellm==1.82.8"])\n';

/** Files, and what is said of one of them. */
const UNREAD: readonly (readonly [what: string, files: Readonly<Record<string, string>>, said: string])[] = [
  ['-r with an address', { 'requirements.txt': '-r https://files.example/more.txt\n' }, 'https://files.example/more.txt is not read'],
  ['-c with an address', { 'requirements.txt': '-c http://files.example/limits.txt\n' }, 'http://files.example/limits.txt is not read'],
  ['-r with a variable', { 'requirements.txt': '-r \u0024{PART}.txt\n' }, 'it depends on an environment variable'],
  [
    'an include of an include with an address',
    { 'requirements.txt': '-r base.txt\n', 'base.txt': '-r https://files.example/more.txt\n' },
    'base.txt → https://files.example/more.txt is not read',
  ],
  [
    'more includes than are read',
    {
      ...MANY,
      'requirements.txt': Object.keys(MANY)
        .map(name => `-r ${name}\n`)
        .join(''),
    },
    'more than 200 files are included',
  ],
  ['dynamic dependencies', { 'pyproject.toml': DYNAMIC }, 'the build computes "dependencies"'],
  ['nothing but a setup.py', { 'setup.py': SETUP_PY }, 'setup.py is a program'],
  ['a setup.py beside a setup.cfg', { 'setup.py': SETUP_PY, 'setup.cfg': '[options]\ninstall_requires =\n' }, 'setup.py is a program'],
];

describe('a manifest that is read only in part', () => {
  it.each(UNREAD)('%s: no clean bill, and status 3', async (_, files, said) => {
    await cli.write(files);
    const { status, stdout } = await cli.run(['scan', '--fail-on-unknown']);
    expect(stdout).toContain(said);
    expect(stdout).toMatch(/, [12] manifests? could be read only in part\. Nothing found in what could be checked\.$/m);
    expect(status).toBe(3);
  });

  it.each([
    ['json', '"partly": true'],
    ['markdown', 'the file: Not read'],
    ['html', 'Not read: setup.py is a program'],
    ['sarif', '"id": "not-checked"'],
    ['cyclonedx', '"aggregate": "incomplete"'],
  ])('is told in the report %s', async (format, said) => {
    await cli.write({ 'setup.py': SETUP_PY });
    const { stdout } = await cli.run(['scan', '--format', format]);
    expect(stdout).toContain(said);
  });
});

describe('what a file beside it tells', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    [
      'uv.lock',
      {
        'pyproject.toml': DYNAMIC,
        'setup.py': SETUP_PY,
        'uv.lock': 'version = 1\n\n[[package]]\nname = "a"\nversion = "1"\nsource = { editable = "." }\n',
      },
    ],
    ['setup.cfg', { 'pyproject.toml': DYNAMIC, 'setup.cfg': '[options]\ninstall_requires =\n  plain-pkg==1.0.0\n' }],
    ['pyproject.toml', { 'pyproject.toml': '[project]\nname = "a"\nversion = "1"\ndependencies = []\n', 'setup.py': SETUP_PY }],
  ])('%s', async (_, files) => {
    await cli.write(files);
    const { stdout } = await cli.run(['scan', '--fail-on-unknown']);
    expect(stdout).not.toMatch(/only in part|Not read/);
  });
});
