import { describe, expect, it } from 'vitest';
import type { Credential, Route } from '../../../server/src/model/registryAccess.js';
import { authorizationFor } from '../../../server/src/services/http/credentials.js';
import { isExempt, proxyFor } from '../../../server/src/services/http/proxies.js';

describe('which hosts are reached without a proxy', () => {
  it.each<[noProxy: string, url: string, exempt: boolean]>([
    ['', 'https://a.example', false],
    ['*', 'https://a.example', true],
    ['b.example, *', 'https://a.example', true],
    ['a.example', 'https://a.example', true],
    ['A.Example.', 'https://a.example', true],
    ['a.example', 'https://a.example.', true],
    ['a.example', 'https://sub.a.example', true],
    ['.a.example', 'https://sub.a.example', true],
    ['*.a.example', 'https://sub.a.example', true],
    ['a.example', 'https://nota.example', false],
    ['sub.a.example', 'https://a.example', false],
    ['b.example,a.example', 'https://a.example', true],
    ['b.example a.example', 'https://a.example', true],
    ['b.example; a.example', 'https://a.example', true],
    ['a.example:443', 'https://a.example', true],
    ['a.example:443', 'http://a.example', false],
    ['a.example:8443', 'https://a.example:8443', true],
    ['10.1.2.3', 'http://10.1.2.3', true],
    ['10.1.2.3', 'http://10.1.2.30', false],
    ['10.1.0.0/16', 'http://10.1.2.3:8080', true],
    ['10.1.0.0/16', 'http://10.2.2.3', false],
    ['10.1.0.0/99', 'http://10.1.2.3', false],
    ['10.1.0.0/16', 'http://a.example', false],
    ['2001:db8::/32', 'http://[2001:db8::1]', true],
    ['2001:0db8::0001', 'http://[2001:db8::1]', true],
    ['[2001:db8::1]:80', 'http://[2001:db8::1]', true],
    ['[2001:db8::1]:81', 'http://[2001:db8::1]', false],
    ['999.1.2.3/8, /, :, [, *., .', 'http://10.1.2.3', false],
  ])('%j: %s', (noProxy, url, exempt) => {
    expect(isExempt(new URL(url), noProxy)).toBe(exempt);
  });
});

describe('the proxy of a request', () => {
  it.each<[title: string, url: string, Route, proxy: string | undefined]>([
    ['none', 'https://a.example', {}, undefined],
    ['that for http', 'http://a.example', { httpProxy: 'http://one.example', httpsProxy: 'http://two.example' }, 'http://one.example'],
    ['that for https', 'https://a.example', { httpProxy: 'http://one.example', httpsProxy: 'http://two.example' }, 'http://two.example'],
    ['for the other scheme', 'https://a.example', { httpProxy: 'http://one.example' }, undefined],
    ['explicitly none', 'https://a.example', { httpsProxy: '' }, undefined],
    ['without a scheme', 'https://a.example', { httpsProxy: 'one.example:3128' }, 'http://one.example:3128'],
    ['with a path', 'https://a.example', { httpsProxy: 'https://one.example/x?y' }, 'https://one.example'],
    ['for the proxy itself', 'https://one.example', { httpProxy: 'https://one.example', httpsProxy: 'http://two.example' }, undefined],
    ['for this machine', 'http://localhost:4873', { httpProxy: 'http://one.example' }, undefined],
    ['for this machine, by address', 'http://127.0.0.2', { httpProxy: 'http://one.example' }, undefined],
    ['for this machine, by IPv6', 'http://[::1]:4873', { httpProxy: 'http://one.example' }, undefined],
    ['that is exempt', 'http://a.example', { httpProxy: 'http://one.example', noProxy: 'a.example' }, undefined],
  ])('%s', (_title, url, route, expected) => {
    const proxy = proxyFor(new URL(url), route);
    expect(typeof proxy === 'object' ? proxy.url.origin : proxy).toBe(expected);
  });

  it.each<[address: string, authorization: string | undefined]>([
    ['http://one.example', 'Bearer given'],
    ['http://ann@one.example', `Basic ${btoa('ann:')}`],
    ['http://ann:p%3Aw@one.example', `Basic ${btoa('ann:p:w')}`],
    ['http://ann:100%@one.example', `Basic ${btoa('ann:100%')}`],
  ])('%s authorises with what is written in it, else with what is given', (httpProxy, authorization) => {
    const proxy = proxyFor(new URL('http://a.example'), { httpProxy, proxyAuthorization: 'Bearer given' });
    expect(proxy).toEqual({ url: new URL('http://one.example'), authorization });
  });

  it.each([
    ['socks5://one.example', 'proxies of the kind socks5 are not supported'],
    ['http://:80:80', 'the address of the proxy is not valid'],
  ])('%s is a sentence', (httpProxy, sentence) => {
    expect(proxyFor(new URL('http://a.example'), { httpProxy })).toBe(sentence);
  });
});

describe('the credential of a request', () => {
  const at = (prefix: string, token = prefix): Credential => ({ prefix, secret: { kind: 'bearer', token } });

  it.each<[url: string, prefixes: readonly string[], chosen: string | undefined]>([
    ['https://a.example/thing', [], undefined],
    ['https://a.example/thing', ['//a.example/'], '//a.example/'],
    ['http://a.example/thing', ['//a.example/'], '//a.example/'],
    ['https://a.example:8443/thing', ['//a.example/'], undefined],
    ['https://a.example:8443/thing', ['//a.example:8443/'], '//a.example:8443/'],
    ['https://a.example/thing', ['//a.example:443/'], '//a.example:443/'],
    ['https://A.example/thing', ['//a.EXAMPLE/'], '//a.EXAMPLE/'],
    ['https://sub.a.example/thing', ['//a.example/'], undefined],
    ['https://a.example.evil.example/thing', ['//a.example/'], undefined],
    ['https://a.example/team/thing', ['//a.example/', '//a.example/team/'], '//a.example/team/'],
    ['https://a.example/team/thing', ['//a.example/team/', '//a.example/'], '//a.example/team/'],
    ['https://a.example/team/thing', ['//a.example/team'], '//a.example/team'],
    ['https://a.example/team', ['//a.example/team/'], '//a.example/team/'],
    ['https://a.example/teammate', ['//a.example/team/', '//a.example/team'], undefined],
    ['https://a.example/team/../thing', ['//a.example/team/'], undefined],
    ['https://a.example/team/%2e%2e/thing', ['//a.example/team/'], undefined],
    ['https://a.example/@team%2fthing', ['//a.example/'], '//a.example/'],
    ['https://a.example/thing', ['a.example/', 'https://a.example/', '', '//', '///'], undefined],
  ])('%s of %j', (url, prefixes, chosen) => {
    const authorization = authorizationFor(
      new URL(url),
      prefixes.map(prefix => at(prefix)),
    );
    expect(authorization).toBe(chosen && `Bearer ${chosen}`);
  });

  it.each<[Credential['secret'], string | undefined]>([
    [{ kind: 'bearer', token: 'abc' }, 'Bearer abc'],
    [{ kind: 'basic', user: 'änn', password: 'p:w' }, `Basic ${Buffer.from('änn:p:w').toString('base64')}`],
    [{ kind: 'encoded', text: 'YTpi' }, 'Basic YTpi'],
    [{ kind: 'bearer', token: 'a\r\nhost: evil' }, undefined],
    [{ kind: 'bearer', token: 'a\u2028b' }, undefined],
  ])('%j as a header', (secret, header) => {
    expect(authorizationFor(new URL('https://a.example/'), [{ prefix: '//a.example/', secret }])).toBe(header);
  });
});
