// Small lockfiles of every format, as their package managers write them, from the releases that are to be locked.

export type NpmLock = 'package-lock.json' | 'npm-shrinkwrap.json' | 'yarn.lock' | 'berry' | 'pnpm-lock.yaml' | 'bun.lock';
export type PythonLock = 'uv.lock' | 'poetry.lock' | 'pdm.lock' | 'Pipfile.lock' | 'pylock.toml';
/** The name of the file, but for Yarn 2 and newer, which share it with Yarn 1. */
export type WrittenLock = NpmLock | PythonLock;

export interface WrittenRelease {
  readonly name: string;
  readonly version: string;
  readonly from: 'registry' | 'git' | 'url';
}

/** What a manifest asks for itself: specifiers by name. */
export type Direct = ReadonlyMap<string, string>;

/** @param direct names that the manifest beside it asks for; releases of other names stand in the lockfile alone */
export function lockTextOf(lock: WrittenLock, direct: Direct, releases: readonly WrittenRelease[]): string {
  return WRITERS[lock](direct, releases);
}

type Writer = (direct: Direct, releases: readonly WrittenRelease[]) => string;

const WRITERS: Readonly<Record<WrittenLock, Writer>> = {
  'package-lock.json': packageLock,
  'npm-shrinkwrap.json': packageLock,
  'yarn.lock': yarnClassic,
  berry: yarnBerry,
  'pnpm-lock.yaml': pnpmLock,
  'bun.lock': bunLock,
  'uv.lock': (_, releases) => `version = 1\n${releases.map(uvPackage).join('')}`,
  'poetry.lock': (_, releases) => `${releases.map(poetryPackage).join('')}\n[metadata]\nlock-version = "2.1"\n`,
  'pdm.lock': (_, releases) => `[metadata]\ngroups = ["default"]\nlock_version = "4.5.0"\n${releases.map(pdmPackage).join('')}`,
  'Pipfile.lock': pipfileLock,
  'pylock.toml': (_, releases) => `lock-version = "1.0"\ncreated-by = "tool"\n${releases.map(pylockPackage).join('')}`,
};

const GIT = 'git+https://git.example/x.git#0123456789abcdef0123456789abcdef01234567';
const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const TARBALL = 'https://files.example/x.tgz';

function packageLock(direct: Direct, releases: readonly WrittenRelease[]): string {
  const packages = releases.map(({ name, version, from }, at) => {
    const resolved = { registry: {}, git: { resolved: GIT }, url: { resolved: TARBALL } }[from];
    return [placeOf(name, at, releases), { version, ...resolved }];
  });
  return inJson({ lockfileVersion: 3, packages: { '': { dependencies: Object.fromEntries(direct) }, ...Object.fromEntries(packages) } });
}

/** A second release of a name lies below another package. */
function placeOf(name: string, at: number, releases: readonly WrittenRelease[]): string {
  const isFirst = releases.findIndex(other => other.name === name) === at;
  return isFirst ? `node_modules/${name}` : `node_modules/holder-${at}/node_modules/${name}`;
}

function yarnClassic(direct: Direct, releases: readonly WrittenRelease[]): string {
  const entries = releases.map(release => {
    const { name, version, from } = release;
    const resolved = { registry: `https://registry.yarnpkg.com/${name}/-/${name}-${version}.tgz#0123`, git: GIT, url: TARBALL }[from];
    return `\n"${name}@${rangeOf(release, direct, releases)}":\n  version "${version}"\n  resolved "${resolved}"\n`;
  });
  return `# yarn lockfile v1\n${entries.join('')}`;
}

function yarnBerry(direct: Direct, releases: readonly WrittenRelease[]): string {
  const entries = releases.map(release => {
    const { name, version, from } = release;
    const range = rangeOf(release, direct, releases);
    const resolution = { registry: `npm:${version}`, git: `https://git.example/x.git#commit=${COMMIT}`, url: TARBALL }[from];
    const asked = from === 'registry' && !range.includes(':') ? `npm:${range}` : range;
    return `\n"${name}@${asked}":\n  version: ${version}\n  resolution: "${name}@${resolution}"\n  languageName: node\n  linkType: hard\n`;
  });
  return `__metadata:\n  version: 8\n${entries.join('')}`;
}

/** What the manifest writes, for the first release of the name; else the version itself. */
function rangeOf(release: WrittenRelease, direct: Direct, releases: readonly WrittenRelease[]): string {
  const isFirst = releases.find(({ name }) => name === release.name) === release;
  return (isFirst ? direct.get(release.name) : undefined) ?? { registry: release.version, git: GIT, url: TARBALL }[release.from];
}

function pnpmLock(direct: Direct, releases: readonly WrittenRelease[]): string {
  const keyOf = ({ version, from }: WrittenRelease): string => ({ registry: version, git: GIT, url: TARBALL })[from];
  const importers = [...direct].flatMap(([name, specifier]) => {
    const release = releases.find(other => other.name === name);
    return release ? [`      ${name}:\n        specifier: ${JSON.stringify(specifier)}\n        version: ${keyOf(release)}\n`] : [];
  });
  const packages = releases.map(release => {
    const { name, version, from } = release;
    const resolution = {
      registry: '{integrity: sha512-AAAA}',
      git: `{commit: ${COMMIT}, repo: https://git.example/x.git, type: git}`,
      url: `{tarball: ${TARBALL}}`,
    }[from];
    const told = from === 'registry' ? '' : `    version: ${version}\n`;
    return `  ${name}@${keyOf(release)}:\n    resolution: ${resolution}\n${told}`;
  });
  const dependencies = importers.length > 0 ? `    dependencies:\n${importers.join('')}` : '    {}\n';
  const listed = packages.length > 0 ? `packages:\n${packages.join('')}` : '';
  return `lockfileVersion: '9.0'\nimporters:\n  .:\n${dependencies}${listed}`;
}

function bunLock(direct: Direct, releases: readonly WrittenRelease[]): string {
  const packages = releases.map(({ name, version, from }, at) => {
    const entry = {
      registry: [`${name}@${version}`, '', {}, 'sha512-AAAA'],
      git: [`${name}@${GIT}`, {}, 'x-0123'],
      url: [`${name}@${TARBALL}`, {}],
    }[from];
    const isFirst = releases.findIndex(other => other.name === name) === at;
    return [isFirst ? name : `holder-${at}/${name}`, entry];
  });
  const workspaces = { '': { name: 'app', dependencies: Object.fromEntries(direct) } };
  return inJson({ lockfileVersion: 1, workspaces, packages: Object.fromEntries(packages) });
}

function uvPackage({ name, version, from }: WrittenRelease): string {
  const source = {
    registry: '{ registry = "https://pypi.org/simple" }',
    git: `{ git = "https://git.example/x.git?rev=v1#${COMMIT}" }`,
    url: '{ url = "https://files.example/x.zip" }',
  }[from];
  return `\n[[package]]\nname = "${name}"\nversion = "${version}"\nsource = ${source}\n`;
}

function poetryPackage({ name, version, from }: WrittenRelease): string {
  const source = {
    registry: '',
    git: `\n[package.source]\ntype = "git"\nurl = "https://git.example/x.git"\nreference = "v1"\nresolved_reference = "${COMMIT}"\n`,
    url: '\n[package.source]\ntype = "url"\nurl = "https://files.example/x.zip"\n',
  }[from];
  return `\n[[package]]\nname = "${name}"\nversion = "${version}"\noptional = false\npython-versions = "*"\nfiles = []\n${source}`;
}

function pdmPackage({ name, version, from }: WrittenRelease): string {
  const source = {
    registry: '',
    git: `git = "https://git.example/x.git"\nref = "v1"\nrevision = "${COMMIT}"\n`,
    url: 'url = "https://files.example/x.zip"\n',
  }[from];
  return `\n[[package]]\nname = "${name}"\nversion = "${version}"\ngroups = ["default"]\n${source}`;
}

function pylockPackage({ name, version, from }: WrittenRelease): string {
  const source = {
    registry: '',
    git: `\n[packages.vcs]\ntype = "git"\nurl = "https://git.example/x.git"\ncommit-id = "${COMMIT}"\n`,
    url: '\n[packages.archive]\nurl = "https://files.example/x.zip"\nhashes = { sha256 = "aa" }\n',
  }[from];
  return `\n[[packages]]\nname = "${name}"\nversion = "${version}"\n${source}`;
}

/** A second release of a name is one of the development packages; there is no third. */
function pipfileLock(_: Direct, releases: readonly WrittenRelease[]): string {
  const entryOf = ({ version, from }: WrittenRelease): object =>
    ({
      registry: { version: `==${version}` },
      git: { git: 'https://git.example/x.git', ref: COMMIT },
      url: { file: 'https://files.example/x.zip' },
    })[from];
  const groups: { readonly default: Record<string, object>; readonly develop: Record<string, object> } = { default: {}, develop: {} };
  for (const release of releases) {
    const group = release.name in groups.default ? groups.develop : groups.default;
    group[release.name] ??= entryOf(release);
  }
  return inJson({ _meta: { 'pipfile-spec': 6, sources: [] }, ...groups });
}

function inJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
