import { readIni } from '../../../syntax/ini/configparser.js';
import type { Said, Scope } from '../../shared/sourced.js';

/** The options of one pip.conf by section and name: `install.index-url`. */
export type PipConf = ReadonlyMap<string, string>;

/** What pip is told of indexes and connections. */
export interface PipSettings {
  readonly indexUrl?: Said<string>;
  readonly extraIndexUrls: readonly Said<string>[];
  readonly noIndex?: Said<true>;
  readonly trustedHosts: readonly Said<string>[];
  readonly proxy?: Said<string>;
  /** Paths. */
  readonly cert?: Said<string>;
  readonly clientCert?: Said<string>;
}

/**
 * Reads a pip.conf (pip.ini). Names are as on the command line: in lower case, with hyphens. An option without a value is none.
 * https://pip.pypa.io/en/stable/topics/configuration/
 */
export function readPipConf(text: string): PipConf {
  const options = new Map<string, string>();
  for (const { section, key, lines } of readIni(text)) {
    const value = lines.map(({ start, end }) => text.slice(start, end)).join('\n');
    options.set(`${section}.${nameOf(key)}`, value);
  }
  return options;
}

/**
 * Puts together what all levels say. Environment variables go before files, and `[install]` and `[download]` before `[global]`, in whichever file they
 * stand: pip puts the files together first. An empty value is none, and hides what a weaker file says.
 * @param files the weakest first
 */
export function pipSettings(files: readonly Said<PipConf>[], env: Readonly<Record<string, string | undefined>>): PipSettings {
  const merged = new Map(files.flatMap(said => [...said.value].map(([key, value]) => [key, { ...said, value }] as const)));
  const find = (name: string): Said<string> | undefined => {
    const fromEnv = env[`PIP_${name.toUpperCase().replaceAll('-', '_')}`];
    const candidates: readonly (Said<string> | undefined)[] = [
      fromEnv === undefined ? undefined : said(`PIP_${name.toUpperCase().replaceAll('-', '_')}`, fromEnv, 'user'),
      ...SECTIONS.map(section => merged.get(`${section}.${name}`)),
    ];
    return candidates.find(candidate => candidate !== undefined && candidate.value.trim() !== '');
  };
  const list = (name: string): readonly Said<string>[] => {
    const found = find(name);
    return found
      ? found.value
          .trim()
          .split(/\s+/)
          .map(value => ({ ...found, value }))
      : [];
  };
  const noIndex = find('no-index');
  return {
    ...optional('indexUrl', find('index-url')),
    extraIndexUrls: list('extra-index-url'),
    ...(noIndex && TRUE.test(noIndex.value.trim()) && { noIndex: { ...noIndex, value: true as const } }),
    trustedHosts: list('trusted-host'),
    ...optional('proxy', find('proxy')),
    ...optional('cert', find('cert')),
    ...optional('clientCert', find('client-cert')),
  };
}

const SECTIONS = ['install', 'download', 'global'];
/** What Python's `strtobool` takes for true. */
const TRUE = /^(?:y|yes|t|true|on|1)$/i;

function nameOf(key: string): string {
  const name = key.toLowerCase().replaceAll('_', '-');
  return name.startsWith('--') ? name.slice(2) : name;
}

function said<T>(source: string, value: T, scope: Scope): Said<T> {
  return { source, value, scope };
}

function optional<K extends string>(key: K, found: Said<string> | undefined): Partial<Record<K, Said<string>>> {
  return found ? ({ [key]: { ...found, value: found.value.trim() } } as Record<K, Said<string>>) : {};
}
