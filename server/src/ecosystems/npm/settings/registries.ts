import { knownSource, PLAIN_ACCESS, type RegistryConfig, type Source } from '../../../model/registryAccess.js';
import { quoted } from '../../../text/sanitize.js';
import { type Address, addressOf, isSamePlace } from '../../shared/address.js';
import { type AccessOptions, accessTo, type RegistryAccess } from './access.js';
import { lastValue, type MergedSettings, mergedSettings, type NpmLayer, type Setting } from './layers.js';
import { unsetVariables } from './settings.js';

export interface NpmSourcesOptions extends AccessOptions {
  /**
   * The layers of each package manager that may be the project's, the first of which counts that has a key. Where several managers name a private
   * registry for a name, the first one's is taken: put the manager first whose lockfile or configuration is there, and npm last, whose files the others
   * read as well. At least one.
   */
  readonly managers: readonly (readonly NpmLayer[])[];
  /** The registry that is asked in place of the default one; it goes before every `registry`, not before those of a scope. */
  readonly registryUrl: string | undefined;
  /** False: what the workspace says makes names private and does nothing else. */
  readonly isTrusted: boolean;
  /** Why no name is known to be public: part of the configuration could not be read. */
  readonly unread?: string | undefined;
}

/**
 * What npm, pnpm, Yarn and Bun are told of registries. A name is private as soon as one of them takes it from a registry that is neither npm's default,
 * nor Yarn's mirror of that, nor the one asked in its place: telling it to the public registry is the mistake that cannot be taken back.
 */
export function npmRegistryConfig(options: NpmSourcesOptions): RegistryConfig {
  const asked = addressOf(options.registryUrl ?? options.defaultRegistry);
  const known = [asked, addressOf(options.defaultRegistry), addressOf(YARN_MIRROR)].filter(address => address !== undefined);
  const managers = options.managers.map(layers => managerOf(layers, options.isTrusted));
  const scopes = [...new Set(managers.flatMap(({ all }) => [...all.keys()].flatMap(key => SCOPE_KEY.exec(key)?.[1] ?? [])))];
  const located = new Map(['', ...scopes].map(scope => [scope, locateAmong(managers, scope, known, options)]));
  const hosts = new Map(['', ...scopes].map(scope => [scope, hostsOfScope(managers, scope, known, options)]));
  const toPublic = publicAccess(asked, managers, options);
  const placeProblems = [...[...located.values()].flatMap(({ problems }) => problems), ...toPublic.heldBack];
  return {
    sourceOf: name => knownSource(ofScope(located, name)?.source ?? PUBLIC.source, options.unread),
    publicAccess: toPublic.access,
    privateScopes: scopes.filter(scope => located.get(scope)?.source.kind !== 'public'),
    hostsOf: name => ofScope(hosts, name) ?? [],
    problems: [...new Set([...layerProblems(options.managers), ...placeProblems])],
  };
}

function publicAccess(asked: Address | undefined, [first]: readonly Manager[], options: NpmSourcesOptions): RegistryAccess {
  if (!asked || !first) return { access: PLAIN_ACCESS, problems: [], heldBack: [] };
  return accessTo({ address: asked, scope: '', isProjects: false }, first, options);
}

/** It has the same packages as npm's registry, and is what Yarn 1 writes into lockfiles. */
const YARN_MIRROR = 'https://registry.yarnpkg.com';
const SCOPE_KEY = /^(@[^:]+):registry$/;

interface Manager {
  /** What all layers say. */
  readonly all: MergedSettings;
  /** What those say that may lead somewhere. */
  readonly counted: MergedSettings;
  readonly ofUser: MergedSettings;
}

function managerOf(layers: readonly NpmLayer[], isTrusted: boolean): Manager {
  const all = mergedSettings(layers);
  const ofUser = mergedSettings(layers.filter(({ isProject }) => !isProject));
  return { all, counted: isTrusted ? all : ofUser, ofUser };
}

/** Where names come from, and what of the settings for it cannot be used. */
interface Located {
  readonly source: Source;
  readonly problems: readonly string[];
}

const PUBLIC: Located = { source: { kind: 'public' }, problems: [] };

/** By scope; `''` stands for names without one, and those of a scope without settings. */
function ofScope<T>(values: ReadonlyMap<string, T>, name: string): T | undefined {
  const slash = name.indexOf('/');
  const own = name.startsWith('@') && slash > 0 ? values.get(name.slice(0, slash).toLowerCase()) : undefined;
  return own ?? values.get('');
}

function locateAmong(managers: readonly Manager[], scope: string, known: readonly Address[], options: NpmSourcesOptions): Located {
  const located = managers.map(manager => locate(manager, scope, known, options));
  return located.find(({ source }) => source.kind !== 'public') ?? PUBLIC;
}

/** Where one package manager takes the names of a scope from. */
function locate(manager: Manager, scope: string, known: readonly Address[], options: NpmSourcesOptions): Located {
  const privateIn = (settings: MergedSettings): Registry | undefined => {
    const registry = registryOf(settings, scope, options);
    return registry?.address && isAmong(known, registry.address) ? undefined : registry;
  };
  const counted = privateIn(manager.counted);
  const registry = privateIn(manager.all) ?? counted;
  if (registry === undefined) return PUBLIC;
  if (counted === undefined || !isSameRegistry(registry, counted)) return untrusted(registry);
  if (counted.address === undefined)
    return { source: { kind: 'unasked', reason: 'private registry without a valid address' }, problems: [addressProblem(counted)] };
  const place = { address: counted.address, scope: counted.scope, isProjects: counted.setting.layer.isProject };
  const { access, problems, heldBack } = accessTo(place, manager, options);
  return { source: { kind: 'private', registry: { url: counted.address.url, access } }, problems: [...problems, ...heldBack] };
}

/** In a workspace that is not trusted no variable is put in, so that there may be no host to name. */
function untrusted({ address }: Registry): Located {
  const reason = `private registry${address ? ` ${address.host}` : ''}, and the workspace is not trusted`;
  return { source: { kind: 'unasked', reason, secrecy: 'untrusted', ...(address && { host: address.host }) }, problems: [] };
}

/** A registry as a key names it. */
interface Registry {
  /** Of the key: `''` for `registry`. */
  readonly scope: string;
  /** Undefined where the value is no address. */
  readonly address: Address | undefined;
  readonly setting: Setting;
}

function registryOf(settings: MergedSettings, scope: string, { registryUrl }: NpmSourcesOptions): Registry | undefined {
  const own = scope === '' ? undefined : settings.get(`${scope}:registry`);
  const setting = own ?? (registryUrl === undefined ? settings.get('registry') : undefined);
  return setting && { scope: own ? scope : '', address: addressOf(lastValue(setting) ?? ''), setting };
}

function isAmong(known: readonly Address[], address: Address): boolean {
  return known.some(other => isSamePlace(other, address));
}

function isSameRegistry(a: Registry, b: Registry): boolean {
  return a.address && b.address ? isSamePlace(a.address, b.address) : a.setting === b.setting;
}

function addressProblem({ scope, setting }: Registry): string {
  const key = scope === '' ? 'registry' : `${quoted(scope, 40)}:registry`;
  const [variable] = unsetVariables(lastValue(setting) ?? '');
  return variable === undefined
    ? `${setting.layer.name}: ${key} is not the URL of a registry.`
    : `${setting.layer.name}: ${quoted(variable, 40)} is not ${setting.layer.leavesVariables ? 'put in by this pnpm' : 'set'}, so that the address of ${key} is not known.`;
}

function hostsOfScope(
  managers: readonly Manager[],
  scope: string,
  known: readonly Address[],
  options: NpmSourcesOptions,
): readonly string[] {
  // another registry may be asked here: the lockfile was written by the one that is configured
  const configured = managers.flatMap(({ all }) => registryOf(all, scope, { ...options, registryUrl: undefined })?.address ?? []);
  return [...new Set([...configured, ...known].map(({ host }) => host))];
}

function layerProblems(managers: readonly (readonly NpmLayer[])[]): readonly string[] {
  return managers.flat().flatMap(({ name, problems }) => problems.map(problem => `${name}: ${problem}.`));
}
