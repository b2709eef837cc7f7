import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageJson, type Report, type Run, summaryOf, useCommandLine } from './support.js';

const cli = useCommandLine();

const CHALK = packageJson({ chalk: '5.6.1' });
const FALSE_ALARM =
  '{ "advisory": "MAL-2025-46969", "package": "npm:chalk", "versions": "5.6.1", "reason": "a copy of ours, looked through", "expires": "2099-12-31" }';
const MINIMIST = packageJson({ minimist: '1.2.5' });

interface PolicyReport extends Report {
  readonly policy: {
    readonly path: string;
    readonly problems: readonly { readonly level: string; readonly message: string; readonly range: unknown }[];
  } | null;
  readonly ignored: readonly Readonly<Record<string, unknown>>[];
}

function reportIn({ stdout }: Run): PolicyReport {
  return JSON.parse(stdout);
}

describe('the policy file of the scanned folder', () => {
  it('is heeded: what it ignores fails nothing, is counted, and listed with its reason', async () => {
    await cli.write({ 'package.json': CHALK, '.depwarden.jsonc': `{ "ignore": [${FALSE_ALARM}] }` });
    const text = await cli.run(['scan', '--trust']);
    expect([text.status, text.stderr]).toEqual([0, '']);
    expect(summaryOf(text)).toBe('1 manifest, 1 dependency: 1 checked. 1 warning, 1 ignored.');
    const report = reportIn(await cli.run(['scan', '--trust', '--format', 'json']));
    expect(
      report.findings.map(({ rule }) => rule),
      'what is otherwise wrong with it is said',
    ).toEqual(['removed-release']);
    expect(report.summary).toMatchObject({ error: 0, warning: 1, ignored: 1 });
    expect(report.policy).toEqual({
      path: '.depwarden.jsonc',
      problems: [],
      effects: [
        {
          kind: 'ignored',
          about: 'MAL-2025-46969 npm:chalk 5.6.1',
          findings: 1,
          reason: 'a copy of ours, looked through',
          expires: '2099-12-31',
        },
      ],
    });
    expect(report.ignored).toMatchObject([
      {
        rule: 'malicious-release',
        level: 'error',
        package: 'chalk',
        version: '5.6.1',
        manifest: 'package.json',
        advisories: expect.arrayContaining(['MAL-2025-46969']),
        reason: 'a copy of ours, looked through',
        expires: '2099-12-31',
      },
    ]);
  });

  it('sets levels, the cooldown and what is denied', async () => {
    await cli.write({
      'package.json': packageJson({ lodash: '4.17.21', 'left-pad': '1.3.0' }),
      '.depwarden.jsonc': '{ "rules": { "deprecated-release": "off" }, "deny": ["npm:lodash"] }',
    });
    const { findings, status } = await cli.report(['--trust']);
    expect(findings.map(({ rule, package: name }) => `${rule} ${name}`)).toEqual(['denied-package lodash']);
    expect(status).toBe(1);
  });

  it('is the one of the folder named, not of the current one', async () => {
    await cli.write({ '.depwarden.jsonc': `{ "ignore": [${FALSE_ALARM}] }`, 'a/package.json': CHALK });
    expect((await cli.run(['scan', '--trust', 'a'])).status).toBe(1);
    expect((await cli.run(['scan', '--trust'])).status).toBe(0);
    expect((await cli.run(['scan', '--trust', 'a/package.json'])).status).toBe(0);
  });

  it('with bad keys costs those: told on standard error and in the report, and no reason to fail', async () => {
    await cli.write({
      'package.json': MINIMIST,
      '.depwarden.jsonc': '{\n  "rules": { "vulnerable-release": "off" },\n  "cooldwn": { "days": 3 }\n}\n',
    });
    const run = await cli.run(['scan', '--trust', '--format', 'json']);
    expect(run.status).toBe(0);
    expect(run.stderr).toBe('depwarden: .depwarden.jsonc:3:4: There is no key "cooldwn"; "cooldown" is probably meant.\n');
    expect(reportIn(run).policy?.problems).toEqual([
      {
        level: 'warning',
        message: 'There is no key "cooldwn"; "cooldown" is probably meant.',
        range: { start: { line: 2, character: 3 }, end: { line: 2, character: 10 } },
      },
    ]);
    const [first] = (await cli.run(['scan', '--trust'])).stdout.split('\n');
    expect(first).toBe('.depwarden.jsonc:3:4  warning  There is no key "cooldwn"; "cooldown" is probably meant. [policy]');
  });

  it('that is not JSON at all holds nothing, and says so', async () => {
    await cli.write({ 'package.json': CHALK, '.depwarden.jsonc': 'deny everything' });
    const run = await cli.run(['scan', '--trust']);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/^depwarden: \.depwarden\.jsonc:1:1: /);
  });

  it('tells of entries that have expired and, after a scan of everything, of those that matched nothing', async () => {
    await cli.write({
      'package.json': MINIMIST,
      '.depwarden.jsonc': `{ "ignore": [
        { "rule": "vulnerable-release", "reason": "used" },
        { "package": "npm:gone", "reason": "unused" },
        { "package": "npm:minimist", "reason": "over", "expires": "2020-01-31" }
      ] }`,
    });
    const messages = async (words: readonly string[] = [], env = {}) => {
      const { policy } = reportIn(await cli.run(['scan', '--trust', '--format', 'json', ...words], { env }));
      return policy?.problems.map(({ level, message }) => `${level} ${message.split(/[:.]/)[0]}`);
    };
    const expired = 'warning This entry has expired';
    expect(await messages()).toEqual(['information This entry matched nothing in the last scan of everything', expired]);
    expect(await messages(['package.json'])).toEqual([expired]);
    expect(await messages(['--exclude', 'docs'])).toEqual([expired]);
    expect(
      await messages(['--offline'], { DEPWARDEN_CACHE_DIR: path.join(cli.cache, 'empty') }),
      'what is not known may have matched',
    ).toEqual([expired]);
  });

  it('keeps private names to itself, those that are only locked or installed included', async () => {
    await cli.write({
      '.depwarden.jsonc': '{ "privateScopes": ["@acme", "PyPI:acme-*"] }',
      'package.json': packageJson({ '@acme/core': '1.0.0', lodash: '4.17.21' }),
      'package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: {
          '': { dependencies: { '@acme/core': '1.0.0', lodash: '4.17.21' } },
          'node_modules/@acme/core': { version: '1.0.0', dependencies: { '@acme/deep': '1.0.0' } },
          'node_modules/@acme/deep': { version: '1.0.0' },
          'node_modules/lodash': { version: '4.17.21' },
        },
      }),
      'node_modules/@acme/installed/package.json': '{ "name": "@acme/installed", "version": "1.0.0" }',
      'requirements.txt': 'acme-core==1.0\n',
    });
    const report = await cli.report();
    expect(report.summary).toMatchObject({ checked: 1, skipped: 2, unknown: 0 });
    const { npm, pypi, osv } = cli.services;
    const asked = [npm, pypi, osv].flatMap(({ requests }) => requests.map(request => JSON.stringify(request)));
    expect(asked.some(request => request.includes('lodash'))).toBe(true);
    expect(asked.filter(request => request.includes('acme'))).toEqual([]);
  });

  it('takes what is ignored out of what was found installed, too', async () => {
    await cli.write({
      'package.json': packageJson({ lodash: '4.17.21' }),
      'node_modules/chalk/package.json': '{ "name": "chalk", "version": "5.6.1" }',
    });
    expect((await cli.run(['scan', '--trust'])).status).toBe(1);
    await cli.write({ '.depwarden.jsonc': '{ "ignore": [{ "package": "npm:chalk", "reason": "I know it" }] }' });
    expect((await cli.run(['scan', '--trust'])).status, 'a package alone is no word on malware').toBe(1);
    await cli.write({ '.depwarden.jsonc': `{ "ignore": [${FALSE_ALARM}] }` });
    const run = await cli.run(['scan', '--trust', '--format', 'json']);
    expect(run.status).toBe(0);
    expect(reportIn(run)).toMatchObject({
      installed: [],
      summary: { ignored: 1 },
      policy: { problems: [] },
      ignored: [{ rule: 'malicious-installed', package: 'chalk', environment: 'node_modules', reason: 'a copy of ours, looked through' }],
    });
  });
});

describe('--config FILE', () => {
  it('takes another file in the place of the folder’s own', async () => {
    await cli.write({
      'package.json': CHALK,
      '.depwarden.jsonc': '{ "deny": ["npm:chalk"] }',
      'ci/policy.jsonc': `{ "ignore": [${FALSE_ALARM}] }`,
    });
    const run = await cli.run(['scan', '--trust', '--config', 'ci/policy.jsonc', '--format', 'json']);
    expect(run.status).toBe(0);
    expect(reportIn(run).policy?.path).toBe('ci/policy.jsonc');
  });

  it.each([
    ['gone.jsonc', 'gone.jsonc: there is no such file'],
    ['ci', 'ci: it is a folder'],
    ['ci/list.jsonc', 'ci/list.jsonc: it is no policy file'],
    ['ci/text.txt', 'ci/text.txt: it is no policy file'],
  ])('%s: status 2, one line, no request', async (config, message) => {
    await cli.write({ 'package.json': CHALK, 'ci/list.jsonc': '[]', 'ci/text.txt': 'not JSON' });
    const { status, stdout, stderr } = await cli.run(['scan', '--trust', '--config', config]);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: `depwarden: ${message}\n` });
    expect(cli.services.requestCount()).toBe(0);
  });

  it('may be empty', async () => {
    await cli.write({ 'package.json': CHALK });
    await writeFile(path.join(cli.workspace, 'empty.jsonc'), '');
    expect((await cli.run(['scan', '--trust', '--config', 'empty.jsonc'])).status).toBe(1);
  });
});
