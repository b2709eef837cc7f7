import { describe, expect, it } from 'vitest';
import { mergedRoute, routeOfEditor, routeOfEnvironment } from '../../../server/src/ecosystems/shared/defaultRoute.js';
import type { Route } from '../../../server/src/model/registryAccess.js';
import * as fc from '../../support/fastCheck.js';

const P = 'http://proxy.example:3128';
const Q = 'http://other.example';

describe('two routes put together', () => {
  const SECOND = { httpProxy: P, httpsProxy: P, proxyAuthorization: 'Bearer given' };

  it.each<[Route, string | undefined]>([
    [{}, 'Bearer given'],
    [{ httpsProxy: P, strictSsl: false }, 'Bearer given'],
    [{ httpsProxy: '' }, 'Bearer given'],
    [{ httpProxy: Q, httpsProxy: Q }, undefined],
    [{ httpProxy: Q }, undefined],
    [{ httpProxy: Q, proxyAuthorization: 'Bearer other' }, 'Bearer other'],
  ])('tell no other proxy what is meant for that of the second: %j', (first, expected) => {
    expect(mergedRoute(first, SECOND).proxyAuthorization).toBe(expected);
  });
});

describe('the environment', () => {
  it.each<[Readonly<Record<string, string>>, Route]>([
    [{}, {}],
    [{ PATH: '/bin', HTTPS_PROXY: '' }, {}],
    [{ HTTPS_PROXY: P }, { httpsProxy: P }],
    [{ https_proxy: P, HTTPS_PROXY: Q }, { httpsProxy: P }],
    [{ http_proxy: P }, { httpProxy: P, httpsProxy: P }],
    [
      { HTTP_PROXY: P, HTTPS_PROXY: Q },
      { httpProxy: P, httpsProxy: Q },
    ],
    [{ ALL_PROXY: P }, { httpProxy: P, httpsProxy: P }],
    [
      { all_proxy: P, HTTP_PROXY: Q },
      { httpProxy: Q, httpsProxy: P },
    ],
    [
      { HTTPS_PROXY: P, NO_PROXY: 'a.example' },
      { httpsProxy: P, noProxy: 'a.example' },
    ],
    [{ no_proxy: 'b.example', NO_PROXY: 'a.example' }, { noProxy: 'b.example' }],
    [{ npm_config_https_proxy: P }, {}],
  ])('%j', (env, route) => {
    expect(routeOfEnvironment(env)).toEqual({ route, certificateFiles: [] });
  });

  it('names files of certificates', () => {
    const env = { SSL_CERT_FILE: '/etc/a.pem', NODE_EXTRA_CA_CERTS: '/etc/b.pem' };
    expect(routeOfEnvironment(env)).toEqual({ route: {}, certificateFiles: ['/etc/a.pem', '/etc/b.pem'] });
    expect(routeOfEnvironment({ SSL_CERT_FILE: '' })).toEqual({ route: {}, certificateFiles: [] });
  });
});

describe("the editor's settings", () => {
  /** As VS Code sends it where nothing is set. */
  const untouched = {
    proxy: '',
    noProxy: [],
    proxyStrictSSL: true,
    proxyAuthorization: null,
    proxySupport: 'override',
    systemCertificates: true,
  };

  it.each<[object, Route]>([
    [{}, {}],
    [{ proxy: P }, { httpProxy: P, httpsProxy: P }],
    [{ proxy: ` ${P} ` }, { httpProxy: P, httpsProxy: P }],
    [
      { proxy: P, proxySupport: 'on' },
      { httpProxy: P, httpsProxy: P },
    ],
    [
      { proxy: P, proxySupport: 'fallback' },
      { httpProxy: P, httpsProxy: P },
    ],
    [{ proxy: P, proxySupport: 'off' }, {}],
    [
      { proxy: P, proxyAuthorization: 'Basic eDp5' },
      { httpProxy: P, httpsProxy: P, proxyAuthorization: 'Basic eDp5' },
    ],
    [{ proxyAuthorization: 'Basic eDp5' }, {}],
    [{ noProxy: ['a.example', '', 1, 'b.example'] }, { noProxy: 'a.example,b.example' }],
    [{ proxyStrictSSL: false }, { strictSsl: false }],
    [{ proxy: 1, noProxy: 'a.example', proxyStrictSSL: 0, proxySupport: {} }, {}],
  ])('%j', (changes, route) => {
    expect(routeOfEditor({ ...untouched, ...changes })).toEqual({ route, systemCertificates: true });
  });

  it('turn the certificates of the operating system off', () => {
    expect(routeOfEditor({ ...untouched, systemCertificates: false })).toEqual({ route: {}, systemCertificates: false });
  });

  it('may be anything', () => {
    fc.assert(fc.property(fc.anything(), section => typeof routeOfEditor(section).systemCertificates === 'boolean'));
  });
});

describe('two routes', () => {
  it.each<[Route, Route, Route]>([
    [{}, { httpProxy: P }, { httpProxy: P }],
    [{ httpProxy: Q }, { httpProxy: P, noProxy: 'a' }, { httpProxy: Q, noProxy: 'a' }],
    [{ httpProxy: '' }, { httpProxy: P, httpsProxy: P }, { httpProxy: '', httpsProxy: P }],
    [{ strictSsl: true }, { strictSsl: false }, { strictSsl: true }],
    [{ ca: ['one'] }, { ca: ['two'] }, { ca: ['one', 'two'] }],
    [{ cert: 'c', key: 'k' }, {}, { cert: 'c', key: 'k' }],
  ])('%j before %j', (first, second, merged) => {
    expect(mergedRoute(first, second)).toEqual(merged);
  });
});
