import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../support/services/index.js';
import { packageJson, summaryOf, useCommandLine } from './support.js';

const cli = useCommandLine();

const FILES = { 'package.json': packageJson({ chalk: '5.6.1', lodash: '^4.17.21' }), 'requirements.txt': 'litellm>=1.50,<2\n' };

function breakAll(fault: Fault, times?: number): void {
  const { npm, pypi, osv } = cli.services;
  for (const service of [npm, pypi, osv]) service.fault('/', fault, times);
}

/** Scans with every service broken, and expects what holds whatever the trouble is; gives the lines on what was not checked. */
async function scanBroken(env: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  await cli.write(FILES);
  const run = await cli.run(['scan', '--fail-on-unknown', '--fail-on', 'never'], { env });
  expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 3, stderr: '' });
  expect(run.stdout).toContain('chalk 5.6.1 is a compromised release (MAL-2025-46969');
  expect(run.stdout).toContain('litellm >=1.50,<2 admits compromised 1.82.7 and 1.82.8 (MAL-2026-2144)');
  expect(summaryOf(run)).toBe('2 manifests, 3 dependencies: 0 checked, 3 could not be checked. 1 error, 1 warning.');
  return run.stdout.split('\n').filter(line => line.includes('  not checked  '));
}

/** The two lines that say why, once for each manifest. `words` are said of a host, or have `HOST` in them. */
function reasons(words: string): readonly string[] {
  const { npm, pypi, osv } = cli.services;
  const of = (name: string, { host }: { readonly host: string }): string => {
    const place = `${name} (${host})`;
    return words.includes('HOST') ? words.replace('HOST', place) : `${place} ${words}`;
  };
  return [
    `package.json  not checked  chalk, lodash: ${of('OSV', osv)}; ${of('npm registry', npm)}`,
    `requirements.txt  not checked  litellm: ${of('OSV', osv)}; ${of('PyPI', pypi)}`,
  ];
}

describe('every service broken: one line a manifest says why, what is built in is still found, the status is 3', () => {
  it.each<[string, Fault, string]>([
    ['HTML', { kind: 'html' }, 'answered HTML instead of JSON'],
    ['HTML that calls itself JSON', { kind: 'html', undeclared: true }, 'answered HTML instead of JSON'],
    ['plain text', { kind: 'text', body: 'down for maintenance' }, 'answered something else instead of JSON'],
    ['half a document', { kind: 'text', body: '{"name":"lodash","vers' }, 'answered with invalid JSON'],
    ['401', { kind: 'status', status: 401 }, 'needs credentials for HOST'],
    ['403', { kind: 'status', status: 403, body: '<h1>blocked</h1>' }, 'needs credentials for HOST'],
    [
      '429 with a long Retry-After',
      { kind: 'status', status: 429, headers: { 'retry-after': '3600' } },
      'limits the rate of requests (429); it asks to try again in 60 min',
    ],
    ['500', { kind: 'status', status: 500 }, 'answers HTTP 500'],
    ['a closed connection', { kind: 'reset' }, 'broke off the connection'],
    ['half a body', { kind: 'half-body' }, 'broke off the connection'],
  ])('%s', async (_what, fault, words) => {
    breakAll(fault);
    expect(await scanBroken()).toEqual(reasons(words));
  });

  it('nobody listens', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const host = url.slice('http://'.length);
    const lines = await scanBroken({ DEPWARDEN_OSV_URL: url, DEPWARDEN_NPM_REGISTRY: url, DEPWARDEN_PYPI_URL: `${url}/simple` });
    expect(lines).toEqual([
      `package.json  not checked  chalk, lodash: cannot reach OSV (${host}); cannot reach npm registry (${host})`,
      `requirements.txt  not checked  litellm: cannot reach OSV (${host}); cannot reach PyPI (${host})`,
    ]);
  });

  it('an address that is none', async () => {
    const lines = await scanBroken({
      DEPWARDEN_OSV_URL: 'no address',
      DEPWARDEN_NPM_REGISTRY: 'no address',
      DEPWARDEN_PYPI_URL: 'no address',
    });
    expect(lines).toEqual([
      'package.json  not checked  chalk, lodash: the address of the service is not a valid http or https address',
      'requirements.txt  not checked  litellm: the address of the service is not a valid http or https address',
    ]);
  });

  it('silence: given up after the time limit', async () => {
    breakAll({ kind: 'hang' });
    expect(await scanBroken()).toEqual(reasons('did not answer within 8 s'));
    const { npm, pypi, osv } = cli.services;
    for (const service of [npm, pypi, osv]) expect(service.requests.length, 'nothing is asked for twice').toBeLessThanOrEqual(2);
  });

  it('headers, then silence', async () => {
    breakAll({ kind: 'stalled-body' });
    expect(await scanBroken()).toEqual(reasons('stopped in the middle of its answer'));
  });

  it('an answer without an end: given up at the limit of size or time', async () => {
    breakAll({ kind: 'endless-body' });
    const lines = await scanBroken();
    expect(lines).toHaveLength(2);
    for (const line of lines)
      expect(line).toMatch(
        /(answered with more than \d+ MB|did not answer within 10 s); .*(answered with more than \d+ MB|did not answer within 10 s)$/,
      );
  });
});

describe('404', () => {
  it('of the advisory service is no answer, nor is it of what does not answer as a registry does', async () => {
    breakAll({ kind: 'status', status: 404 });
    await cli.write(FILES);
    const report = await cli.report(['--fail-on-unknown', '--fail-on', 'never']);
    expect(report.status).toBe(3);
    expect(report.summary).toMatchObject({ checked: 0, unknown: 3 });
    expect(report.findings.filter(({ rule }) => rule === 'unknown-package')).toEqual([]);
  });
});

describe('trouble that passes', () => {
  it.each<[string, Fault]>([
    ['429 with a short Retry-After', { kind: 'status', status: 429, headers: { 'retry-after': '1' } }],
    ['503 with Retry-After', { kind: 'status', status: 503, headers: { 'retry-after': '1' } }],
    ['500', { kind: 'status', status: 500 }],
    ['a closed connection', { kind: 'reset' }],
    ['half a body', { kind: 'half-body' }],
  ])('%s once: asked again, and everything is checked', async (_what, fault) => {
    breakAll(fault, 1);
    await cli.write(FILES);
    const report = await cli.report();
    expect(report.summary).toMatchObject({ checked: 3, unknown: 0 });
  });
});

describe('one service broken', () => {
  it.each([
    ['npm', 'npm registry', 'package.json', ['chalk', 'lodash']],
    ['pypi', 'PyPI', 'requirements.txt', ['litellm']],
  ] as const)('%s: only what it serves is unknown', async (name, title, file, packages) => {
    cli.services[name].fault('/', { kind: 'html' });
    await cli.write(FILES);
    const report = await cli.report();
    const unknown = report.manifests.flatMap(({ path, dependencies }) =>
      dependencies.filter(({ status }) => status === 'unknown').map(dependency => ({ path, ...dependency })),
    );
    expect(unknown.map(({ path, name: dependency }) => [path, dependency])).toEqual(packages.map(dependency => [file, dependency]));
    for (const { reason } of unknown) expect(reason).toBe(`${title} (${cli.services[name].host}) answered HTML instead of JSON`);
  });

  it('one record that cannot be had leaves only its packages unknown', async () => {
    cli.services.osv.fault('/v1/vulns/MAL-2025-46969', { kind: 'html' });
    await cli.write(FILES);
    const report = await cli.report();
    expect(report.summary).toMatchObject({ checked: 2, unknown: 1 });
  });

  it('in place of an old answer: the old one is shown, with what is known', async () => {
    await cli.write(FILES);
    const before = await cli.report();
    breakAll({ kind: 'status', status: 500 });
    expect(await cli.report()).toEqual(before);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise(closed => server.close(closed));
  return port;
}
