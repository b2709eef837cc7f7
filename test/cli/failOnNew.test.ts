import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Known, newIn } from '../../server/src/cli/failOnNew.js';
import { type Found, keysOf } from '../../server/src/cli/foundManifests.js';
import { packageJson, useCommandLine } from './support.js';

const cli = useCommandLine();

beforeAll(() => {
  cli.services.npm.packages.set('debug', { releases: { '4.4.1': { date: '2025-05-13' }, '4.4.3': { date: '2025-09-13' } } });
});

async function save(words: readonly string[] = []): Promise<string> {
  const { status } = await cli.run(['scan', '--format', 'json', '--output', '../saved.json', ...words]);
  expect(status).not.toBe(2);
  return '../saved.json';
}

describe('--fail-on-new', () => {
  it('fails on nothing that the saved report has, wherever it stands now', async () => {
    await cli.write({ 'package.json': packageJson({ chalk: '5.6.1' }) });
    const saved = await save();
    await cli.write({ 'package.json': `\n\n\n${packageJson({ left: 'file:.', chalk: '5.6.1' })}` });
    const { status, stdout, stderr } = await cli.run(['scan', '--fail-on-new', saved]);
    expect(status).toBe(0);
    expect(stdout).toContain('chalk 5.6.1 is a compromised release');
    expect(stderr).toBe('depwarden: nothing new since ../saved.json; 1 in it already\n');
  });

  it('fails on what is new, and names it', async () => {
    await cli.write({ 'package.json': packageJson({ chalk: '5.6.1' }) });
    const saved = await save();
    await cli.write({ 'package.json': packageJson({ chalk: '5.6.1', debug: '4.4.2' }), 'b/package.json': packageJson({ chalk: '5.6.1' }) });
    const { status, stderr } = await cli.run(['scan', '--fail-on-new', saved]);
    expect(status).toBe(1);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^depwarden: new: b\/package\.json:4: chalk 5\.6\.1 is a compromised release .* \[malicious-release]$/),
      expect.stringMatching(/^depwarden: new: package\.json:5: debug 4\.4\.2 is a compromised release .* \[malicious-release]$/),
      'depwarden: 2 new since ../saved.json; 1 in it already',
      '',
    ]);
  });

  it('takes for new what could not be checked then and is bad now', async () => {
    await cli.write({ 'package.json': packageJson({ minimist: '1.2.5' }) });
    const saved = await save(['--offline']);
    const { status, stderr } = await cli.run(['scan', '--fail-on-new', saved]);
    expect(stderr).toContain('depwarden: new: package.json:4: minimist 1.2.5 has a critical vulnerability');
    expect(status).toBe(1);
    expect((await cli.run(['scan', '--fail-on-new', await save()])).status).toBe(0);
  });

  it('counts what was milder than --fail-on then, and what the policy ignored', async () => {
    await cli.write({
      'package.json': packageJson({ chalk: '5.6.1' }),
      'mild.jsonc': '{ "rules": { "malicious-release": "hint" } }',
    });
    const mild = await save(['--config', 'mild.jsonc']);
    expect((await cli.run(['scan', '--fail-on-new', mild])).status).toBe(1);
    expect((await cli.run(['scan', '--fail-on-new', mild, '--fail-on', 'hint'])).status).toBe(0);
  });

  it('says with --fail-on-unknown what could not be checked all the same', async () => {
    await cli.write({ 'package.json': packageJson({ 'some-part': '1.0.0' }) });
    expect((await cli.run(['scan', '--offline', '--fail-on-unknown', '--fail-on-new', await save(['--offline'])])).status).toBe(3);
  });

  it('annotates in GitHub Actions what is new, and nothing else', async () => {
    await cli.write({ 'package.json': packageJson({ chalk: '5.6.1' }) });
    const saved = await save();
    await cli.write({ 'package.json': packageJson({ chalk: '5.6.1', debug: '4.4.2' }) });
    const { stdout } = await cli.run(['scan', '--fail-on-new', saved], { env: { GITHUB_ACTIONS: 'true' } });
    expect(stdout.match(/^::(error|warning) .*$/gm)).toEqual([expect.stringContaining('debug 4.4.2')]);
  });

  it.each([
    ['nothing there', undefined, 'there is no such file'],
    ['no JSON', '{ "schemaVersion": 1,', 'it is no JSON'],
    ['another program’s', '{"version": "2.1.0", "runs": []}', 'it is no report of depwarden scan --format json'],
    [
      'another version',
      '{"schemaVersion": 2, "tool": {"name": "depwarden"}}',
      'it is a report of version 2, and this program reads version 1',
    ],
    [
      'a finding damaged',
      '{"schemaVersion":1,"tool":{"name":"depwarden"},"findings":[{"rule":7}],"installed":[]}',
      'it is no report of depwarden scan --format json',
    ],
    ['a list', '[]', 'it is no report of depwarden scan --format json'],
  ])('is wrong usage where the file is none: %s', async (_, content, reason) => {
    await cli.write({ 'package.json': packageJson({ chalk: '5.6.1' }) });
    if (content !== undefined) await writeFile(path.join(cli.workspace, '../saved.json'), content);
    const { status, stdout, stderr } = await cli.run(['scan', '--fail-on-new', '../saved.json']);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: `depwarden: ../saved.json: ${reason}\n` });
  });

  it('is wrong usage where the file is a folder', async () => {
    await mkdir(path.join(cli.workspace, '../saved.json'));
    expect((await cli.run(['scan', '--fail-on-new', '../saved.json'])).stderr).toBe('depwarden: ../saved.json: it is a folder\n');
  });
});

describe('what is brought in', () => {
  const fields = { rule: 'vulnerable-release', ecosystem: 'npm', package: 'tool', version: '1.0.0', place: 'package.json' };
  const found = (...through: readonly string[]): Found => ({
    rule: fields.rule,
    level: 'error',
    path: '/x/package.json',
    message: 'x',
    keys: keysOf({ ...fields, through: through.map(name => ({ package: name, version: '1.0.0' })) }),
  });
  const known = (...through: readonly string[]): Known => new Map([['error', new Set(found(...through).keys)]]);

  it.each([
    ['the same in another order', ['b', 'a'], ['a', 'b'], 0],
    ['one less', ['a'], ['a', 'b'], 0],
    ['one more below the same dependency', ['a', 'b'], ['a'], 1],
  ] as const)('is new by what it is, not by the first of it: %s', (_, now, before, count) => {
    expect(newIn([found(...now)], known(...before), ['error'])).toHaveLength(count);
  });
});
