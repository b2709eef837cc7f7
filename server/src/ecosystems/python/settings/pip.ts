import { DAY } from '../../../model/time.js';
import { type IniOption, isBrokenIni, readIni } from '../../../syntax/ini/configparser.js';
import type { Limit } from '../../shared/cooldown.js';
import { type CooldownSettings, notRead, settingsOf } from '../../shared/cooldownSettings.js';
import { momentOf } from '../../shared/dates.js';
import type { Configuration } from '../../shared/settings.js';
import type { Scope, Sourced } from '../../shared/sourced.js';

/** The options of one pip.conf by section and name: `install.index-url`. */
export type PipConf = ReadonlyMap<string, string>;

/** What pip is told of indexes and connections. */
export interface PipSettings {
  readonly indexUrl?: Sourced<string>;
  readonly extraIndexUrls: readonly Sourced<string>[];
  readonly findLinks: readonly Sourced<string>[];
  readonly noIndex?: Sourced<true>;
  readonly trustedHosts: readonly Sourced<string>[];
  readonly proxy?: Sourced<string>;
  /** Paths. */
  readonly cert?: Sourced<string>;
  readonly clientCert?: Sourced<string>;
}

/**
 * Reads a pip.conf (pip.ini). Names are as on the command line: in lower case, with hyphens. An option without a value is none.
 *
 * Of the cooldown: `uploaded-prior-to` under `[install]`, else `[global]`, as a time by ISO 8601, local where it names no zone, or whole days (`P3D`).
 * https://pip.pypa.io/en/stable/topics/configuration/, https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-uploaded-prior-to
 */
export function readPipConf(text: string): Configuration & { readonly pip: PipConf } {
  const options = readIni(text);
  return { pip: optionsIn(text, options), isPartial: isBrokenIni(text), cooldowns: { pip: cooldownIn(text, options) } };
}

/** The cooldown of one value that stands anywhere else, such as in the environment. */
export function pipCooldownOf(value: string): CooldownSettings {
  return settingsOf(limitOf(value) ?? notRead(PRIOR_TO, 'a date or a number of days such as P3D'));
}

/**
 * Puts together what all levels say. Environment variables go before files, and `[install]` and `[download]` before `[global]`, in whichever file they
 * stand: pip puts the files together first. An empty value is none, and hides what a weaker file says.
 * @param files the weakest first
 */
export function pipSettings(files: readonly Sourced<PipConf>[], env: Readonly<Record<string, string | undefined>>): PipSettings {
  const merged = new Map(files.flatMap(said => [...said.value].map(([key, value]) => [key, { ...said, value }] as const)));
  const find = (name: string): Sourced<string> | undefined => {
    const fromEnv = env[`PIP_${name.toUpperCase().replaceAll('-', '_')}`];
    const candidates: readonly (Sourced<string> | undefined)[] = [
      fromEnv === undefined ? undefined : said(`PIP_${name.toUpperCase().replaceAll('-', '_')}`, fromEnv, 'user'),
      ...SECTIONS.map(section => merged.get(`${section}.${name}`)),
    ];
    return candidates.find(candidate => candidate !== undefined && candidate.value.trim() !== '');
  };
  const list = (name: string): readonly Sourced<string>[] => {
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
    findLinks: list('find-links'),
    ...(noIndex && TRUE.test(noIndex.value.trim()) && { noIndex: { ...noIndex, value: true as const } }),
    trustedHosts: list('trusted-host'),
    ...optional('proxy', find('proxy')),
    ...optional('cert', find('cert')),
    ...optional('clientCert', find('client-cert')),
  };
}

function optionsIn(text: string, options: readonly IniOption[]): PipConf {
  return new Map(
    options.map(({ section, key, lines }) => [
      `${section}.${nameOf(key)}`,
      lines.map(({ start, end }) => text.slice(start, end)).join('\n'),
    ]),
  );
}

function cooldownIn(text: string, all: readonly IniOption[]): CooldownSettings {
  const options = all.filter(({ key }) => nameOf(key) === PRIOR_TO);
  const option = lastIn(options, 'install') ?? lastIn(options, 'global');
  if (!option) return settingsOf(undefined);
  return pipCooldownOf(option.lines.map(({ start, end }) => text.slice(start, end)).join(' '));
}

const PRIOR_TO = 'uploaded-prior-to';

function lastIn(options: readonly IniOption[], section: string): IniOption | undefined {
  return options.findLast(option => option.section === section);
}

function limitOf(value: string): Limit | undefined {
  const [, days] = /^P(\d{1,9})D$/.exec(value) ?? [];
  if (days !== undefined) return { age: Number(days) * DAY };
  const before = momentOf(value, { zone: 'local', day: 'start' });
  return before === undefined ? undefined : { before };
}

const SECTIONS = ['install', 'download', 'global'];
/** What Python's `strtobool` takes for true. */
const TRUE = /^(?:y|yes|t|true|on|1)$/i;

function nameOf(key: string): string {
  const name = key.toLowerCase().replaceAll('_', '-');
  return name.startsWith('--') ? name.slice(2) : name;
}

function said<T>(source: string, value: T, scope: Scope): Sourced<T> {
  return { source, value, scope };
}

function optional<K extends string>(key: K, found: Sourced<string> | undefined): Partial<Record<K, Sourced<string>>> {
  return found ? ({ [key]: { ...found, value: found.value.trim() } } as Record<K, Sourced<string>>) : {};
}
