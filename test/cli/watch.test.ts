// The re-enactment in a terminal: yesterday's clean pin becomes today's incident. litellm 1.82.7 itself is in the built-in list, and was never clean here:
// quietlog is an invented project with a release of the same shape, of which the service learns while somebody watches.
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { untrustedText } from '../../server/src/reports/untrusted.js';
import { PROJECT } from '../support/languageClient.js';
import { QUIETLOG, QUIETLOG_RECORD } from '../support/services/index.js';
import { packageJson, type Run, useCommandLine } from './support.js';

const cli = useCommandLine();
const TRUSTED_FIRST = 'watching 1 manifest, 1 dependency: 0 findings now (depwarden scan shows them); changes are told from now on\n';
const FIRST = `${TRUSTED_FIRST}${untrustedText(0)}\n`;
const NEWS =
  '+ requirements.txt:1  error  quietlog 1.82.7 is a compromised release (MAL-2026-9144, 2026-03-24). Last safe release: 1.82.6. [malicious-release]\n';
/** A clock that runs ten times as fast: an interval of ten seconds is one. */
const FAST = { NODE_OPTIONS: `--require ${path.join(PROJECT, 'test/support/fastSleep.cjs')}` };

beforeEach(async () => {
  cli.services.pypi.projects.set('quietlog', QUIETLOG);
  cli.services.osv.records.delete(QUIETLOG_RECORD.id);
  await cli.write({ 'requirements.txt': 'quietlog==1.82.7\n' });
});

function publish(): void {
  cli.services.osv.records.set(QUIETLOG_RECORD.id, QUIETLOG_RECORD);
}

function untimed({ status, stdout, stderr }: Run): Run {
  return { status, stderr, stdout: stdout.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z\n/gm, '') };
}

const once = async (...words: string[]): Promise<Run> => untimed(await cli.run(['watch', '--once', ...words]));

describe('watch --once', () => {
  it('tells at first how things stand, then what has changed since the last look, and nothing twice', async () => {
    expect(await once()).toEqual({ status: 0, stdout: FIRST, stderr: '' });
    expect(await once()).toEqual({ status: 0, stdout: '', stderr: '' });
    publish();
    expect(await once()).toEqual({ status: 1, stdout: NEWS, stderr: '' });
    expect(await once()).toEqual({ status: 0, stdout: '', stderr: '' });
    await cli.write({ 'requirements.txt': 'quietlog==1.82.6\n' });
    const { status, stdout } = await once();
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/^- requirements\.txt:1 {2}gone: quietlog 1\.82\.7 is a compromised release/),
    ]);
  });

  it('says nothing of trust where the folder is trusted', async () => {
    expect(await once('--trust')).toEqual({ status: 0, stdout: TRUSTED_FIRST, stderr: '' });
  });

  it('asks the advisory service once where nothing is new, and the registry not at all', async () => {
    await once();
    cli.services.forget();
    await once();
    expect([cli.services.osv.requests.length, cli.services.pypi.requests.length]).toEqual([1, 0]);
  });

  it('says what could not be asked, keeps what was found, and says when it can be asked again', async () => {
    publish();
    await once();
    cli.services.osv.fault('/', { kind: 'status', status: 500 });
    await cli.write({ 'package.json': packageJson({ lodash: '4.17.21' }) });
    expect((await once()).stdout).toMatch(/^\? package\.json {2}lodash is no longer checked: .+ answers HTTP 500\n$/);
    cli.services.osv.heal();
    expect((await once()).stdout).toBe('= package.json  lodash is checked again\n');
  });

  it('looks at each folder for itself', async () => {
    await cli.write({ 'web/requirements.txt': 'quietlog==1.82.6\n' });
    expect((await once('web')).stdout).toBe(FIRST);
    expect((await once()).stdout).toMatch(/^watching 2 manifests, 2 dependencies/);
  });

  it('adds a line of JSON to a file, and gives it to a command on its standard input', async () => {
    await once();
    publish();
    const words = ['--write', 'changes.jsonl', '--on-change', 'cat > seen.json; echo "done"'];
    expect(await once(...words)).toEqual({ status: 1, stdout: `${NEWS}done\n`, stderr: '' });
    const [line, ...others] = (await readFile(path.join(cli.workspace, 'changes.jsonl'), 'utf8')).split('\n');
    expect(others).toEqual(['']);
    expect(`${line}\n`).toBe(await readFile(path.join(cli.workspace, 'seen.json'), 'utf8'));
    expect(JSON.parse(line ?? '')).toMatchObject({
      schemaVersion: 1,
      root: cli.workspace,
      appeared: [
        {
          rule: 'malicious-release',
          package: 'quietlog',
          version: '1.82.7',
          path: 'requirements.txt',
          line: 1,
          advisories: ['MAL-2026-9144'],
        },
      ],
      gone: [],
    });
    cli.services.osv.records.clear();
    expect((await once('--on-change', 'exit 3')).stderr).toBe('depwarden: --on-change ended with status 3\n');
  });

  it.each<[string, readonly string[], string]>([
    ['a PATH that is not there', ['nowhere'], 'nowhere: there is no such file or folder'],
    ['a file in no folder', ['--write', 'no/such/file'], 'no/such/file: its folder does not exist'],
    [
      'an odd interval',
      ['--interval', '5'],
      '--interval takes a duration such as 30s, 15m or 2h, at least 10s and at most 7 days, not "5"; see depwarden watch --help',
    ],
    ['an interval besides', ['--interval', '1h'], 'watch takes --once or --interval, not both; see depwarden watch --help'],
  ])('refuses %s', async (_, words, message) => {
    const { status, stderr } = await once(...words);
    expect([status, stderr.split('\n')[0]]).toEqual([2, `depwarden: ${message}`]);
  });
});

describe('watch', () => {
  it('speaks up when the service has learnt of a release, reads manifests anew, and ends with Ctrl+C', async () => {
    const { child, ended } = cli.start(['watch', '--interval', '10s', '--write', 'changes.jsonl'], { env: FAST });
    const written = (): Promise<string> => readFile(path.join(cli.workspace, 'changes.jsonl'), 'utf8').catch(() => '');
    await expect.poll(() => cli.services.osv.requests.length).toBeGreaterThan(1);
    publish();
    await expect.poll(written).toContain('"package":"quietlog"');
    await cli.write({ 'requirements.txt': 'quietlog==1.82.6\n' });
    await expect.poll(written).toMatch(/"gone":\[\{"rule":"malicious-release"/);
    child.kill('SIGINT');
    const { status, stdout, stderr } = untimed(await ended);
    expect({ status, stderr }).toEqual({ status: 130, stderr: '' });
    expect(stdout).toContain(`${FIRST}${NEWS}- requirements.txt:1  gone: `);
    expect(cli.services.pypi.requests).toHaveLength(1);
  });

  it('goes on when a file can no longer be written', async () => {
    const { child, ended } = cli.start(['watch', '--interval', '10s', '--write', 'changes.jsonl'], { env: FAST });
    let told = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      told += chunk.toString();
    });
    await expect.poll(() => cli.services.osv.requests.length).toBeGreaterThan(1);
    await rm(path.join(cli.workspace, 'changes.jsonl'), { force: true });
    await mkdir(path.join(cli.workspace, 'changes.jsonl'));
    publish();
    await expect.poll(() => told).not.toBe('');
    const asked = cli.services.osv.requests.length;
    await expect.poll(() => cli.services.osv.requests.length).toBeGreaterThan(asked + 1);
    child.kill('SIGINT');
    expect((await ended).stderr).toBe('depwarden: changes.jsonl: it is a folder\n');
  });
});
