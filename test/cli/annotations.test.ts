import { describe, expect, it } from 'vitest';
import { type Annotated, annotations, withoutCommands } from '../../server/src/cli/annotations.js';
import { withoutSecrets } from '../../server/src/text/secrets.js';
import { HOSTILE, unseenIn } from '../hostile/corpus.js';
import * as fc from '../support/fastCheck.js';
import { packageJson, useCommandLine } from './support.js';

const AT = { start: { line: 3, character: 14 }, end: { line: 3, character: 19 } };
const CHALK: Annotated = {
  rule: 'malicious-release',
  level: 'error',
  path: '/repo/package.json',
  range: AT,
  message: 'chalk 5.6.1 is bad.',
};

describe('annotations', () => {
  it('name file, line and columns from 1, the rule, and what is wrong', () => {
    expect(annotations([CHALK, { ...CHALK, level: 'warning', path: '/repo/a/b.txt' }], '/repo')).toBe(
      '::error file=package.json,line=4,col=15,endColumn=20,title=Depwarden%3A malicious-release::chalk 5.6.1 is bad.\n' +
        '::warning file=a/b.txt,line=4,col=15,endColumn=20,title=Depwarden%3A malicious-release::chalk 5.6.1 is bad.\n',
    );
  });

  it('leave out what is no error and no warning, and columns of what goes over several lines', () => {
    const goesOn = { start: AT.start, end: { line: 5, character: 1 } };
    expect(
      annotations(
        [
          { ...CHALK, level: 'information' },
          { ...CHALK, level: 'hint' },
        ],
        '/repo',
      ),
    ).toBe('');
    expect(annotations([{ ...CHALK, range: goesOn }], '/repo')).toContain('line=4,col=15,title=');
  });

  it('are as many as GitHub shows of each level; the tenth says how many more there are', () => {
    const ten = Array.from({ length: 10 }, () => CHALK);
    const warnings = Array.from({ length: 25 }, () => ({ ...CHALK, level: 'warning' as const }));
    const lines = annotations([...ten, ...warnings], '/repo')
      .trimEnd()
      .split('\n');
    expect(lines.filter(line => line.startsWith('::error '))).toHaveLength(10);
    expect(lines.filter(line => line.startsWith('::warning '))).toHaveLength(10);
    expect(lines.filter(line => line.includes('more'))).toEqual([
      '::warning title=Depwarden::16 more warnings are in the log of this step.',
    ]);
  });

  it.each(HOSTILE.map((text, index) => [index, text] as const))(
    'are read as they were meant, whatever is in them: hostile text %i',
    (_, text) => {
      const hostile = [`${text}::error::x`, `%0A::warning::${text}`, `a,line=9,${text}`].map(part => ({
        ...CHALK,
        path: `/repo/${part}`,
        message: part,
      }));
      for (const line of annotations(hostile, '/repo').trimEnd().split('\n')) {
        expect(unseenIn(line)).toEqual([]);
        expect(readByRunner(line)).toMatchObject({ command: 'error', line: '4', col: '15', title: 'Depwarden: malicious-release' });
      }
    },
  );

  it('keep every character of a path and a message that can be shown', () => {
    const shown = fc.string({ unit: fc.constantFrom(...'%:,=;a1 /@#'), minLength: 1 });
    fc.assert(
      fc.property(shown, shown, (path, message) => {
        const [line = ''] = annotations([{ ...CHALK, path: `/repo/${path}`, message }], '/repo').split(/\n$/);
        const read = readByRunner(line);
        expect(read.file).toBe(withoutSecrets(path));
        expect(read.message).toBe(withoutSecrets(message.replace(/\s+/g, ' ').trim()));
      }),
    );
  });
});

describe('a report for the log', () => {
  it('is put between two lines that keep the runner from finding commands in it', () => {
    expect(withoutCommands('::error::x\n', 'token')).toBe('::stop-commands::token\n: :error::x\n::token::\n');
    expect(withoutCommands('x')).not.toBe(withoutCommands('x'));
  });
});

const cli = useCommandLine();

describe('in a step of GitHub Actions', () => {
  const env = () => ({ GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: cli.workspace });

  it('the text report is followed by annotations, with paths as the repository has them', async () => {
    await cli.write({ 'app/package.json': packageJson({ chalk: '5.6.1' }), 'app/requirements.txt': '-r gone.txt\n' });
    const { stdout, status } = await cli.run(['scan', 'app'], { env: env() });
    const [first = '', ...rest] = stdout.trimEnd().split('\n');
    const [, token = ''] = /^::stop-commands::([0-9a-f-]{36})$/.exec(first) ?? [];
    const after = rest.slice(rest.indexOf(`::${token}::`) + 1);
    expect(after.map(readByRunner)).toMatchObject([
      { command: 'error', file: 'app/package.json', line: '4', title: 'Depwarden: malicious-release' },
      { command: 'error', file: 'app/requirements.txt', line: '1', title: 'Depwarden: manifest' },
    ]);
    expect(status).toBe(1);
  });

  it('a report for programs, or in a file, stays as it is', async () => {
    await cli.write({ 'package.json': packageJson({ chalk: '5.6.1' }) });
    const json = await cli.run(['scan', '--format', 'json'], { env: env() });
    expect(JSON.parse(json.stdout)).toMatchObject({ schemaVersion: 1 });
    const { stdout } = await cli.run(['scan', '--output', 'report.txt'], { env: env() });
    expect(stdout).toMatch(/^::error file=package\.json,[^\n]*\n$/);
  });

  it('and nowhere else', async () => {
    await cli.write({ 'package.json': packageJson({ chalk: '5.6.1' }) });
    expect((await cli.run(['scan'])).stdout).not.toContain('::');
    expect((await cli.run(['scan'], { env: { GITHUB_ACTIONS: 'false' } })).stdout).not.toContain('::');
  });
});

/** Reads a line as the runner does (actions/runner, ActionCommand.TryParseV2): the command up to the second `::`, its properties at commas, then unescaped. */
function readByRunner(line: string): Readonly<Record<string, string>> {
  expect(line.startsWith('::')).toBe(true);
  const end = line.indexOf('::', 2);
  const [, command = '', properties = ''] = /^(\w+) (.*)$/.exec(line.slice(2, end)) ?? [];
  const read = properties.split(',').map(pair => [pair.slice(0, pair.indexOf('=')), unescaped(pair.slice(pair.indexOf('=') + 1))]);
  return { command, message: unescaped(line.slice(end + 2)), ...Object.fromEntries(read) };
}

function unescaped(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
}
