import type { Route } from '../../../model/registryAccess.js';
import { type Address, addressOf } from '../../shared/address.js';
import { lastValue, type MergedSettings, type Setting } from './layers.js';

/** What settings say of connections to a registry. */
export interface RouteRead {
  readonly connection: Route;
  readonly identity: Route;
  /** Of the client certificate. */
  readonly identitySettings: readonly Setting[];
  readonly problems: readonly string[];
}

/**
 * How connections to a registry are made: by what is set for its address, then for its host (Yarn's `networkSettings`), then for all. Where only one proxy
 * is named it serves for both schemes, as with npm (https://docs.npmjs.com/cli/using-npm/config#https-proxy) and pnpm.
 * @param keys what stands before the colon of settings for the address, the nearest first
 */
export function routeTo(registry: Address, keys: readonly string[], settings: MergedSettings): RouteRead {
  const places = [...keys.map(key => `${key}:`), ...hostKeys(registry, settings), ''];
  const first = (...words: readonly string[]): Found | undefined =>
    words.flatMap(word => places.flatMap(place => foundAt(settings.get(place + word), word))).at(0);
  const http = proxyIn(first('http-proxy', 'proxy', 'https-proxy'));
  const https = proxyIn(first('https-proxy', 'proxy'));
  const noProxy = first('noproxy')?.setting.values.join(',');
  const strict = TRUTH.get(lastValue(first('strict-ssl')?.setting) ?? '');
  const ca = places.flatMap(place => settings.get(`${place}ca`)?.values ?? []).map(pem);
  return {
    connection: {
      ...(http.url !== undefined && { httpProxy: http.url }),
      ...(https.url !== undefined && { httpsProxy: https.url }),
      ...(noProxy !== undefined && { noProxy }),
      ...(ca.length > 0 && { ca }),
      ...(strict !== undefined && { strictSsl: strict }),
    },
    ...identityAt(places, settings),
    problems: [...new Set([http, https].flatMap(({ problem }) => problem ?? []))],
  };
}

/** The client certificate of the nearest place that has one with its key. */
function identityAt(places: readonly string[], settings: MergedSettings): Pick<RouteRead, 'identity' | 'identitySettings'> {
  for (const place of places) {
    const [cert, key] = [settings.get(`${place}cert`), settings.get(`${place}key`)];
    if (cert && key)
      return { identity: { cert: pem(lastValue(cert) ?? ''), key: pem(lastValue(key) ?? '') }, identitySettings: [cert, key] };
  }
  return { identity: {}, identitySettings: [] };
}

const TRUTH: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

const HOST_KEY = /^(host (.+):)[^:]+$/;

/** The longest pattern is the nearest. https://yarnpkg.com/configuration/yarnrc#networkSettings */
function hostKeys(registry: Address, settings: MergedSettings): readonly string[] {
  const name = registry.host.replace(/:\d+$/, '');
  const keys = [...settings.keys()].flatMap(key => {
    const [, before = '', pattern = ''] = HOST_KEY.exec(key) ?? [];
    return before !== '' && matchesHost(pattern, name) ? [before] : [];
  });
  return [...new Set(keys)].sort((a, b) => b.length - a.length);
}

/** Of a glob: `*` is any text. */
function matchesHost(pattern: string, host: string): boolean {
  const [begin = '', ...pieces] = pattern.toLowerCase().split(/\*+/);
  const end = pieces.pop();
  if (end === undefined) return begin === host;
  if (!host.startsWith(begin) || !host.endsWith(end) || host.length < begin.length + end.length) return false;
  let at = begin.length;
  for (const piece of pieces) {
    const found = host.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= host.length - end.length;
}

interface Found {
  readonly word: string;
  readonly setting: Setting;
}

function foundAt(setting: Setting | undefined, word: string): readonly Found[] {
  return setting === undefined ? [] : [{ word, setting }];
}

function proxyIn(found: Found | undefined): { readonly url?: string; readonly problem?: string } {
  const value = lastValue(found?.setting);
  if (found === undefined || value === undefined) return {};
  if (value === 'false') return { url: '' };
  if (addressOf(value)) return { url: value };
  return { problem: `${found.setting.layer.name}: ${found.word} is not the URL of an http proxy; it is passed over.` };
}

/** Line breaks may be written as `\n`. */
function pem(text: string): string {
  return text.replaceAll('\\n', '\n');
}
