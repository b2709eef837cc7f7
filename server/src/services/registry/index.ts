import { ECOSYSTEM_IDS, ECOSYSTEMS } from '../../ecosystems/index.js';
import type { Ecosystem, Lookup, PackageFacts, PackageId, PublicSide, Secrecy } from '../../model/index.js';
import type { Access, ConfiguredRegistry, RegistryConfig, Source } from '../../model/registryAccess.js';
import type { Cache, Clock, PackageRegistry, Privacy, Registries, RegistryLocation } from '../../ports/index.js';
import type { Http } from '../http/http.js';
import { createRegistry } from './adapter.js';

export interface RegistriesOptions {
  readonly http: Http;
  readonly cache: Cache;
  readonly clock: Clock;
  /** Base URLs of the registries that are asked about public names. */
  readonly urls: Readonly<Partial<Record<Ecosystem, string>>>;
  /** What is configured for the user, wherever the manifest lies: it holds where a package names no place of its own. */
  readonly userConfig: (ecosystem: Ecosystem) => RegistryConfig;
  /** Whether a public index is asked for names of private ones that pip asks it for as well. */
  readonly asksPublic?: boolean;
}

export interface ConfiguredRegistries extends Registries {
  /** The place of a name by the configuration around its manifest; the same place has the same key. */
  placeOf(ecosystem: Ecosystem, name: string, config: RegistryConfig): RegistryLocation;
}

/** Makes one adapter for each place that is configured, when it is first asked for. */
export function createRegistries({ http, cache, clock, urls, userConfig, asksPublic = false }: RegistriesOptions): ConfiguredRegistries {
  const keys = new Map<string, string>();
  /** By what equal places have in common as one object: the access of public ones, the source of private ones. */
  const keysByObject = new Map(ECOSYSTEM_IDS.map(id => [id, new WeakMap<object, string>()]));
  const known = new Map<string, Known>();

  function adapter(ecosystem: Ecosystem, { url, access }: ConfiguredRegistry, isPrivate: boolean): PackageRegistry {
    const { registry } = ECOSYSTEMS[ecosystem];
    return registry && url !== ''
      ? createRegistry(ecosystem, registry, { http, cache, clock, url, access, isPrivate })
      : notAsked(`not checked: no registry of ${ecosystem} is asked`, OWN).registry;
  }

  function publicRegistry(ecosystem: Ecosystem, access: Access): ConfiguredRegistry {
    return { url: urls[ecosystem] ?? '', access };
  }

  function make(ecosystem: Ecosystem, source: AskedSource, access: Access): Known {
    const everybodys = publicRegistry(ecosystem, access);
    if (source.kind === 'public') return { privacy: { kind: 'public' }, registry: adapter(ecosystem, everybodys, false) };
    const indexes = ownOf(source);
    const hosts = indexes.map(hostOf).join(', ');
    const reason = privateReason(ecosystem, hosts);
    const adapters = indexes.map(one => adapter(ecosystem, one, true));
    if (source.kind === 'private')
      return {
        privacy: { kind: 'private', reason, secrecy: { kind: 'own', host: hosts } },
        registry: withoutAbsence(inOrder(adapters), hosts),
      };
    const last = adapter(ecosystem, everybodys, false);
    const own = inOrder(adapters, last);
    return {
      privacy: { kind: 'private first', reason, secrecy: { kind: 'shared', host: hosts } },
      registry: source.areAlike ? withPublicSide(own, asksPublic ? last : undefined) : own,
    };
  }

  /** The key of a source, by which its adapter is found again; secrets are part of what tells sources apart, and not of the key. */
  function keyOf(ecosystem: Ecosystem, source: AskedSource, access: Access): string {
    const shared = source.kind === 'public' ? access : source;
    const key = keysByObject.get(ecosystem)?.get(shared) ?? keyOfEqual(ecosystem, source, access);
    keysByObject.get(ecosystem)?.set(shared, key);
    return key;
  }

  function keyOfEqual(ecosystem: Ecosystem, source: AskedSource, access: Access): string {
    const identity = JSON.stringify([ecosystem, source, source.kind === 'private' ? undefined : access]);
    const key = keys.get(identity) ?? `${urlsOf(source, urls[ecosystem] ?? ecosystem)} #${keys.size}`;
    if (!keys.has(identity)) known.set(key, make(ecosystem, source, access));
    keys.set(identity, key);
    return key;
  }

  function placeOf(ecosystem: Ecosystem, name: string, config: RegistryConfig): RegistryLocation {
    const source = config.sourceOf(name);
    if (source.kind === 'unasked') return located('unasked', unaskedBy(ecosystem, source));
    if (source.kind === 'public' && isUsual(config.publicAccess, userConfig(ecosystem).publicAccess)) return EVERYBODYS;
    const key = keyOf(ecosystem, source, config.publicAccess);
    const location = located('asked', key);
    const { privacy } = location;
    if (privacy.kind === 'public') return location;
    return { ...location, unaskedKey: unaskedPlace(ecosystem, privacy.reason, privacy.secrecy ?? OWN) };
  }

  function located(kind: RegistryLocation['kind'], key: string): RegistryLocation {
    return { kind, key, privacy: (known.get(key) as Known).privacy };
  }

  function unaskedBy(ecosystem: Ecosystem, { reason, secrecy = 'own', host }: UnaskedSource): string {
    return unaskedPlace(ecosystem, secrecy === 'unread' ? reason : `not checked: ${reason}`, {
      kind: secrecy,
      ...(host !== undefined && { host }),
    });
  }

  function unaskedPlace(ecosystem: Ecosystem, reason: string, secrecy: Secrecy): string {
    const key = `unasked ${JSON.stringify([ecosystem, reason, secrecy.kind, secrecy.host])}`;
    if (!known.has(key)) known.set(key, notAsked(reason, secrecy));
    return key;
  }

  function find({ ecosystem, name, place }: PackageId): Known {
    const own = place === undefined ? undefined : known.get(place);
    if (own) return own;
    const config = userConfig(ecosystem);
    const source = config.sourceOf(name);
    if (source.kind === 'unasked') return known.get(unaskedBy(ecosystem, source)) as Known;
    return known.get(keyOf(ecosystem, source, config.publicAccess)) as Known;
  }

  return { placeOf, unaskedPlace, of: id => find(id).registry, privacyOf: id => find(id).privacy };
}

/** Why a package of a private registry was not checked; the same words for registry and advisories. */
export function privateReason(ecosystem: Ecosystem, host: string): string {
  return `not checked: ${ECOSYSTEMS[ecosystem].words.privatePlace} ${host}`;
}

const EVERYBODYS: RegistryLocation = { kind: 'asked', privacy: { kind: 'public' } };

const OWN: Secrecy = { kind: 'own' };

/** Whether the public registry is reached as from everywhere. */
function isUsual(access: Access, usual: Access): boolean {
  return access === usual || JSON.stringify(access) === JSON.stringify(usual);
}

type AskedSource = Exclude<Source, { kind: 'unasked' }>;
type UnaskedSource = Extract<Source, { kind: 'unasked' }>;

interface Known {
  readonly privacy: Privacy;
  readonly registry: PackageRegistry;
}

/** A private registry may hide a package from who may not see it: that it shows none does not mean that there is none. */
function withoutAbsence(registry: PackageRegistry, host: string): PackageRegistry {
  const doubted = <T>(answer: Lookup<T>): Lookup<T> =>
    answer.kind === 'absent' ? { kind: 'unknown', reason: `${host} has no such package, or does not show it` } : answer;
  return {
    recall: async name => {
      const answer = await registry.recall(name);
      return answer && doubted(answer);
    },
    fetch: async (name, signal) => doubted(await registry.fetch(name, signal)),
    digests: registry.digests,
  };
}

/** Asks one after the other until one has the package; the public registry last, and only when all others have answered that they have not. */
function inOrder(own: readonly PackageRegistry[], everybodys?: PackageRegistry): PackageRegistry {
  async function first<T>(ask: (registry: PackageRegistry) => Promise<Lookup<T> | undefined>): Promise<Lookup<T> | undefined> {
    let answer: Lookup<T> | undefined;
    for (const registry of own) {
      answer = await ask(registry);
      if (answer?.kind !== 'absent') return answer;
    }
    if (!everybodys) return answer;
    answer = await ask(everybodys);
    return answer && answer.kind !== 'unknown' ? { ...answer, from: 'public registry' } : answer;
  }
  const always = async <T>(answer: Promise<Lookup<T> | undefined>): Promise<Lookup<T>> =>
    (await answer) ?? { kind: 'unknown', reason: 'no index is configured' };
  return {
    recall: name => first<PackageFacts>(registry => registry.recall(name)),
    fetch: (name, signal) => always(first(registry => registry.fetch(name, signal))),
    digests: (name, version, signal) => always(first(registry => registry.digests(name, version, signal))),
  };
}

/**
 * Adds to what a private index says what the public one does: pip takes the highest release of both.
 * @param everybodys undefined: the name is not told to the public one
 */
function withPublicSide(registry: PackageRegistry, everybodys: PackageRegistry | undefined): PackageRegistry {
  async function beside(
    own: Lookup<PackageFacts> | undefined,
    ask: (all: PackageRegistry) => Promise<Lookup<PackageFacts> | undefined>,
  ): Promise<Lookup<PackageFacts> | undefined> {
    if (own?.kind !== 'found' || own.from === 'public registry') return own;
    const answer = everybodys ? await ask(everybodys) : UNASKED;
    return answer && { ...own, value: { ...own.value, publicSide: sideOf(answer) } };
  }
  return {
    recall: async name => beside(await registry.recall(name), all => all.recall(name)),
    fetch: async (name, signal) => {
      const own = await registry.fetch(name, signal);
      return (await beside(own, all => all.fetch(name, signal))) ?? own;
    },
    digests: registry.digests,
  };
}

const UNASKED: PublicSide = { kind: 'unknown', reason: 'it is not asked for names of private indexes', isUnasked: true };

function sideOf(answer: Lookup<PackageFacts> | PublicSide): PublicSide {
  switch (answer.kind) {
    case 'found':
      return { kind: 'found', value: answer.value };
    case 'absent':
      return { kind: 'absent' };
    default:
      return answer === UNASKED ? UNASKED : { kind: 'unknown', reason: answer.reason };
  }
}

function notAsked(reason: string, secrecy: Secrecy): Known {
  const answer = async (): Promise<Lookup<never>> => ({ kind: 'unknown', reason, deliberate: true, secrecy });
  return { privacy: { kind: 'private', reason, secrecy }, registry: { recall: answer, fetch: answer, digests: answer } };
}

function urlsOf(source: AskedSource, usual: string): string {
  return source.kind === 'public'
    ? usual
    : ownOf(source)
        .map(({ url }) => url)
        .join(' ');
}

function ownOf(source: Exclude<AskedSource, { kind: 'public' }>): readonly ConfiguredRegistry[] {
  return source.kind === 'private' ? [source.registry, ...(source.others ?? [])] : source.registries;
}

function hostOf({ url }: ConfiguredRegistry): string {
  return URL.canParse(url) ? new URL(url).host : 'without a valid address';
}
