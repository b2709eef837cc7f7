import type { FurtherIndexes } from '../../../model/index.js';
import {
  type Access,
  type ConfiguredRegistry,
  knownSource,
  PLAIN_ACCESS,
  type RegistryConfig,
  type Source,
  type UnreadPlace,
} from '../../../model/registryAccess.js';
import { quoted } from '../../../text/sanitize.js';
import { addressOf } from '../../shared/address.js';
import type { Scope } from '../../shared/sourced.js';
import { FILE_HOSTS, PYPI_FILE_HOST } from '../names/archives.js';
import { pythonAccess } from './access.js';
import { type IndexUrl, isSameIndex, readIndexUrl } from './indexUrl.js';
import { type PythonAround, pythonSetups, type Setup, type SourcedIndex, userAlone } from './setups.js';

/**
 * Where Python packages come from, by what was found around a manifest. Of several tools that may install them the one counts that keeps most to itself:
 * what one of them takes from a private index is private.
 *
 * In a workspace that is not trusted only what the user says gives addresses, credentials and connections; a name that the project would take from a
 * private index is asked nowhere.
 */
export function pythonRegistryConfig(around: PythonAround): RegistryConfig {
  const problems = new Set(around.files.problems);
  const view = viewOf(around.isTrusted ? around : userAlone(around), accessWith(problems), problems);
  const doubted = around.isTrusted ? undefined : viewOf(around, () => PLAIN_ACCESS, new Set());
  const indexOf = namedIndexes(around);
  const ofUser = viewOf(userAlone(around), () => PLAIN_ACCESS, new Set());
  const isPrivateToUser = (name: string): boolean => PRIVACY[ofUser.sourceOf(name, () => []).kind] === PRIVACY.private;
  const sourceOf = (name: string): Source => knownSource(readSource(name), around.files.unread);
  const readSource = (name: string): Source => {
    const known = view.sourceOf(name, indexOf);
    if (!doubted || known.kind === 'private') return known.source;
    const source = refused(doubted.sourceOf(name, indexOf)) ?? known.source;
    return source.kind === 'unasked' && !isPrivateToUser(name) ? { ...source, secrecy: 'untrusted' } : source;
  };
  // what holds for most names is worked out once, and its problems told
  const usual = sourceOf('');
  const further = (doubted ?? view).further;
  const { installations = [] } = around;
  const setups = pythonSetups(around);
  const indexHosts = namedHosts(around, setups);
  const pre = installations.length > 0 && installations.every(({ pip }) => pip.pre);
  return {
    sourceOf: name => (indexOf(name).length === 0 && !view.hasSources && !doubted?.hasSources ? usual : sourceOf(name)),
    isPrivateToUser,
    publicAccess: view.publicAccess,
    privateScopes: [],
    hostsOf: name => archiveHosts(sourceOf(name)),
    ...(further && { furtherIndexes: further }),
    indexHosts,
    unread: unreadLinks(setups, indexHosts),
    ...(pre && { pre }),
    problems: [...problems],
  };
}

/** Where archives of a name lie that its index, or PyPI, has as releases. */
function archiveHosts(source: Source): readonly string[] {
  const own = source.kind === 'private' ? addressOf(source.registry.url)?.host : undefined;
  return own === undefined ? [PYPI_FILE_HOST] : [PYPI_FILE_HOST, own];
}

/** The hosts of all indexes that are named, trusted or not. */
function namedHosts({ publicIndex }: PythonAround, setups: readonly Setup[]): readonly string[] {
  const urls = setups.flatMap(({ usual, further, named }) => [...usual, ...further, ...named].map(({ url }) => url));
  return [...new Set([publicIndex, ...urls].flatMap(url => readIndexUrl(url)?.host ?? []))];
}

/**
 * What is said of `--find-links`: pip and uv take archives from there as from an index (https://pip.pypa.io/en/stable/cli/pip_install/#finding-packages).
 * Those of a host that serves an index, by https, and folders are passed over.
 */
function unreadLinks(setups: readonly Setup[], indexHosts: readonly string[]): readonly UnreadPlace[] {
  const known = new Set([...indexHosts, ...FILE_HOSTS.pypi, ...BUILDS]);
  const places = setups.flatMap(({ findLinks = [] }) =>
    findLinks.flatMap(({ value, source }): readonly UnreadPlace[] => {
      const [, scheme] = /^\s*(https?):/i.exec(value) ?? [];
      if (scheme === undefined) return [];
      const host = readIndexUrl(value)?.host;
      const from = `${source}: find-links takes packages from ${host === undefined ? 'an address that cannot be read' : quoted(host, 60)}`;
      if (scheme.toLowerCase() === 'http')
        return [{ level: 'warning', message: `${from} by plain http: anybody on the way can replace them. They are not checked.` }];
      if (host !== undefined && known.has(host)) return [];
      return [{ level: 'information', message: `${from}, where no configured index is. They are not checked.` }];
    }),
  );
  return [...new Map(places.map(place => [place.message, place])).values()];
}

/** PyPI's own hosts. */
export const PYPI_HOSTS: ReadonlySet<string> = new Set(['pypi.org', 'pypi.python.org']);

/** Public indexes of builds: PyTorch's and NVIDIA's. */
const BUILDS = ['download.pytorch.org', 'download-r2.pytorch.org', 'pypi.nvidia.com', 'pypi.ngc.nvidia.com'];

/**
 * Indexes that everybody may see and whose names are public or PyPI's own: those builds, and PyPI's place for trying things out. Beside PyPI they make no
 * name private; alone, they are indexes like others.
 */
const PUBLIC_BESIDE: ReadonlySet<string> = new Set([...BUILDS, 'test.pypi.org']);

interface View {
  sourceOf(name: string, indexOf: (name: string) => readonly string[]): Found;
  readonly hasSources: boolean;
  readonly publicAccess: Access;
  readonly further: FurtherIndexes | undefined;
}

/** A source, and whether the project had a say in it. */
interface Found {
  readonly kind: Source['kind'];
  readonly source: Source;
  /** The private host that the project names; undefined where only the user names any. */
  readonly projectHost: string | undefined;
}

/** The indexes that the lines of a package name. */
function namedIndexes({ manifest }: PythonAround): (name: string) => readonly string[] {
  const byName = new Map<string, string[]>();
  for (const { name, index } of manifest?.dependencies ?? []) {
    if (index !== undefined) byName.set(name, [...(byName.get(name) ?? []), index]);
  }
  return name => byName.get(name) ?? [];
}

/** How an index of a setup is reached. */
type AccessOf = (around: PythonAround, setup: Setup, address: IndexUrl, index: SourcedIndex) => Access;

function accessWith(problems: Set<string>): AccessOf {
  return (around, setup, address, index) => pythonAccess(around, setup, address, index, problems);
}

/** @param problems gets a sentence for each address that cannot be asked */
function viewOf(around: PythonAround, accessOf: AccessOf, problems: Set<string>): View {
  const setups = pythonSetups(around).map(setup => readSetup(around, setup, accessOf, problems));
  return {
    sourceOf: (name, indexOf) => mostPrivate(setups.map(setup => sourceIn(setup, name, indexOf(name)))),
    hasSources: setups.some(({ setup }) => setup.sources.size > 0),
    publicAccess: publicAccess(around, setups, accessOf),
    further: furtherOf(setups),
  };
}

/** A setup with its addresses read. */
interface ReadSetup {
  readonly setup: Setup;
  readonly usual: readonly Spot[];
  readonly further: readonly (Spot & { readonly isFirst: boolean })[];
  spotOf(index: SourcedIndex): Spot;
}

/** What one index comes to. */
type Spot = { readonly host: string; readonly scope: Scope } & (
  | { readonly kind: 'public' }
  | { readonly kind: 'private'; readonly registry: ConfiguredRegistry; readonly isFirst?: boolean }
  | { readonly kind: 'unasked'; readonly reason: string }
);

const PYPI: Spot = { kind: 'public', host: 'pypi.org', scope: 'user' };

function readSetup(around: PythonAround, setup: Setup, accessOf: AccessOf, problems: Set<string>): ReadSetup {
  const spotOf = (index: SourcedIndex): Spot => readSpot(around, index, address => accessOf(around, setup, address, index), problems);
  const named = ({ url, name }: SourcedIndex): boolean => url !== '' || isPyPiName(name);
  const usual = setup.usual.filter(named).map(spotOf);
  return {
    setup,
    usual: usual.length > 0 ? usual : [PYPI],
    further: setup.further.filter(named).map(index => ({ ...spotOf(index), isFirst: index.isFirst === true })),
    spotOf,
  };
}

function readSpot(around: PythonAround, index: SourcedIndex, accessAt: (address: IndexUrl) => Access, problems: Set<string>): Spot {
  const { url, name, scope, source } = index;
  if (url === '' && isPyPiName(name)) return PYPI;
  const address = readIndexUrl(url);
  if (address === undefined) {
    const isLocal = /^(?:file:|[./~\\]|[a-z]:[\\/])/i.test(url);
    // pip takes what is in a folder as it takes find-links: nobody is told anything
    if (isLocal && !index.isDefault && !index.isExplicit) return PYPI;
    if (!isLocal) problems.add(`${source}: the address of ${shownIndex(name)} is not one that can be asked.`);
    return { kind: 'unasked', host: '', scope, reason: isLocal ? 'local index' : 'private index without a valid address' };
  }
  if (isPublic(around, address)) return { kind: 'public', host: address.host, scope };
  return { kind: 'private', host: address.host, scope, registry: { url: address.url, access: accessAt(address) } };
}

function shownIndex(name: string): string {
  return name === '' ? 'an index' : `the index ${quoted(name, 40)}`;
}

function isPyPiName(name: string): boolean {
  return name.toLowerCase() === 'pypi';
}

function isPublic({ publicIndex }: PythonAround, address: IndexUrl): boolean {
  const asked = readIndexUrl(publicIndex);
  return PYPI_HOSTS.has(address.host) || (asked !== undefined && isSameIndex(address, asked));
}

/** What one tool takes a package from. */
function sourceIn(read: ReadSetup, name: string, indexes: readonly string[]): Found {
  if (read.setup.noIndex) return unasked('--no-index, installed from local files', undefined);
  const own = read.setup.sources.get(name);
  const wanted = indexes.length > 0 ? indexes : own === undefined ? [] : [own];
  return wanted.length > 0
    ? mostPrivate(wanted.map(index => namedSource(read, index)))
    : sourceAmong([...read.usual, ...besidePublic(read)]);
}

function namedSource({ setup, spotOf }: ReadSetup, name: string): Found {
  const index =
    setup.named.find(known => known.name === name) ?? setup.named.find(known => known.name.toLowerCase() === name.toLowerCase());
  if (index) return sourceAmong([spotOf(index)]);
  return isPyPiName(name) ? sourceAmong([PYPI]) : unasked(`private index ${quoted(name)}`, undefined);
}

function besidePublic({ usual, further }: ReadSetup): readonly Spot[] {
  const hasPublic = [...usual, ...further].some(({ kind }) => kind === 'public');
  return further.filter(({ host }) => !(hasPublic && PUBLIC_BESIDE.has(host)));
}

/** A package that any of these may have. */
function sourceAmong(spots: readonly Spot[]): Found {
  const projectHost = spots.find(({ kind, scope }) => kind !== 'public' && scope === 'project')?.host;
  const refusal = spots.find(spot => spot.kind === 'unasked');
  if (refusal) return unasked(refusal.reason, projectHost);
  const [registry, ...others] = spots.flatMap(spot => (spot.kind === 'private' ? [spot.registry] : []));
  if (registry === undefined) return { kind: 'public', source: { kind: 'public' }, projectHost };
  if (spots.some(({ kind }) => kind === 'public'))
    return {
      kind: 'private first',
      source: {
        kind: 'private first',
        registries: [registry, ...others],
        ...(spots.some(spot => spot.kind === 'private' && !spot.isFirst) && { areAlike: true }),
      },
      projectHost,
    };
  return { kind: 'private', source: { kind: 'private', registry, ...(others.length > 0 && { others }) }, projectHost };
}

function unasked(reason: string, projectHost: string | undefined): Found {
  return { kind: 'unasked', source: { kind: 'unasked', reason }, projectHost };
}

const PRIVACY: Readonly<Record<Source['kind'], number>> = { private: 2, unasked: 2, 'private first': 1, public: 0 };

function mostPrivate(found: readonly Found[]): Found {
  return found.reduce((most, one) => (PRIVACY[one.kind] > PRIVACY[most.kind] ? one : most));
}

/** What a project that is not trusted makes of a name; undefined where it leaves it public. */
function refused({ kind, source, projectHost }: Found): Source | undefined {
  if (kind === 'unasked' && !projectHost) return source;
  if (kind === 'public' || projectHost === undefined) return undefined;
  const reason = `private index ${quoted(projectHost)}, and the workspace is not trusted`;
  return { kind: 'unasked', reason, host: projectHost };
}

function publicAccess(around: PythonAround, setups: readonly ReadSetup[], accessOf: AccessOf): Access {
  const address = readIndexUrl(around.publicIndex);
  const setup = setups[0]?.setup;
  if (address === undefined || setup === undefined) return PLAIN_ACCESS;
  const same = setups
    .flatMap(({ setup: { usual, further, named } }) => [...usual, ...further, ...named])
    .find(({ url }) => isAt(url, address));
  const index: SourcedIndex = same ?? { name: '', url: around.publicIndex, isDefault: true, isExplicit: false, scope: 'user', source: '' };
  return accessOf(around, setup, readIndexUrl(index.url) ?? address, index);
}

function isAt(url: string, address: IndexUrl): boolean {
  const read = readIndexUrl(url);
  return read !== undefined && isSameIndex(read, address);
}

/** The further indexes of the tools that ask a public one as well; those that are not asked first, where there are such. */
function furtherOf(setups: readonly ReadSetup[]): FurtherIndexes | undefined {
  const mixed = setups.filter(({ usual, further }) => [...usual, ...further].some(({ kind }) => kind === 'public'));
  const beside = mixed.flatMap(({ usual, further }) => [...usual.map(spot => ({ ...spot, isFirst: false })), ...further]);
  const others = beside.filter(({ kind, host }) => kind !== 'public' && host !== '');
  const equal = others.filter(({ isFirst }) => !isFirst);
  const hosts = [...new Set((equal.length > 0 ? equal : others).map(({ host }) => host))];
  if (hosts.length === 0) return undefined;
  return { hosts, areFirst: equal.length === 0, arePrivate: others.some(({ host }) => !PUBLIC_BESIDE.has(host)) };
}
