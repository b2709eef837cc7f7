import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import npm from '@pnpm/npm-conf/lib/defaults.js';

// Which registry a name comes from, as npm itself would decide it (npm docs: npmrc, config, scope).

export interface NpmConfig {
  /** The registry that is asked, without a trailing slash. */
  readonly registryUrl: string;
  /**
   * The host of the private registry that `name` is configured to come from; undefined where it comes from the one that is asked.
   * Such a name is nobody else's business: neither the public registry nor an advisory service may be told it.
   */
  privateRegistryOf(name: string): string | undefined;
  /** Hosts that a package of that name may come from: the configured registry's, the one that is asked, npm's own and Yarn's mirror of it. */
  registryHostsOf(name: string): readonly string[];
  /** Scopes that are configured to come from a private registry, with their `@`. */
  readonly privateScopes: readonly string[];
}

export interface NpmConfigOptions {
  /** The folder whose .npmrc counts as the project's, before those of the folders above it (a workspace's root). */
  readonly folder?: string | undefined;
  /**
   * A registry to ask (`''`: none given) in place of the default one; it goes before every `registry` setting, not before those
   * of a scope.
   */
  readonly registryUrl?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads npm's configuration: environment (`npm_config_…`), then the .npmrc of project, user and installation. Only `registry` and
 * `@scope:registry` are read, line by line, so that an unset variable in some token does not cost the rest of the file. Files that cannot
 * be read count as empty. Names are private where the registry configured for them is neither npm's default nor the one given in the
 * options.
 */
export function readNpmConfig({ folder, registryUrl: given, env }: NpmConfigOptions): NpmConfig {
  const registryUrl = given || undefined;
  const files = [
    ...(folder === undefined ? [] : upwards(folder).map(place => join(place, '.npmrc'))),
    env.npm_config_userconfig ?? npm.defaults.userconfig,
    env.npm_config_globalconfig ?? npm.defaults.globalconfig,
  ];
  const settings = firstOfEach([...environmentSettings(env), ...files.flatMap(file => fileSettings(file, env))]);
  const asked = withoutSlash(registryUrl ?? npm.defaults.registry);
  const everyday = registryUrl ?? settings.get('registry');

  function configured(name: string): string | undefined {
    const scope = /^(@[^/]+)\//.exec(name)?.[1]?.toLowerCase();
    return (scope === undefined ? undefined : settings.get(`${scope}:registry`)) ?? everyday;
  }

  const known = [hostOf(asked), hostOf(npm.defaults.registry), YARN_MIRROR];

  function privateRegistryOf(name: string): string | undefined {
    const registry = configured(name);
    return registry === undefined || isOneOf(registry, [asked, npm.defaults.registry]) ? undefined : hostOf(registry);
  }

  return {
    registryUrl: asked,
    privateRegistryOf,
    registryHostsOf(name) {
      const registry = configured(name);
      return registry === undefined ? known : [hostOf(registry), ...known];
    },
    privateScopes: [...settings.keys()].flatMap(key => {
      const scope = /^(@[^:]+):registry$/.exec(key)?.[1];
      return scope !== undefined && privateRegistryOf(`${scope}/any`) !== undefined ? [scope] : [];
    }),
  };
}

/** It has the same packages as npm's registry, and is what Yarn 1 writes into lockfiles. */
const YARN_MIRROR = 'registry.yarnpkg.com';

type Setting = readonly [key: string, value: string];

/** A folder and all that it lies in, nearest first. */
function upwards(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}

function firstOfEach(settings: readonly Setting[]): Map<string, string> {
  return new Map(settings.toReversed());
}

function environmentSettings(env: NpmConfigOptions['env']): Setting[] {
  return Object.entries(env).flatMap(([name, value]): Setting[] => {
    const key = /^npm_config_((?:@.+:)?registry)$/i.exec(name)?.[1]?.toLowerCase();
    return key === undefined || !value ? [] : [[key, value]];
  });
}

function fileSettings(file: string, env: NpmConfigOptions['env']): Setting[] {
  const lines = readText(file).split(/\r?\n/);
  // npm takes the last of several lines with one key
  return lines.toReversed().flatMap((line): Setting[] => {
    const found = /^\s*(["']?)((?:@[^:=\s]+:)?registry)\1\s*=\s*(["']?)(.*?)\3\s*$/i.exec(line);
    if (found === null) return [];
    const [, , key = '', , value = ''] = found;
    return [[key.toLowerCase(), withVariables(value.replace(/\s[;#].*$/, '').trim(), env)]];
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return '';
  }
}

/** Puts in environment variables: `${NAME}`, or `${NAME-default}` and `${NAME:-default}`. */
function withVariables(text: string, env: NpmConfigOptions['env']): string {
  return text.replace(/\$\{([^}:-]+)(?::?-([^}]*))?\}/g, (whole, name: string, fallback?: string) => env[name] ?? fallback ?? whole);
}

function isOneOf(registry: string, others: readonly string[]): boolean {
  return others.some(other => comparable(other) === comparable(registry));
}

function comparable(registry: string): string {
  const url = URL.canParse(registry) ? new URL(registry) : undefined;
  return url === undefined ? registry : withoutSlash(url.host + url.pathname);
}

function hostOf(registry: string): string {
  return URL.canParse(registry) && !registry.includes('${') ? new URL(registry).host : 'without a valid address';
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
