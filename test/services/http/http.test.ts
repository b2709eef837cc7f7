import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Http, HttpResult } from '../../../server/src/services/http/http.js';
import { type Fault, type Service, startService } from '../../support/services/index.js';
import { closing, NEVER, SILENT, testHttp } from '../support.js';

const DOCUMENT = { name: 'thing', list: Array.from({ length: 500 }, (_, index) => `item ${index}`) };

async function service(encoding: 'gzip' | 'br' | 'none' = 'gzip', latencyMs = 0): Promise<Service> {
  return closing(
    await startService(
      (request, path) => {
        if (path === '/missing') return { status: 404, text: 'not here' };
        return { status: 200, json: request.method === 'POST' ? { got: JSON.parse(request.body) } : DOCUMENT };
      },
      { encoding, latencyMs },
    ),
  );
}

function get(http: Http, url: string, options = {}): Promise<HttpResult> {
  return http.getJson(url, options, NEVER);
}

describe('answers', () => {
  it.each(['gzip', 'br', 'none'] as const)('reads JSON, encoding %s', async encoding => {
    const { url } = await service(encoding);
    expect(await get(testHttp(), `${url}/thing`)).toEqual({ kind: 'ok', status: 200, json: DOCUMENT, etag: expect.any(String) });
  });

  it('posts JSON', async () => {
    const { url, requests } = await service();
    const result = await testHttp().postJson(`${url}/thing`, { question: 'ä' }, {}, NEVER);
    expect(result).toMatchObject({ kind: 'ok', json: { got: { question: 'ä' } } });
    expect(requests[0]?.headers).toMatchObject({ 'content-type': 'application/json', accept: 'application/json' });
  });

  it('keeps the wanted parts only', async () => {
    const { url } = await service();
    expect(await get(testHttp(), `${url}/thing`, { keep: { name: true } })).toMatchObject({ json: { name: 'thing' } });
  });

  it('is told that what it has is current', async () => {
    const { url } = await service();
    const http = testHttp();
    const first = await get(http, `${url}/thing`);
    expect(await get(http, `${url}/thing`, { etag: first.kind === 'ok' ? first.etag : '' })).toEqual({ kind: 'not-modified' });
    expect(await get(http, `${url}/thing`, { etag: '"another"' })).toMatchObject({ kind: 'ok' });
  });

  /** With undici 7 the process ends where such a body is read more slowly than it comes in, unless all of it may be read ahead. */
  it('takes large bodies from a server that closes each connection', async () => {
    const items = Array.from({ length: 200_000 }, () => randomBytes(40).toString('base64'));
    const body = gzipSync(JSON.stringify(items), { level: 1 });
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': body.length, connection: 'close' };
    const server = createHttpServer((_, response) => response.writeHead(200, headers).end(body)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const http = testHttp();
    for (let round = 0; round < 6; round++) {
      const results = await Promise.all([1, 2, 3, 4].map(() => get(http, `http://127.0.0.1:${port}/large`)));
      expect(results.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok', 'ok']);
    }
    server.close();
  });

  it('tells that there is nothing', async () => {
    const { url } = await service();
    expect(await get(testHttp(), `${url}/missing`)).toEqual({ kind: 'not-found', type: expect.any(String), text: 'not here' });
  });
});

describe('bad answers are values, with a reason to show', () => {
  const cases: [title: string, fault: Fault, reason: RegExp, requests: number][] = [
    ['HTML', { kind: 'html' }, /^HOST answered HTML instead of JSON$/, 1],
    ['HTML called JSON', { kind: 'html', undeclared: true }, /^HOST answered HTML instead of JSON$/, 1],
    ['plain text', { kind: 'text', body: 'hello' }, /^HOST answered something else instead of JSON$/, 1],
    ['no text', { kind: 'text', body: '' }, /^HOST answered something else instead of JSON$/, 1],
    ['half of a document', { kind: 'text', body: '{"a":[1,2' }, /^HOST answered with invalid JSON$/, 1],
    ['invalid JSON', { kind: 'text', body: '{"a":tru}' }, /^HOST answered with invalid JSON$/, 1],
    ['two documents', { kind: 'text', body: '{} {}' }, /^HOST answered with invalid JSON$/, 1],
    ['half a compressed body', { kind: 'cut' }, /^HOST sent a damaged answer$/, 3],
    ['half a body, then a close', { kind: 'half-body' }, /^HOST broke off the connection$/, 3],
    ['a close', { kind: 'reset' }, /^HOST broke off the connection$/, 3],
    ['401', { kind: 'status', status: 401 }, /^needs credentials for HOST$/, 1],
    ['403', { kind: 'status', status: 403 }, /^needs credentials for HOST$/, 1],
    ['400', { kind: 'status', status: 400 }, /^HOST refused the request \(400\)$/, 1],
    ['304 not asked for', { kind: 'status', status: 304 }, /^HOST refused the request \(304\)$/, 1],
    ['500', { kind: 'status', status: 500 }, /^HOST answers HTTP 500$/, 3],
    ['503', { kind: 'status', status: 503 }, /^HOST answers HTTP 503$/, 3],
    ['429', { kind: 'status', status: 429 }, /^HOST limits the rate of requests \(429\)$/, 3],
    [
      '429 for two minutes',
      { kind: 'status', status: 429, headers: { 'retry-after': '120' } },
      /^HOST limits the rate of requests \(429\); it asks to try again in 2 min$/,
      1,
    ],
    ['a redirect to nowhere', { kind: 'status', status: 302 }, /^HOST redirects to where it cannot be followed$/, 1],
    ['a redirect to a file', { kind: 'status', status: 302, headers: { location: 'file:///etc/passwd' } }, /^HOST redirects to where/, 1],
    ['a circle of redirects', { kind: 'status', status: 302, headers: { location: '/circle' } }, /^HOST redirects too often$/, 4],
  ];
  it.each(cases)('%s', async (_title, fault, reason, requests) => {
    const bad = await service();
    bad.fault(/./, fault);
    const result = await get(testHttp(), `${bad.url.replace('//', '//user:secret@')}/thing?token=secret`);
    expect(result.kind).toBe('failed');
    const shown = result.kind === 'failed' ? result.reason : '';
    expect(shown.replace(bad.host, 'HOST')).toMatch(reason);
    expect(shown).not.toMatch(/secret|user/);
    expect(bad.requests).toHaveLength(requests);
  });

  it('an endless body, stopped at the limit', async () => {
    const bad = await service();
    bad.fault('/thing', { kind: 'endless-body' });
    const reason = `${bad.host} answered with more than 1 MB`;
    expect(await get(testHttp({ maxBytes: 1024 * 1024 }), `${bad.url}/thing`)).toEqual({ kind: 'failed', reason });
    expect(await get(testHttp({ maxBytes: 1024 * 1024 }), `${bad.url}/thing`, { keep: { name: true } })).toEqual({
      kind: 'failed',
      reason,
    });
  });

  it('a compressed body that unfolds beyond the limit', async () => {
    const bomb = closing(await startService(() => ({ status: 200, json: { zeros: '0'.repeat(8 * 1024 * 1024) } })));
    expect(await get(testHttp({ maxBytes: 1024 * 1024 }), `${bomb.url}/`)).toMatchObject({
      reason: `${bomb.host} answered with more than 1 MB`,
    });
  });

  it('silence', async () => {
    const bad = await service();
    bad.fault('/thing', { kind: 'hang' });
    expect(await get(testHttp({ headersMs: 100 }), `${bad.url}/thing`)).toEqual({
      kind: 'failed',
      reason: `${bad.host} did not answer within 100 ms`,
    });
    expect(bad.requests).toHaveLength(1);
  });

  it('a body that stops', async () => {
    const bad = await service();
    bad.fault('/thing', { kind: 'stalled-body' });
    expect(await get(testHttp({ bodyMs: 100 }), `${bad.url}/thing`)).toMatchObject({
      reason: `${bad.host} stopped in the middle of its answer`,
    });
    expect(await get(testHttp({ timeLimitMs: 200 }), `${bad.url}/thing`)).toMatchObject({
      reason: `${bad.host} did not answer within 200 ms`,
    });
  });

  it('no service at that address', async () => {
    const port = await freePort();
    expect(await get(testHttp(), `http://127.0.0.1:${port}/x`)).toEqual({ kind: 'failed', reason: `cannot reach 127.0.0.1:${port}` });
    expect(await get(testHttp(), 'http://nowhere.invalid/x')).toEqual({ kind: 'failed', reason: 'cannot reach nowhere.invalid' });
  });

  it.each(['', 'nonsense', 'ftp://host.example/x'])('no web address: %j', async address => {
    expect(await get(testHttp(), address)).toMatchObject({ kind: 'failed', reason: expect.stringContaining('not a valid') });
  });
});

describe('retries', () => {
  it('answers once the service does', async () => {
    const flaky = await service();
    flaky.fault('/thing', { kind: 'status', status: 503 }, 1);
    flaky.fault('/thing', { kind: 'reset' }, 1);
    expect(await get(testHttp(), `${flaky.url}/thing`)).toMatchObject({ kind: 'ok' });
    expect(flaky.requests).toHaveLength(3);
  });

  it('waits as long as a service asks for, in seconds', async () => {
    const busy = await service();
    busy.fault('/thing', { kind: 'status', status: 429, headers: { 'retry-after': '1' } }, 1);
    const started = performance.now();
    expect(await get(testHttp(), `${busy.url}/thing`)).toMatchObject({ kind: 'ok' });
    expect(performance.now() - started).toBeGreaterThan(990);
  });

  it('reads the time in Retry-After as a date, too', async () => {
    const busy = await service();
    const now = Date.parse('2026-03-24T10:39:00Z');
    const until = { 'retry-after': 'Tue, 24 Mar 2026 10:40:00 GMT' };
    busy.fault('/thing', { kind: 'status', status: 503, headers: { ...until, date: 'no date' } }, 1);
    busy.fault('/other', { kind: 'status', status: 503, headers: { ...until, date: 'Tue, 24 Mar 2026 10:30:00 GMT' } }, 1);
    const ask = (path: string) => get(testHttp({ clock: () => now }), busy.url + path);
    expect(await ask('/thing')).toMatchObject({ reason: `${busy.host} answers HTTP 503; it asks to try again in 60 s` });
    expect(await ask('/other')).toMatchObject({ reason: `${busy.host} answers HTTP 503; it asks to try again in 10 min` });
  });

  it('does not wait beyond the time limit', async () => {
    const busy = await service();
    busy.fault('/thing', { kind: 'status', status: 429, headers: { 'retry-after': '3' } });
    const result = await get(testHttp({ timeLimitMs: 2_000 }), `${busy.url}/thing`);
    expect(result).toMatchObject({ kind: 'failed', reason: expect.stringContaining('in 3 s') });
    expect(busy.requests).toHaveLength(1);
  });
});

describe('redirects', () => {
  it('are followed without what authorises, be it on the same host', async () => {
    const [from, to] = [await service(), await service()];
    from.fault('/thing', { kind: 'status', status: 302, headers: { location: '/moved' } });
    from.fault('/moved', { kind: 'status', status: 307, headers: { location: `${to.url}/thing` } });
    const headers = { authorization: 'Bearer secret', Cookie: 'secret' };
    expect(await get(testHttp(), `${from.url}/thing`, { headers })).toMatchObject({ kind: 'ok', json: DOCUMENT });
    expect(from.requests.map(request => request.headers.authorization)).toEqual(['Bearer secret', undefined]);
    expect(from.requests.map(request => request.headers.cookie)).toEqual(['secret', undefined]);
    expect(to.requests).toHaveLength(1);
    expect(to.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(to.requests[0]?.headers).not.toHaveProperty('cookie');
  });

  it('of a POST are followed only where it stays a POST', async () => {
    const from = await service();
    from.fault('/temporary', { kind: 'status', status: 307, headers: { location: '/thing' } });
    from.fault('/other', { kind: 'status', status: 302, headers: { location: '/thing' } });
    expect(await testHttp().postJson(`${from.url}/temporary`, { a: 1 }, {}, NEVER)).toMatchObject({ json: { got: { a: 1 } } });
    expect(await testHttp().postJson(`${from.url}/other`, { a: 1 }, {}, NEVER)).toMatchObject({ kind: 'failed' });
  });
});

describe('cancelling', () => {
  const faults: Fault[] = [
    { kind: 'hang' },
    { kind: 'stalled-body' },
    { kind: 'endless-body' },
    { kind: 'status', status: 429, headers: { 'retry-after': '4' } },
  ];
  it.each(faults)('rejects at once with the reason: $kind', async fault => {
    const bad = await service();
    bad.fault('/thing', fault);
    const controller = new AbortController();
    const http = testHttp();
    const asked = http.getJson(`${bad.url}/thing`, {}, controller.signal);
    await until(() => bad.requests.length > 0);
    const reason = new Error('no longer wanted');
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
    await expect(http.getJson(`${bad.url}/thing`, {}, controller.signal)).rejects.toBe(reason);
    bad.heal();
    expect(await get(http, `${bad.url}/thing`)).toMatchObject({ kind: 'ok' });
  });

  it('rejects those that still wait for their turn', async () => {
    const bad = await service();
    bad.fault('/thing', { kind: 'hang' });
    const controller = new AbortController();
    const http = testHttp({ perOrigin: 1 });
    const asked = ['a', 'b', 'c'].map(name => http.getJson(`${bad.url}/thing/${name}`, {}, controller.signal));
    await until(() => bad.requests.length > 0);
    controller.abort('stop');
    expect((await Promise.allSettled(asked)).map(one => one.status === 'rejected' && one.reason)).toEqual(['stop', 'stop', 'stop']);
    expect(bad.requests).toHaveLength(1);
  });
});

describe('many requests', () => {
  it('run side by side up to the bound of one origin, over connections that are used again', async () => {
    const slow = await service('gzip', 20);
    const http = testHttp({ perOrigin: 5 });
    const results = await Promise.all(Array.from({ length: 30 }, (_, index) => get(http, `${slow.url}/${index}`)));
    expect(new Set(results.map(result => result.kind))).toEqual(new Set(['ok']));
    expect(slow.busiest()).toBe(5);
  });

  it('to a service that hangs cost about one time limit, not one each', async () => {
    const bad = await service();
    bad.fault(/./, { kind: 'hang' });
    const http = testHttp({ headersMs: 300, perOrigin: 10 });
    const results = await Promise.all(Array.from({ length: 200 }, (_, index) => get(http, `${bad.url}/${index}`)));
    expect(new Set(results.map(result => result.kind === 'failed' && result.reason))).toEqual(
      new Set([`${bad.host} did not answer within 300 ms`]),
    );
    expect(bad.requests.length).toBeLessThanOrEqual(20);
  });

  it('leave a failing origin alone for a while and then try it with one request', async () => {
    const bad = await service();
    bad.fault(/./, { kind: 'status', status: 500 });
    let now = Date.now();
    const http = testHttp({ clock: () => now });
    for (let index = 0; index < 5; index++) await get(http, `${bad.url}/${index}`);
    expect(bad.requests).toHaveLength(15);
    expect(await get(http, `${bad.url}/other`)).toEqual({ kind: 'failed', reason: `${bad.host} answers HTTP 500` });
    expect(bad.requests).toHaveLength(15);
    now += 16_000;
    bad.heal();
    bad.fault('/probe', { kind: 'hang' });
    const probe = new AbortController();
    const probing = http.getJson(`${bad.url}/probe`, {}, probe.signal);
    await until(() => bad.requests.length === 16);
    const gone = new AbortController();
    const cancelled = http.getJson(`${bad.url}/cancelled`, {}, gone.signal);
    const others = Promise.all(['a', 'b'].map(name => get(http, `${bad.url}/${name}`)));
    gone.abort('gone');
    await expect(cancelled).rejects.toBe('gone');
    expect(bad.requests).toHaveLength(16);
    probe.abort('enough');
    await expect(probing).rejects.toBe('enough');
    expect((await others).map(({ kind }) => kind)).toEqual(['ok', 'ok']);
    expect(await get(http, `${bad.url}/more`)).toMatchObject({ kind: 'ok' });
  });

  it('leave an origin alone at once where it asks for that', async () => {
    const busy = await service();
    busy.fault('/a', { kind: 'status', status: 429, headers: { 'retry-after': '3600' } });
    const http = testHttp();
    await get(http, `${busy.url}/a`);
    expect(await get(http, `${busy.url}/b`)).toMatchObject({ reason: expect.stringContaining('try again in 60 min') });
    http.tryAgain();
    expect(await get(http, `${busy.url}/b`)).toMatchObject({ reason: expect.stringContaining('try again in 60 min') });
    expect(busy.requests).toHaveLength(1);
  });

  it('try a failing origin again at once where somebody wants that', async () => {
    const bad = await service();
    bad.fault(/./, { kind: 'status', status: 500 });
    const http = testHttp();
    for (let index = 0; index < 5; index++) await get(http, `${bad.url}/${index}`);
    bad.heal();
    expect(await get(http, `${bad.url}/other`)).toMatchObject({ kind: 'failed' });
    http.tryAgain();
    expect(await get(http, `${bad.url}/other`)).toMatchObject({ kind: 'ok' });
  });

  it('name the service where it is known by another name than its host', async () => {
    const bad = await service();
    bad.fault(/./, { kind: 'status', status: 503 });
    const { url, host } = bad;
    expect(await testHttp().getJson(`${url}/x`, { service: 'OSV' }, new AbortController().signal)).toMatchObject({
      reason: `OSV (${host}) answers HTTP 503`,
    });
  });

  it('say nothing secret in the log', async () => {
    const lines: string[] = [];
    const { url } = await service();
    const http = testHttp({ logger: { ...SILENT, debug: line => lines.push(line) } });
    await get(http, `${url.replace('//', '//user:secret@')}/secret/thing?secret`, { headers: { authorization: 'secret' } });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('secret');
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setImmediate(resolve));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise(closed => server.close(closed));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
