import { execFileSync } from 'node:child_process';
import { lstat, readdir, readFile, readlink, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectCycloneDx, expectSarif } from '../reports/schemas.js';
import { packageJson, useCommandLine } from './support.js';

const cli = useCommandLine();
const inWorkspace = (name: string): string => path.join(cli.workspace, name);

const LOCK = {
  lockfileVersion: 3,
  packages: {
    '': { dependencies: { lodash: '^4.17.21', chalk: '5.6.1' } },
    'node_modules/lodash': { version: '4.17.21' },
    'node_modules/chalk': { version: '5.6.1' },
  },
};

async function project(): Promise<void> {
  await cli.write({ 'package.json': packageJson({ lodash: '^4.17.21', chalk: '5.6.1' }), 'package-lock.json': JSON.stringify(LOCK) });
}

describe('--format', () => {
  it('sarif prints a log that keeps to the schema', async () => {
    await project();
    const { status, stdout, stderr } = await cli.run(['scan', '--format', 'sarif']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const log = JSON.parse(stdout);
    expectSarif(log);
    const [result] = log.runs[0].results;
    expect(result).toMatchObject({
      ruleId: 'malicious-release',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'package.json', uriBaseId: '%SRCROOT%' } } }],
      relatedLocations: [{ physicalLocation: { artifactLocation: { uri: 'package-lock.json', uriBaseId: '%SRCROOT%' } } }],
    });
    expect(result.fixes[0].description.text).toBe('Pin chalk to 5.6.0 (last safe release)');
  });

  it('cyclonedx prints a bill that keeps to the schema, the same one at the time that SOURCE_DATE_EPOCH says', async () => {
    await project();
    const run = () => cli.run(['scan', '--format', 'cyclonedx', '--fail-on', 'never'], { env: { SOURCE_DATE_EPOCH: '1750000000' } });
    const { status, stdout, stderr } = await run();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const bom = JSON.parse(stdout);
    expectCycloneDx(bom);
    expect(bom.metadata.timestamp).toBe('2025-06-15T15:06:40.000Z');
    expect(bom.components.map(({ purl }: { purl: string }) => purl)).toEqual(['pkg:npm/lodash@4.17.21', 'pkg:npm/chalk@5.6.1']);
    expect((await run()).stdout).toBe(stdout);
  });

  it('refuses any other, naming those there are', async () => {
    const { status, stderr } = await cli.run(['scan', '--format', 'spdx']);
    expect([status, stderr.split('\n')[0]]).toEqual([
      2,
      'depwarden: --format takes text, json, sarif, cyclonedx, markdown, html, not "spdx"; see depwarden scan --help',
    ]);
  });
});

describe('--output', () => {
  it.each(['sarif', 'cyclonedx', 'json', 'markdown', 'html'])('writes %s whole, and nothing beside it', async format => {
    await project();
    const { stdout } = await cli.run(['scan', '--format', format, '--output', 'out.txt']);
    expect(stdout).toBe('');
    expect(await readFile(inWorkspace('out.txt'), 'utf8')).toMatch(/\S\n$/);
    expect((await readdir(cli.workspace)).sort()).toEqual(['out.txt', 'package-lock.json', 'package.json']);
  });

  it('writes to a pipe without replacing it', async () => {
    await project();
    execFileSync('mkfifo', [inWorkspace('pipe')]);
    const [{ status, stderr }, read] = await Promise.all([
      cli.run(['scan', '--format', 'sarif', '--output', 'pipe']),
      readFile(inWorkspace('pipe'), 'utf8'),
    ]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expectSarif(JSON.parse(read));
    expect((await lstat(inWorkspace('pipe'))).isFIFO()).toBe(true);
  });

  it('follows a link, and leaves it one', async () => {
    await project();
    await cli.write({ 'real.json': 'old' });
    await symlink('real.json', inWorkspace('link.json'));
    await cli.run(['scan', '--format', 'cyclonedx', '--output', 'link.json']);
    expect(await readlink(inWorkspace('link.json'))).toBe('real.json');
    expectCycloneDx(JSON.parse(await readFile(inWorkspace('real.json'), 'utf8')));
  });

  it('says in one line why a link that leads nowhere cannot be written', async () => {
    await project();
    await symlink('nowhere/x.json', inWorkspace('link.json'));
    expect(await cli.run(['scan', '--output', 'link.json'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'depwarden: link.json: its folder does not exist\n',
    });
  });
});
