import type { Manifest, PackageIndex, PythonInstaller } from '../../../model/index.js';
import type { Access } from '../../../model/registryAccess.js';
import { type Scope, type Sourced, withoutProject } from '../../shared/sourced.js';
import type { PythonProject } from './configuration.js';
import type { CertificatePaths, ScopedLogin } from './indexAccess.js';
import { expanded } from './indexUrl.js';
import type { Netrc } from './netrc.js';
import { type PdmIndex, pdmEnvironment } from './pdm.js';
import { type PipConf, type PipSettings, pipSettings } from './pip.js';
import type { PipInstallation } from './pipInstallations.js';
import { type PoetryConfig, poetryCertificates, poetryLogin } from './poetry.js';
import { type UvConfig, uvEnvironment, uvLogin } from './uv.js';

/** What was found around a manifest or lockfile, or for the user alone. */
export interface PythonAround {
  /** Undefined: no manifest, but what holds everywhere. */
  readonly kind?: 'requirements' | 'pyproject' | 'pipfile';
  /** The file's name, as messages say it. */
  readonly name: string;
  readonly manifest?: Pick<Manifest, 'pip' | 'indexes' | 'installers' | 'dependencies'>;
  /** Under which options a requirements file may be installed, its own and those of the files around it; `name`: the file's that pip is told of. */
  readonly installations?: readonly (Pick<PipInstallation, 'pip'> & { readonly name: string })[];
  readonly files: PythonFiles;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTrusted: boolean;
  /** Base URL of the index that is asked in the place of PyPI, or PyPI's. */
  readonly publicIndex: string;
  /** The certificates in a file; why there are none, as a clause behind its name: `is not there`. */
  readPem(path: string): { readonly pem: string } | { readonly problem: string };
  /** The same object for the same access: whoever keeps connections by it need not tracked into it. */
  shared(access: Access): Access;
}

export interface PythonFiles {
  /** The weakest first. */
  readonly pip: readonly Sourced<PipConf>[];
  /** uv.toml files; the strongest first. */
  readonly uv: readonly Sourced<UvConfig>[];
  /** pyproject.toml files from the manifest's folder upwards. */
  readonly projects: readonly Sourced<PythonProject>[];
  readonly poetry: readonly Sourced<PoetryConfig>[];
  /** The strongest first. */
  readonly pdm: readonly Sourced<readonly PdmIndex[]>[];
  readonly netrc: Netrc | undefined;
  /** Tools whose lockfile or configuration lies around the manifest. */
  readonly tools: ReadonlySet<PythonInstaller>;
  /** Why no name is known to be public: part of what names indexes could not be read. */
  readonly unread?: string | undefined;
  /** What could not be read, each a sentence. */
  readonly problems: readonly string[];
}

/** An index as one tool is told of it. */
export interface SourcedIndex extends Omit<PackageIndex, 'installer'>, CertificatePaths {
  readonly scope: Scope;
  readonly source: string;
  /** Credentials from elsewhere than the address. */
  readonly login?: ScopedLogin;
}

/** Where one tool takes packages from. */
export interface Setup {
  readonly tool: Tool;
  /** Asked for every package in the place of PyPI; none: PyPI. */
  readonly usual: readonly SourcedIndex[];
  /** Asked for every package besides. */
  readonly further: readonly SourcedIndex[];
  /** All that have a name, those included that are asked only for packages that name them. */
  readonly named: readonly SourcedIndex[];
  /** By normalised name the index that a package comes from, where its own line does not say. */
  readonly sources: ReadonlyMap<string, string>;
  readonly noIndex?: true;
  /** Pages and folders of archives that packages are taken from besides (`--find-links`). */
  readonly findLinks?: readonly Sourced<string>[];
  readonly proxy?: Sourced<string>;
  readonly certificates: CertificatePaths;
  /** Hosts whose certificate is not checked, with or without a port. */
  readonly unverified: readonly Sourced<string>[];
}

/**
 * What each tool that may install a manifest's packages is told. A requirements file is pip's, and uv's where that is used; a pyproject.toml that of the
 * tools that it, or what lies around it, tells of; of all of them where nothing does.
 */
export function pythonSetups(around: PythonAround): readonly Setup[] {
  return installedWith(around).flatMap(setupsOfTools);
}

/** The same for each set of options that a requirements file may be installed under. */
function installedWith({ installations = [], ...around }: PythonAround): readonly PythonAround[] {
  if (installations.length === 0) return [around];
  const { manifest = { dependencies: [] } } = around;
  return installations.map(({ name, pip }) => ({ ...around, name, manifest: { ...manifest, pip } }));
}

/** What the user alone tells the tool of a setup, without the project. */
export function setupOfUser(around: PythonAround, { tool }: Setup): Setup {
  return setupOfTool(userAlone(around), tool);
}

/** The same without what the project says. */
export function userAlone(around: PythonAround): PythonAround {
  const { files, manifest, installations: _, ...rest } = around;
  return {
    ...rest,
    ...(manifest && { manifest: { dependencies: manifest.dependencies, ...(manifest.installers && { installers: manifest.installers }) } }),
    files: {
      ...files,
      pip: withoutProject(files.pip),
      uv: withoutProject(files.uv),
      projects: [],
      poetry: withoutProject(files.poetry),
      pdm: withoutProject(files.pdm),
    },
  };
}

function setupsOfTools(around: PythonAround): readonly Setup[] {
  return toolsOf(around).map(tool => setupOfTool(around, tool));
}

function setupOfTool(around: PythonAround, tool: Tool): Setup {
  const pip = pipSettings(around.files.pip, around.env);
  switch (tool) {
    case 'uv':
      return { tool, ...uvSetup(around) };
    case 'poetry':
      return { tool, ...poetrySetup(around) };
    case 'pdm':
      return { tool, ...pdmSetup(around, pip) };
    case 'pipenv':
      return { tool, ...pipenvSetup(around, pip) };
    default:
      return { tool, ...pipSetup(around, pip) };
  }
}

/** A setup without the name of its tool. */
type ToolSetup = Omit<Setup, 'tool'>;
type Tool = 'pip' | PythonInstaller;

function toolsOf({ kind, manifest, files, env }: PythonAround): readonly Tool[] {
  if (kind === 'pipfile') return ['pipenv'];
  const usesUv =
    files.tools.has('uv') || files.projects.some(({ value }) => value.uv !== undefined) || uvEnvironment(env).indexes.length > 0;
  if (kind === 'requirements') return usesUv ? ['pip', 'uv'] : ['pip'];
  const installers = manifest?.installers ?? files.projects[0]?.value.installers ?? [];
  const told = (['uv', 'poetry', 'pdm'] as const).filter(tool => files.tools.has(tool) || installers.includes(tool));
  return kind === 'pyproject' && told.length > 0 ? told : ['pip', 'uv'];
}

function pipSetup(around: PythonAround, pip: PipSettings): ToolSetup {
  const own = ownIndexes(around);
  const replaced = own.some(({ isDefault }) => isDefault);
  return {
    ...setupOf([...own, ...(replaced ? [] : configuredForPip(pip))]),
    ...((around.manifest?.pip?.noIndex || pip.noIndex) && { noIndex: true }),
    findLinks: [...ownLinks(around), ...pip.findLinks],
    ...connection(around, pip),
    unverified: [...pip.trustedHosts, ...trustedByManifest(around)],
  };
}

/** The options of a requirements file: its `--index-url` takes the place of all that is configured, further indexes included, as in pip. */
function ownIndexes({ kind, manifest, name, env, isTrusted }: PythonAround): readonly SourcedIndex[] {
  if (kind !== 'requirements' || !manifest?.pip) return [];
  const index = (written: string, isDefault: boolean): SourcedIndex => ({
    ...UNNAMED,
    url: isTrusted ? expanded(written, env) : written,
    isDefault,
    scope: 'project',
    source: name,
  });
  const { indexUrl, extraIndexUrls } = manifest.pip;
  return [...(indexUrl === undefined ? [] : [index(indexUrl, true)]), ...extraIndexUrls.map(url => index(url, false))];
}

function ownLinks({ kind, manifest, name, env, isTrusted }: PythonAround): readonly Sourced<string>[] {
  if (kind !== 'requirements') return [];
  const links = manifest?.pip?.findLinks ?? [];
  return links.map(link => ({ value: isTrusted ? expanded(link, env) : link, scope: 'project', source: name }));
}

const UNNAMED = { name: '', isExplicit: false } as const;

function configuredForPip({ indexUrl, extraIndexUrls }: PipSettings): readonly SourcedIndex[] {
  const index = ({ value, ...said }: Sourced<string>, isDefault: boolean): SourcedIndex => ({ ...UNNAMED, ...said, url: value, isDefault });
  return [...(indexUrl ? [index(indexUrl, true)] : []), ...extraIndexUrls.map(url => index(url, false))];
}

function trustedByManifest({ manifest, name, isTrusted }: PythonAround): readonly Sourced<string>[] {
  const hosts = isTrusted ? (manifest?.pip?.trustedHosts ?? []) : [];
  return hosts.map(value => ({ value, scope: 'project', source: name }));
}

/** Of pip and the tools that are built on the same library. https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification */
function connection({ env }: PythonAround, pip?: PipSettings): Pick<Setup, 'proxy' | 'certificates'> {
  const fromEnv = env.REQUESTS_CA_BUNDLE ? 'REQUESTS_CA_BUNDLE' : 'CURL_CA_BUNDLE';
  const cert = pip?.cert ?? (env[fromEnv] ? { value: env[fromEnv], scope: 'user' as const, source: fromEnv } : undefined);
  const { clientCert } = pip ?? {};
  return {
    ...(pip?.proxy && { proxy: pip.proxy }),
    certificates: { ...(cert && { cert }), ...(clientCert && { clientCert }) },
  };
}

function uvSetup(around: PythonAround): ToolSetup {
  const configs = uvConfigs(around);
  const indexes = configs.flatMap(({ value, ...said }) =>
    [...(around.kind === 'requirements' ? value.pipIndexes : []), ...value.indexes].map((index): SourcedIndex => {
      const login = uvLogin(index.name, around.env);
      return { ...index, ...said, ...(login && { login: { ...login, scope: 'user' } }) };
    }),
  );
  return {
    ...setupOf([...ownIndexes(around), ...indexes]),
    sources: new Map(configs.toReversed().flatMap(({ value }) => [...value.sources])),
    ...((configs.some(({ value }) => value.noIndex) || around.manifest?.pip?.noIndex) && { noIndex: true }),
    certificates: {},
    unverified: configs.flatMap(({ value, ...said }) => value.insecureHosts.map(host => ({ ...said, value: host }))),
    findLinks: [...ownLinks(around), ...configs.flatMap(({ value, ...said }) => value.findLinks.map(link => ({ ...said, value: link })))],
  };
}

/** Environment, the files of the project from the nearest upwards, then those of user and system (https://docs.astral.sh/uv/concepts/configuration-files/). */
function uvConfigs(around: PythonAround): readonly Sourced<UvConfig>[] {
  const { files, env } = around;
  const projects = files.projects.flatMap(({ value, ...said }) => (value.uv ? [{ ...said, value: value.uv }] : []));
  const own = ownUvConfig(around, projects);
  const above = own ? projects.filter(({ source }) => source !== OWN_FILE) : projects;
  const ofScope = (scope: Scope) => files.uv.filter(said => said.scope === scope);
  return [
    { value: uvEnvironment(env), scope: 'user', source: 'UV_INDEX' },
    ...ofScope('project'),
    ...(own ? [own] : []),
    ...above,
    ...ofScope('user'),
  ];
}

/** What the manifest says itself: its indexes as in the text that is being edited, the rest as on the disk. */
function ownUvConfig({ kind, manifest, name }: PythonAround, projects: readonly Sourced<UvConfig>[]): Sourced<UvConfig> | undefined {
  if (kind !== 'pyproject' || !manifest) return undefined;
  const saved = projects.find(({ source }) => source === OWN_FILE)?.value;
  const indexes = manifest.indexes?.filter(({ installer }) => installer === 'uv') ?? [];
  const { noIndex = false, insecureHosts = [], findLinks = [] } = saved ?? {};
  return { value: { indexes, pipIndexes: [], findLinks, noIndex, insecureHosts, sources: new Map() }, scope: 'project', source: name };
}

/** How the pyproject.toml in the manifest's own folder is called in `PythonFiles.projects`. */
const OWN_FILE = 'pyproject.toml';

function poetrySetup(around: PythonAround): ToolSetup {
  const files = around.files.poetry;
  const indexes = projectIndexes(around, 'poetry').map((index): SourcedIndex => {
    const login = poetryLogin(index.name, files, around.env);
    return { ...index, ...(login && { login }), ...poetryCertificates(index.name, files, around.env) };
  });
  // every primary source is asked
  return { ...setupOf(indexes), usual: indexes.filter(({ isDefault }) => isDefault), ...connection(around) };
}

/** What the manifest itself names; for a lockfile, what the manifest beside it does. */
function projectIndexes({ manifest, files, name }: PythonAround, installer: PythonInstaller): readonly SourcedIndex[] {
  const beside = manifest ? undefined : files.projects[0];
  const indexes = manifest?.indexes ?? beside?.value.indexes ?? [];
  return indexes
    .filter(index => index.installer === installer)
    .map(index => ({ ...index, scope: 'project', source: beside?.source ?? name }));
}

function pdmSetup(around: PythonAround, pip: PipSettings): ToolSetup {
  const { env, isTrusted } = around;
  const configured = [{ value: pdmEnvironment(env), scope: 'user' as const, source: 'PDM_PYPI_URL' }, ...around.files.pdm].flatMap(
    ({ value, ...said }) => value.map((index): SourcedIndex => pdmIndex(index, said)),
  );
  const known = (index: SourcedIndex): SourcedIndex => {
    const more = configured.find(({ name, login }) => name === index.name && login !== undefined);
    return more?.login ? { ...index, login: more.login } : index;
  };
  const own = projectIndexes(around, 'pdm').map(index =>
    known(isTrusted ? { ...index, url: expanded(index.url, env, 'any case') } : index),
  );
  const indexes = [...own, ...configured.filter(({ url }) => url !== '')];
  const fallback = indexes.some(({ isDefault }) => isDefault) ? [] : configuredForPip({ ...pip, extraIndexUrls: [] });
  return { ...setupOf([...indexes, ...fallback]), ...connection(around) };
}

function pdmIndex({ cert, clientCert, clientKey, login, ...index }: PdmIndex, said: Omit<Sourced<unknown>, 'value'>): SourcedIndex {
  return {
    ...index,
    ...said,
    ...(cert !== undefined && { cert: { ...said, value: cert } }),
    ...(clientCert !== undefined && { clientCert: { ...said, value: clientCert } }),
    ...(clientKey !== undefined && { clientKey: { ...said, value: clientKey } }),
    ...(login && { login: { ...login, scope: said.scope } }),
  };
}

/** Pipenv hands its indexes to pip. https://pipenv.pypa.io/en/latest/indexes.html */
function pipenvSetup(around: PythonAround, pip: PipSettings): ToolSetup {
  const { env, isTrusted } = around;
  const own = projectIndexes(around, 'pipenv').map(index =>
    isTrusted ? { ...index, url: expanded(index.url, env, 'without braces') } : index,
  );
  const mirror = env.PIPENV_PYPI_MIRROR;
  const mirrored: readonly SourcedIndex[] = mirror
    ? [{ ...UNNAMED, url: mirror, isDefault: true, scope: 'user', source: 'PIPENV_PYPI_MIRROR' }]
    : [];
  const usual = own.filter(({ isDefault }) => isDefault);
  const isPyPi = usual.every(({ url }) => /^https?:\/\/pypi\.(?:python\.)?org\//i.test(url));
  const indexes = own.length > 0 ? own : configuredForPip(pip);
  return {
    ...setupOf([...(isPyPi ? mirrored : []), ...indexes]),
    ...connection(around, pip),
    findLinks: pip.findLinks,
    unverified: pip.trustedHosts,
  };
}

/** Of several default indexes the first counts. */
function setupOf(indexes: readonly SourcedIndex[]): ToolSetup {
  return {
    usual: indexes.filter(({ isDefault }) => isDefault).slice(0, 1),
    further: indexes.filter(({ isDefault, isExplicit }) => !isDefault && !isExplicit),
    named: indexes.filter(({ name }) => name !== ''),
    sources: new Map(),
    certificates: {},
    unverified: [],
  };
}
