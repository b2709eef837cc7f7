import type { PackageIndex } from '../../../model/index.js';
import { stringAt, type TomlTable, tablesAt, valuesAt } from '../../../syntax/toml/tree.js';
import { type TomlText, tomlOf } from '../../../syntax/toml/values.js';
import type { CooldownSettings } from '../../shared/cooldownSettings.js';
import type { Configuration } from '../../shared/settings.js';
import { uvIndexes } from '../manifests/packageSources.js';
import { normalizeName } from '../names/packageName.js';
import type { Login } from './netrc.js';
import { type NewerThanKeys, newerThanOf, readNewerThan } from './newerThan.js';

/** What a file tells uv of indexes. */
export interface UvConfig {
  /** In the order in which uv asks them; of several default ones the first counts. */
  readonly indexes: readonly PackageIndex[];
  /** What `uv pip` has of its own. */
  readonly pipIndexes: readonly PackageIndex[];
  readonly findLinks: readonly string[];
  readonly noIndex: boolean;
  /** Hosts whose certificate is not checked (`allow-insecure-host`). */
  readonly insecureHosts: readonly string[];
  /** `[tool.uv.sources]`: by normalised name the index that a package comes from. At a workspace's root they hold for its members. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Reads a uv.toml. https://docs.astral.sh/uv/reference/settings/ */
export function readUvToml(text: string): Configuration & { readonly uv: UvConfig } {
  const toml = tomlOf(text);
  return { uv: uvConfigOf(text, [toml.root]), isPartial: toml.isPartial, cooldowns: uvCooldowns(toml, []) };
}

/** The `[tool.uv]` of a pyproject.toml; undefined where there is none, and uv looks further up. */
export function uvConfigIn({ text, root }: TomlText): UvConfig | undefined {
  const tables = tablesAt(root, 'tool', 'uv');
  return tables.length === 0 ? undefined : uvConfigOf(text, tables);
}

/**
 * The cooldowns of uv for projects, and what `uv pip` has of its own: `exclude-newer` as a time by RFC 3339, a date (the end of that day here) or a length
 * of time; `exclude-newer-package` by name, `false` for none; the same under `pip` for `uv pip`.
 * https://docs.astral.sh/uv/reference/settings/#exclude-newer, #exclude-newer-package, #pip_exclude-newer
 * @param path of uv's table in the file; without such a table it says nothing
 */
export function uvCooldowns(toml: TomlText, path: readonly string[]): Configuration['cooldowns'] {
  if (tablesAt(toml.root, ...path).length === 0) return {};
  return { uv: readNewerThan(toml, { ...KEYS, path }), 'uv pip': readNewerThan(toml, { ...KEYS, path: [...path, 'pip'] }) };
}

/** `UV_EXCLUDE_NEWER`. https://docs.astral.sh/uv/reference/environment/#uv_exclude_newer */
export function uvCooldownOf(written: string): CooldownSettings {
  return newerThanOf(written, KEYS.all, KEYS.dates);
}

/**
 * What environment variables tell uv: `UV_INDEX` and `UV_EXTRA_INDEX_URL` (several with white space between, `NAME=URL` in the first),
 * `UV_DEFAULT_INDEX`, the older `UV_INDEX_URL`, `UV_NO_INDEX`, `UV_INSECURE_HOST`. https://docs.astral.sh/uv/reference/environment/
 */
export function uvEnvironment(env: Env): UvConfig {
  const isFirst = env.UV_INDEX_STRATEGY !== 'unsafe-best-match' && ({ isFirst: true } as const);
  const index = (written: string, isDefault: boolean): PackageIndex => {
    const [, name = '', url = written] = /^([\w.-]+)=(.*)$/.exec(written) ?? [];
    return { installer: 'uv', name, url, isDefault, isExplicit: false, ...isFirst };
  };
  const extra = [...wordsOf(env.UV_INDEX), ...wordsOf(env.UV_EXTRA_INDEX_URL)].map(url => index(url, false));
  const usual = wordsOf(env.UV_DEFAULT_INDEX || env.UV_INDEX_URL).map(url => index(url, true));
  return {
    indexes: [...extra, ...usual],
    pipIndexes: [],
    findLinks: wordsOf(env.UV_FIND_LINKS?.replaceAll(',', ' ')),
    noIndex: /^(?:1|true|yes|on|t|y)$/i.test(env.UV_NO_INDEX ?? ''),
    insecureHosts: wordsOf(env.UV_INSECURE_HOST),
    sources: new Map(),
  };
}

/** `UV_INDEX_<NAME>_USERNAME` and `…_PASSWORD`. https://docs.astral.sh/uv/concepts/indexes/#providing-credentials-directly */
export function uvLogin(name: string, env: Env): Login | undefined {
  if (name === '') return undefined;
  const key = `UV_INDEX_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
  const [user, password] = [env[`${key}_USERNAME`], env[`${key}_PASSWORD`]];
  return user || password ? { user: user ?? '', password: password ?? '' } : undefined;
}

const KEYS: Omit<NewerThanKeys, 'path'> = {
  all: 'exclude-newer',
  single: 'exclude-newer-package',
  dates: { zone: 'none', day: 'end' },
};

type Env = Readonly<Record<string, string | undefined>>;

function wordsOf(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(/\s+/).filter(word => word !== '');
}

function uvConfigOf(text: string, tables: readonly TomlTable[]): UvConfig {
  return {
    indexes: tables.flatMap(uv => uvIndexes(text, uv)),
    pipIndexes: tables.flatMap(uv => tablesAt(uv, 'pip')).flatMap(pip => uvIndexes(text, pip)),
    findLinks: tables.flatMap(uv => [uv, ...tablesAt(uv, 'pip')]).flatMap(table => stringsAt(table, 'find-links')),
    noIndex: tables.some(uv => valuesAt(uv, 'no-index').some(({ span }) => text.slice(span.start, span.end) === 'true')),
    insecureHosts: tables.flatMap(uv => stringsAt(uv, 'allow-insecure-host')),
    sources: new Map(tables.flatMap(uv => tablesAt(uv, 'sources')).flatMap(indexSources)),
  };
}

function indexSources(sources: TomlTable): readonly (readonly [string, string])[] {
  return sources.members.flatMap(({ key, value }) => {
    const tables = value.kind === 'list' ? value.items.map(item => item.value) : [value];
    const [index] = tables.flatMap(table => (table.kind === 'table' ? (stringAt(table, 'index')?.value ?? []) : []));
    return index === undefined ? [] : [[normalizeName(key.name), index] as const];
  });
}

function stringsAt(table: TomlTable, key: string): readonly string[] {
  return valuesAt(table, key)
    .flatMap(value => (value.kind === 'list' ? value.items.map(item => item.value) : [value]))
    .flatMap(value => (value.kind === 'string' ? [value.value] : []));
}
