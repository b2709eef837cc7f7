import type { PackageIndex, PythonInstaller } from '../../../model/index.js';
import { readToml } from '../../../syntax/toml/reader.js';
import { stringAt, type TomlTable, tablesAt, tomlTree, valuesAt } from '../../../syntax/toml/tree.js';
import { pipfileIndexes, pyprojectIndexes, pyprojectInstallers, uvIndexes } from '../manifests/packageSources.js';
import { normalizeName } from '../names.js';
import type { Login } from './netrc.js';

/** What a file tells uv of indexes. */
export interface UvConfig {
  /** In the order in which uv asks them; of several default ones the first counts. */
  readonly indexes: readonly PackageIndex[];
  /** What `uv pip` has of its own. */
  readonly pipIndexes: readonly PackageIndex[];
  readonly noIndex: boolean;
  /** Hosts whose certificate is not checked (`allow-insecure-host`). */
  readonly insecureHosts: readonly string[];
  /** `[tool.uv.sources]`: by normalised name the index that a package comes from. At a workspace's root they hold for its members. */
  readonly sources: ReadonlyMap<string, string>;
}

/** What a pyproject.toml on the way up from a manifest says. */
export interface PythonProject {
  /** Undefined without `[tool.uv]`: uv then looks further up. */
  readonly uv: UvConfig | undefined;
  readonly indexes: readonly PackageIndex[];
  readonly installers: readonly PythonInstaller[];
}

/** Reads a uv.toml. https://docs.astral.sh/uv/reference/settings/ */
export function readUvToml(text: string): UvConfig {
  return uvConfigOf(text, [tomlTree(text, readToml(text))]);
}

/** Reads what a pyproject.toml says of indexes. */
export function readPythonProject(text: string): PythonProject {
  const root = tomlTree(text, readToml(text));
  const uv = tablesAt(root, 'tool', 'uv');
  return {
    uv: uv.length === 0 ? undefined : uvConfigOf(text, uv),
    indexes: pyprojectIndexes(text, root),
    installers: pyprojectInstallers(root),
  };
}

/** Reads what a Pipfile says of indexes. */
export function readPipfileProject(text: string): PythonProject {
  const root = tomlTree(text, readToml(text));
  return { uv: undefined, indexes: pipfileIndexes(text, root), installers: ['pipenv'] };
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

type Env = Readonly<Record<string, string | undefined>>;

function wordsOf(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(/\s+/).filter(word => word !== '');
}

function uvConfigOf(text: string, tables: readonly TomlTable[]): UvConfig {
  return {
    indexes: tables.flatMap(uv => uvIndexes(text, uv)),
    pipIndexes: tables.flatMap(uv => tablesAt(uv, 'pip')).flatMap(pip => uvIndexes(text, pip)),
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
