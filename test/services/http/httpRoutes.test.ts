import { lookup } from 'node:dns';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Access, Route } from '../../../server/src/model/registryAccess.js';
import { createByteClient } from '../../../server/src/services/http/byteClient.js';
import type { Http, HttpResult } from '../../../server/src/services/http/http.js';
import { MOST_ROUTES } from '../../../server/src/services/http/routes.js';
import { PATIENCE } from '../../support/limits.mjs';
import { createAuthority } from '../../support/services/certificates.js';
import { type Service, startService } from '../../support/services/index.js';
import { type ProxyOptions, type SecureService, startProxy, startSecureService, type TestProxy } from '../../support/services/proxy.js';
import { closing, NEVER, SILENT, testHttp } from '../support.js';

vi.mock('node:dns', async original => {
  const dns = await original<typeof import('node:dns')>();
  return { ...dns, lookup: vi.fn(dns.lookup) };
});
beforeEach(() => {
  vi.mocked(lookup).mockClear();
});

const AUTHORITY = createAuthority();
const NAME = 'registry.example';

const plainService = async (): Promise<Service> => closing(await startService(() => ({ status: 200, json: { plain: true } })));
const proxy = async (options: ProxyOptions): Promise<TestProxy> => closing(await startProxy(options));
const secure = async (names: readonly string[] = [NAME, 'localhost'], days?: readonly [number, number]): Promise<SecureService> =>
  closing(await startSecureService(AUTHORITY.issue(names, days)));

function get(http: Http, url: string, access: Partial<Access> = {}): Promise<HttpResult> {
  return http.getJson(url, { access: { credentials: [], route: {}, ...access } }, NEVER);
}

function through(host: string, more: Route = {}): Route {
  return { httpProxy: `http://${host}`, httpsProxy: `http://${host}`, ...more };
}

describe('credentials', () => {
  const credentials = (host: string): Access['credentials'] => [
    { prefix: `//${host}/`, secret: { kind: 'bearer', token: 'outer-secret' } },
    { prefix: `//${host}/team/`, secret: { kind: 'basic', user: 'ann', password: 'pass-secret' } },
  ];

  it('go to what lies below their prefix, the longest first, and nowhere else', async () => {
    const [mine, other] = [await plainService(), await plainService()];
    const http = testHttp();
    for (const url of [`${mine.url}/team/thing`, `${mine.url}/teammate`, `${other.url}/team/thing`]) {
      await get(http, url, { credentials: credentials(mine.host) });
    }
    expect([...mine.requests, ...other.requests].map(({ headers }) => headers.authorization)).toEqual([
      `Basic ${Buffer.from('ann:pass-secret').toString('base64')}`,
      'Bearer outer-secret',
      undefined,
    ]);
  });

  it.each(['/team/elsewhere', 'other host'])('are not sent on where a request is redirected to: %s', async target => {
    const [mine, other] = [await plainService(), await plainService()];
    const location = target === 'other host' ? `${other.url}/team/thing` : target;
    mine.fault('/team/thing', { kind: 'status', status: 302, headers: { location } });
    const both = [...credentials(mine.host), ...credentials(other.host)];
    expect(await get(testHttp(), `${mine.url}/team/thing`, { credentials: both })).toMatchObject({ kind: 'ok' });
    expect([...mine.requests, ...other.requests].map(({ headers }) => headers.authorization !== undefined)).toEqual([true, false]);
  });

  it('that are missing are named as such, once, and keep nobody from the other packages', async () => {
    const mine = await plainService();
    const http = testHttp();
    for (const status of [401, 403]) {
      mine.fault('/private', { kind: 'status', status });
      mine.forget();
      for (let count = 0; count < 6; count++) {
        expect(await get(http, `${mine.url}/private`)).toEqual({ kind: 'failed', reason: `needs credentials for ${mine.host}`, status });
      }
      expect(mine.requests).toHaveLength(6);
      expect(await get(http, `${mine.url}/public`)).toMatchObject({ kind: 'ok' });
    }
  });

  it('that are refused are told apart from those that are missing, and stay out of the log', async () => {
    const mine = await plainService();
    mine.fault('/', { kind: 'status', status: 401 });
    const lines: string[] = [];
    const note = (line: string): void => void lines.push(line);
    const http = testHttp({ logger: { error: note, warn: note, info: note, debug: note } });
    const reason = `${mine.host} refuses the credentials that are configured`;
    expect(await get(http, `${mine.url}/team/thing`, { credentials: credentials(mine.host) })).toMatchObject({ reason });
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toMatch(/secret|ann|Basic|Bearer/);
  });

  it('that are missing behind a redirect are missing there', async () => {
    const [mine, other] = [await plainService(), await plainService()];
    mine.fault('/', { kind: 'status', status: 302, headers: { location: `${other.url}/thing` } });
    other.fault('/', { kind: 'status', status: 403 });
    const asked = get(testHttp(), `${mine.url}/team/thing`, { credentials: credentials(mine.host) });
    expect(await asked).toMatchObject({ reason: `needs credentials for ${other.host}` });
  });
});

describe('a redirect', () => {
  it.each([
    ['https', 'http', false],
    ['https', 'https', true],
    ['http', 'https', true],
  ])('from %s to %s is followed: %s', async (from, to, isFollowed) => {
    const [plain, encrypted] = [await plainService(), await secure()];
    const location = to === 'http' ? `${plain.url}/moved` : `https://localhost:${encrypted.port}/moved`;
    const first = closing(await startSecureService(AUTHORITY.issue(['localhost']), undefined, location));
    const second = await plainService();
    second.fault('/thing', { kind: 'status', status: 302, headers: { location } });
    const start = from === 'http' ? second.url : `https://localhost:${first.port}`;
    const result = await get(testHttp(), `${start}/thing`, { route: { ca: [AUTHORITY.cert] } });
    expect(result).toMatchObject(
      isFollowed ? { kind: 'ok' } : { reason: `localhost:${first.port} redirects to where it cannot be followed` },
    );
    expect([...plain.requests, ...encrypted.requests].map(({ path }) => path)).toEqual(isFollowed ? ['/moved'] : []);
  });
});

describe('a proxy', () => {
  it('is sent what is not encrypted, and looks up the name itself', async () => {
    const service = await plainService();
    const way = await proxy({ hosts: { [`${NAME}:80`]: Number(service.host.split(':')[1]) } });
    const route = through(way.host.replace('127.0.0.1', 'localhost'));
    expect(await get(testHttp(), `http://${NAME}/thing?a=b`, { route })).toMatchObject({ json: { plain: true } });
    expect(way.requests).toEqual([`GET http://${NAME}/thing?a=b`]);
    expect(service.requests[0]).toMatchObject({ path: '/thing?a=b', headers: { host: NAME } });
    expect(new Set(vi.mocked(lookup).mock.calls.map(([host]) => host))).toEqual(new Set(['localhost']));
  });

  it('makes the connection for https, and sees neither request nor credentials', async () => {
    const service = await secure();
    const way = await proxy({ hosts: { [`${NAME}:443`]: service.port } });
    const route = through(way.host.replace('127.0.0.1', 'localhost'), { ca: [AUTHORITY.cert] });
    const credentials: Access['credentials'] = [{ prefix: `//${NAME}/`, secret: { kind: 'bearer', token: 'secret' } }];
    const http = testHttp();
    const paths = ['/one', '/two', '/three', '/four'];
    for (const path of paths) expect(await get(http, `https://${NAME}${path}`, { route, credentials })).toMatchObject({ json: { path } });
    expect(new Set(way.requests)).toEqual(new Set([`CONNECT ${NAME}:443`]));
    expect(way.requests.length).toBeLessThan(paths.length);
    expect(JSON.stringify(way.headers)).not.toContain('secret');
    expect(service.requests.map(({ authorization }) => authorization)).toEqual(paths.map(() => 'Bearer secret'));
    expect(new Set(vi.mocked(lookup).mock.calls.map(([host]) => host))).toEqual(new Set(['localhost']));
  });

  it('may be spoken to by https itself', async () => {
    const [service, plain] = [await secure(), await plainService()];
    const hosts = { [`${NAME}:443`]: service.port, [`${NAME}:80`]: Number(plain.host.split(':')[1]) };
    const way = await proxy({ hosts, identity: AUTHORITY.issue(['127.0.0.1']) });
    const route = { httpProxy: `https://${way.host}`, httpsProxy: `https://${way.host}`, ca: [AUTHORITY.cert] };
    const http = testHttp();
    expect(await get(http, `https://${NAME}/thing`, { route })).toMatchObject({ json: { path: '/thing' } });
    expect(await get(http, `http://${NAME}/thing`, { route })).toMatchObject({ json: { plain: true } });
    expect(way.requests).toEqual([`CONNECT ${NAME}:443`, `GET http://${NAME}/thing`]);
    const reason = `the proxy ${way.host} has a certificate that is not trusted (unknown authority); name the company's in NODE_EXTRA_CA_CERTS`;
    for (const scheme of ['http', 'https']) {
      expect(await get(http, `${scheme}://${NAME}/thing`, { route: { ...route, ca: [] } })).toMatchObject({ reason });
    }
  });

  it.each(['http', 'https'])('is shown who asks, and nobody behind it: %s', async scheme => {
    const [service, plain] = [await secure(), await plainService()];
    const hosts = { [`${NAME}:443`]: service.port, [`${NAME}:80`]: Number(plain.host.split(':')[1]) };
    const way = await proxy({ hosts, demands: `Basic ${Buffer.from('ann:p@ss').toString('base64')}` });
    const asked = (user: string) =>
      get(testHttp(), `${scheme}://${NAME}/thing`, { route: through(`${user}${way.host}`, { ca: [AUTHORITY.cert] }) });
    expect(await asked('ann:p%40ss@')).toMatchObject({ kind: 'ok' });
    expect(plain.requests.map(({ headers }) => headers['proxy-authorization'])).toEqual(
      scheme === 'http' ? [way.headers[0]?.['proxy-authorization']] : [],
    );
    way.requests.length = 0;
    expect(await asked('')).toEqual({ kind: 'failed', status: 407, reason: `needs credentials for the proxy ${way.host}` });
    expect(await asked('ann:wrong@')).toMatchObject({ reason: `the proxy ${way.host} refuses the credentials that are configured` });
    expect(way.requests).toHaveLength(2);
  });

  it('is passed by for hosts that are named, and for this machine', async () => {
    const service = await secure(['localhost']);
    const way = await proxy({});
    const route = through(way.host, { ca: [AUTHORITY.cert], noProxy: '.none.invalid' });
    expect(await get(testHttp(), `https://localhost:${service.port}/thing`, { route })).toMatchObject({ kind: 'ok' });
    expect(await get(testHttp(), 'https://a.none.invalid/thing', { route })).toMatchObject({ reason: 'cannot reach a.none.invalid' });
    expect(way.requests).toEqual([]);
  });

  it.each<[string, ProxyOptions, string]>([
    ['refuses', { status: 403 }, `the proxy PROXY refuses connections to ${NAME}:443 (403)`],
    ['knows no such host', {}, `the proxy PROXY cannot reach ${NAME}:443 (502)`],
    ['says nothing', { silent: true }, 'cannot reach the proxy PROXY'],
  ])('that %s is named', async (_what, options, reason) => {
    const way = await proxy(options);
    const result = await get(testHttp({ connectMs: 100 }), `https://${NAME}/thing`, { route: through(way.host) });
    expect(result).toMatchObject({ kind: 'failed', reason: reason.replace('PROXY', way.host) });
    expect(way.requests.length).toBeLessThanOrEqual(2);
  });

  it.each(['http', 'https'])('that is not there is named: %s', async scheme => {
    const result = await get(testHttp(), `${scheme}://${NAME}/thing`, { route: through('127.0.0.1:1') });
    expect(result).toEqual({ kind: 'failed', reason: 'cannot reach the proxy 127.0.0.1:1' });
  });

  it.each([
    ['socks5://127.0.0.1:1080', 'proxies of the kind socks5 are not supported'],
    ['http://', 'the address of the proxy is not valid'],
  ])('%s cannot be used, and nothing is sent past it', async (httpsProxy, reason) => {
    expect(await get(testHttp(), `https://${NAME}/thing`, { route: { httpsProxy } })).toEqual({ kind: 'failed', reason });
    expect(lookup).not.toHaveBeenCalled();
  });

  it('of a request goes before the one by default, and none before all; trouble with one is not trouble with the other', async () => {
    const service = await plainService();
    const hosts = { [`${NAME}:80`]: Number(service.host.split(':')[1]) };
    const [usual, own] = [await proxy({ hosts, status: 500 }), await proxy({ hosts })];
    const http = testHttp({ defaults: through(usual.host) });
    for (let count = 0; count < 6; count++) expect(await get(http, `http://${NAME}/thing`)).toMatchObject({ kind: 'failed' });
    expect(await get(http, `http://${NAME}/thing`, { route: through(own.host) })).toMatchObject({ kind: 'ok' });
    expect(own.requests).toHaveLength(1);
    expect(await get(http, `http://${NAME}/thing`, { route: { httpProxy: '' } })).toMatchObject({ reason: `cannot reach ${NAME}` });
  });
});

describe('certificates', () => {
  const trouble = async (names: readonly string[], days: readonly [number, number] | undefined, route: Route): Promise<string> => {
    const service = await secure(names, days);
    const result = await get(testHttp(), `https://localhost:${service.port}/thing`, { route });
    return result.kind === 'failed' ? result.reason.replace(`localhost:${service.port}`, 'HOST') : result.kind;
  };

  it.each<[string, readonly string[], readonly [number, number] | undefined, Route, string]>([
    ['of a trusted authority', ['localhost'], undefined, { ca: [AUTHORITY.cert] }, 'ok'],
    [
      'of an unknown authority',
      ['localhost'],
      undefined,
      {},
      "HOST has a certificate that is not trusted (unknown authority); name the company's in NODE_EXTRA_CA_CERTS",
    ],
    ['for another name', ['other.example'], undefined, { ca: [AUTHORITY.cert] }, 'HOST has a certificate for another name'],
    ['of yesterday', ['localhost'], [-3, -1], { ca: [AUTHORITY.cert] }, 'HOST has a certificate that has expired'],
    [
      'of tomorrow',
      ['localhost'],
      [1, 2],
      { ca: [AUTHORITY.cert] },
      "HOST has a certificate that is not valid yet; this computer's clock may be wrong",
    ],
    ['that is not checked', ['other.example'], [-3, -1], { strictSsl: false }, 'ok'],
  ])('%s', async (_what, names, days, route, reason) => {
    expect(await trouble(names, days, route)).toBe(reason);
    expect(`12 dependencies could not be checked: ${reason.replace('HOST', NAME)}`.length).toBeLessThan(160);
  });

  it('that authorities sign for themselves', async () => {
    const service = closing(await startSecureService(createAuthority('localhost').self));
    expect(await get(testHttp(), `https://localhost:${service.port}/thing`)).toMatchObject({
      reason: `localhost:${service.port} has a certificate that is not trusted (self-signed); name the company's in NODE_EXTRA_CA_CERTS`,
    });
  });

  it('that are not checked are spoken of in the log, once for each host', async () => {
    const service = await secure();
    const lines: string[] = [];
    const http = testHttp({ logger: { ...SILENT, warn: line => void lines.push(line) }, perOrigin: 3 });
    await Promise.all(
      ['/a', '/b', '/c'].map(name => get(http, `https://localhost:${service.port}${name}`, { route: { strictSsl: false } })),
    );
    expect(lines).toEqual([`the certificate of localhost:${service.port} is not checked, because the configuration says so`]);
  });

  it('in files are trusted too; what cannot be read costs a warning', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'depwarden-certificates-'));
    const [file, missing] = [join(folder, 'company.pem'), join(folder, 'missing.pem')];
    await writeFile(file, `# The company's\n${createAuthority('Another').cert}\n${AUTHORITY.cert}`);
    const lines: string[] = [];
    const http = testHttp({
      logger: { ...SILENT, warn: line => void lines.push(line) },
      trust: { files: [missing, file], system: false },
    });
    expect(lines).toEqual([]);
    const service = await secure();
    for (const name of ['/one', '/two']) expect(await get(http, `https://localhost:${service.port}${name}`)).toMatchObject({ kind: 'ok' });
    expect(lines).toEqual([`the certificates in ${missing} cannot be read`]);
    await rm(folder, { recursive: true });
  });

  it.each([true, false])('of the operating system are trusted where that is so (%s), and read only after a failure', async system => {
    const asked = vi.fn(() => [AUTHORITY.cert]);
    const before = Object.getOwnPropertyDescriptor(tls, 'getCACertificates');
    Object.defineProperty(tls, 'getCACertificates', { value: asked, configurable: true });
    onTestFinished(
      () => void (before ? Object.defineProperty(tls, 'getCACertificates', before) : Reflect.deleteProperty(tls, 'getCACertificates')),
    );
    const [service, plain] = [await secure(), await plainService()];
    const http = testHttp({ trust: { files: [], system } });
    await get(http, `${plain.url}/thing`);
    expect(asked).not.toHaveBeenCalled();
    const results = await Promise.all(['/a', '/b'].map(name => get(http, `https://localhost:${service.port}${name}`)));
    expect(results.map(({ kind }) => kind)).toEqual(system ? ['ok', 'ok'] : ['failed', 'failed']);
    expect(asked).toHaveBeenCalledTimes(system ? 1 : 0);
  });

  it('of clients are shown to the registry, not to where it redirects', async () => {
    const clients = createAuthority('Clients');
    const { cert, key } = clients.issue(['ann']);
    const second = closing(await startSecureService(AUTHORITY.issue(['localhost']), clients.cert));
    const first = closing(await startSecureService(AUTHORITY.issue(['localhost']), clients.cert, `https://localhost:${second.port}/moved`));
    const route = { ca: [AUTHORITY.cert], cert, key };
    expect(await get(testHttp(), `https://localhost:${first.port}/thing`, { route })).toMatchObject({ json: { path: '/moved' } });
    expect([first.requests[0]?.client, second.requests[0]?.client]).toEqual(['ann', undefined]);
  });

  it('of clients that cannot be used are named', async () => {
    const { cert } = AUTHORITY.issue(['ann']);
    const route = { cert, key: AUTHORITY.issue(['bob']).key };
    const way = await proxy({ hosts: { [`${NAME}:443`]: (await secure()).port } });
    const reason = 'the client certificate that is configured, or its key, cannot be used';
    expect(await get(testHttp(), 'https://localhost:1/thing', { route })).toMatchObject({ reason });
    expect(await get(testHttp(), `https://${NAME}/thing`, { route: through(way.host, route) })).toMatchObject({ reason });
    expect(way.requests).toEqual([]);
  });
});

describe('routes', () => {
  it('are kept with their connections, the last ones only', async () => {
    let open = 0;
    const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
    server.on('connection', socket => {
      open++;
      socket.on('close', () => open--);
    });
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
    closing({ close: async () => void server.close() });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/thing`;
    const http = testHttp();
    const routes = Array.from({ length: 2 * MOST_ROUTES }, (_, index): Route => ({ noProxy: `${index}.example` }));
    for (const route of [...routes, routes[0] ?? {}]) expect(await get(http, url, { route })).toMatchObject({ kind: 'ok' });
    await vi.waitUntil(() => open <= MOST_ROUTES, PATIENCE);
    for (let count = 0; count < 20; count++) await get(http, url, { route: { noProxy: 'equal.example' } });
    await vi.waitUntil(() => open <= MOST_ROUTES + 1, PATIENCE);
  });
});

describe('the client for files', () => {
  it('takes the same ways', async () => {
    const service = await secure();
    const way = await proxy({ hosts: { [`${NAME}:443`]: service.port }, demands: 'Bearer secret' });
    const route = through(way.host, { ca: [AUTHORITY.cert], proxyAuthorization: 'Bearer secret' });
    const client = createByteClient({ route });
    const whole = await client.getWhole(new URL(`https://${NAME}/file`), {}, [200], 1000, NEVER);
    expect(whole).toMatchObject({ status: 200, bytes: Buffer.from('{"path":"/file"}') });
    const other = createByteClient({ route: through(way.host), random: () => 0 });
    expect(await other.getWhole(new URL(`http://${NAME}/file`), {}, [200], 1000, NEVER)).toMatchObject({
      failure: { reason: `needs credentials for the proxy ${way.host}` },
    });
    expect(way.requests).toEqual([`CONNECT ${NAME}:443`, `GET http://${NAME}/file`]);
    client.close();
    other.close();
  });

  it('is cancelled at once while a proxy says nothing', async () => {
    const way = await proxy({ silent: true });
    const client = createByteClient({ route: through(way.host), limits: { connectMs: 60_000, headersMs: 60_000 } });
    const controller = new AbortController();
    const asked = client.getWhole(new URL(`https://${NAME}/file`), {}, [200], 1000, controller.signal);
    await vi.waitUntil(() => way.requests.length > 0, PATIENCE);
    controller.abort('stop');
    await expect(asked).rejects.toBe('stop');
    client.close();
  });
});
