// The world that a fixture describes, behind the engine's own ports.

import { createInspect } from '../../server/src/analysis/evaluate.js';
import { createAnalyzeLockfile } from '../../server/src/analysis/lockfile.js';
import type { Facts } from '../../server/src/analysis/packageMetadata.js';
import type { FileResult } from '../../server/src/analysis/results.js';
import { formatOf } from '../../server/src/ecosystems/manifests.js';
import { NO_GITIGNORE } from '../../server/src/model/gitignore.js';
import type { FurtherIndexes, Manifest, PackageAnswers } from '../../server/src/model/index.js';
import type { RegistryConfig } from '../../server/src/model/registryAccess.js';
import { readBaseline } from '../../server/src/policy/baseline/read.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { folderPolicyFile } from '../../server/src/policy/folderPolicy.js';
import { type Policy, policyOf, withBaseline } from '../../server/src/policy/policy.js';
import { type PolicyFile, readPolicyFile } from '../../server/src/policy/policyFile.js';
import type { FileSystem, RegistryLocation } from '../../server/src/ports/index.js';
import { createCatalogFinder } from '../../server/src/project/catalogs.js';
import { createLocks } from '../../server/src/project/locks.js';
import type { Origins } from '../../server/src/project/origins.js';
import { createOverrideFinder } from '../../server/src/project/overridePlaces.js';
import { createProjectContexts } from '../../server/src/project/projectContext.js';
import type { Engine } from '../../server/src/scan/engine.js';
import { scanFiles } from '../../server/src/scan/scan.js';
import type { Fixture } from './fixture.js';
import { foldersOf, lockFilesOf } from './memoryDisk.js';
import { originsOf, unaskedAnswers, unaskedLocation } from './origins.js';
import { pythonConfigAt } from './pythonConfig.js';
import { settingsIn } from './settings.js';

/** Where the files of a fixture lie. */
export const ROOT = '/project';

/** Reads and judges every manifest of a fixture, in its order; included files follow. */
export function scanFixture(fixture: Fixture): Promise<readonly FileResult[]> {
  const paths = fixture.files.map(({ path }) => `${ROOT}/${path}`).filter(isManifest);
  const policy = policyIn(fixture);
  return scanFiles(paths, engineOf(fixture), { offline: false, policyOf: () => policy }, new AbortController().signal);
}

/** The policy that a fixture describes: its levels, policy file and baseline; the file is one that the user has named. */
export function policyIn(fixture: Fixture): Policy {
  return policyBy(fixture, file => file);
}

/** The same where the file is the folder's own, and the folder is trusted. */
export function folderPolicyIn(fixture: Fixture): Policy {
  return policyBy(fixture, folderPolicyFile);
}

function policyBy({ levels, cooldownDays, policy, baseline }: Fixture, heeded: (file: PolicyFile) => PolicyFile): Policy {
  const settings = { ...DEFAULT_POLICY, rules: levels, cooldownDays };
  const judged = policyOf(settings, policy === undefined ? undefined : heeded(readPolicyFile(policy)));
  return withBaseline(judged, baseline === undefined ? undefined : readBaseline(baseline).baseline);
}

/** What is installed is no manifest of the project. */
function isManifest(path: string): boolean {
  return formatOf(path) !== undefined && !/\/(node_modules|site-packages)\//.test(path);
}

/** The same fixture with another text in one file. */
export function withText(fixture: Fixture, path: string, text: string): Fixture {
  return { ...fixture, files: fixture.files.map(file => (file.path === path ? { ...file, text } : file)) };
}

export function engineOf(fixture: Fixture): Engine {
  const origins = originsIn(fixture);
  const texts = new Map(fixture.files.map(({ path, text }) => [`${ROOT}/${path}`, text]));
  const locks = createLocks(lockFilesOf(texts), origins);
  return {
    facts: factsOf(fixture),
    inspect: createInspect(() => fixture.now),
    files: filesOf(fixture),
    origins,
    locks,
    contexts: createProjectContexts({
      locks,
      catalogFinder: createCatalogFinder(lockFilesOf(texts), foldersOf(texts)),
      settings: settingsIn(texts, { root: ROOT }),
      overrideFinder: createOverrideFinder(lockFilesOf(texts), foldersOf(texts)),
      folders: foldersOf(texts),
      rootOf: () => ROOT,
      origins,
    }),
    analyzeLockfile: createAnalyzeLockfile(() => fixture.now),
    breathe: async () => {},
  };
}

function originsIn({ files, pythonIndex, privateScopes }: Fixture): Origins {
  const isPrivate = (name: string): boolean => privateScopes.some(scope => name.startsWith(`${scope}/`));
  const unasked = (where: string): RegistryLocation => unaskedLocation(`not checked: ${where}`);
  const { around } = originsOf((_, name) => (isPrivate(name) ? unasked('private registry npm.corp.example') : undefined), privateScopes);
  const configOf = (path: string, manifest: Manifest): RegistryConfig => pythonConfigAt(path, manifest, pythonIndex);
  const furtherAround = (path: string): FurtherIndexes | undefined =>
    manifestsBeside(path, files)
      .map(beside => configOf(beside.path, beside.manifest).furtherIndexes)
      .find(further => further !== undefined);
  const hostsAround = (path: string): readonly string[] =>
    manifestsBeside(path, files).flatMap(beside => configOf(beside.path, beside.manifest).indexHosts ?? []);
  return {
    around: (path, ecosystem, manifest) => {
      const usual = around(path, ecosystem);
      if (ecosystem !== 'PyPI') return usual;
      if (!manifest) return { ...usual, furtherIndexes: furtherAround(path), indexHosts: hostsAround(path) };
      const config = configOf(path, manifest);
      const furtherIndexes = config.furtherIndexes && { ...config.furtherIndexes, arePrivate: false };
      return { ...usual, furtherIndexes, placeOf: name => placeIn(config, name) ?? usual.placeOf(name) };
    },
  };
}

/** What says which indexes a lockfile's packages come from. */
function manifestsBeside(path: string, files: Fixture['files']): readonly { readonly path: string; readonly manifest: Manifest }[] {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return files.flatMap(file => {
    const beside = `${ROOT}/${file.path}`;
    const format = beside.slice(0, beside.lastIndexOf('/')) === folder ? formatOf(beside) : undefined;
    return format?.ecosystem === 'PyPI' ? [{ path: beside, manifest: format.parse(file.text) }] : [];
  });
}

/** A private index is not asked: a fixture has the answers of the public ones only. */
function placeIn({ sourceOf }: RegistryConfig, name: string): RegistryLocation | undefined {
  const source = sourceOf(name);
  if (source.kind === 'unasked') return unaskedLocation(`not checked: ${source.reason}`);
  return source.kind === 'private' ? unaskedLocation(`not checked: private index ${new URL(source.registry.url).host}`) : undefined;
}

function factsOf(fixture: Fixture): Facts {
  const known = new Map<string, PackageAnswers>();
  return {
    peek(id) {
      const key = `${id.ecosystem} ${id.name}${id.place === undefined ? '' : ` ${id.place}`}`;
      const answers = known.get(key) ?? unaskedAnswers(id.place) ?? answersOf(fixture, `${id.ecosystem} ${id.name}`);
      known.set(key, answers);
      return answers;
    },
    recall: async () => {},
    gather: async () => {},
    revision: () => 0,
    earlier: () => undefined,
    forgetFailures: () => {},
    expireAdvisories: () => {},
  };
}

/** Of what is only locked no registry is asked: a fixture need not tell what it would say. */
function answersOf(fixture: Fixture, key: string): PackageAnswers {
  const registry = fixture.registry.get(key);
  if (registry?.kind === 'unknown' && registry.deliberate) {
    const { reason, secrecy } = registry;
    const local = fixture.advisories.filter(({ affected }) => affected.some(({ ecosystem, name }) => `${ecosystem} ${name}` === key));
    return { registry, advisories: { kind: 'unknown', reason, deliberate: true, ...(secrecy && { secrecy }), local } };
  }
  const advisories = advisoriesOf(fixture, key);
  if (registry) return { registry, advisories };
  if (!isDeclared(fixture, key)) return { registry: { kind: 'absent', fetchedAt: fixture.now }, advisories };
  return {
    get registry(): never {
      throw new Error(`the fixture has no "//- registry ${key}"`);
    },
    advisories,
  };
}

/** Whether a manifest of the fixture may name a package. Of others that a rule looks at the registry has none, unless the fixture says so. */
function isDeclared({ files }: Fixture, key: string): boolean {
  const [ecosystem, name = ''] = key.split(' ');
  const isNamedIn = (text: string): boolean => text.split(/[^\w/.-]+/).includes(name.replace(/^@/, ''));
  return files.some(({ path, text }) => formatOf(path)?.ecosystem === ecosystem && isNamedIn(text));
}

function advisoriesOf(fixture: Fixture, key: string): PackageAnswers['advisories'] {
  const value = fixture.advisories.filter(({ affected }) => affected.some(({ ecosystem, name }) => `${ecosystem} ${name}` === key));
  return fixture.advisoryService ?? { kind: 'found', value, fetchedAt: fixture.advisoriesFetchedAt };
}

function filesOf({ files }: Fixture): FileSystem {
  return {
    async read(path) {
      const file = files.find(other => `${ROOT}/${other.path}` === path);
      return file ? { kind: 'text', text: file.text } : { kind: 'unreadable', reason: 'there is no such file' };
    },
    resolve: (file, target) => resolved(file, target),
    findProjectFiles: async () => ({ files: [], gitignore: NO_GITIGNORE }),
  };
}

function resolved(file: string, target: string): string {
  if (target.startsWith('/')) return target;
  const parts = file.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
