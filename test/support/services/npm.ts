import { createHash } from 'node:crypto';
import { type Service, type ServiceOptions, startService } from './service.js';

/** One npm package as the registry is to know it. */
export interface NpmPackage {
  /** Listed releases, oldest first. */
  readonly releases: Readonly<Record<string, NpmRelease>>;
  /** Default: the last release. */
  readonly latest?: string;
  readonly distTags?: Readonly<Record<string, string>>;
  /** Releases that are gone: they stand in `time` and nowhere else. Version to date. */
  readonly withdrawn?: Readonly<Record<string, string>>;
  /** The whole package is gone: no `versions`, and `time.unpublished`. */
  readonly unpublished?: boolean;
  /** When it first appeared; RFC 3339, or a date. Default: 2015-01-01. */
  readonly created?: string;
  /** Accounts that may publish it. Default: `maintainer`. */
  readonly maintainers?: readonly string[];
  /** Address of its sources. */
  readonly repository?: string;
  /** Members that stand in the document as they are, over the right ones: for odd documents. */
  readonly raw?: Readonly<Record<string, unknown>>;
}

export interface NpmRelease {
  /** RFC 3339, or a date. */
  readonly date?: string;
  readonly deprecated?: string;
  /** Who published it. Default: `maintainer`. */
  readonly publisher?: string;
  /** Default: a `test` script, which no installation runs. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** Names to ranges. */
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly attested?: boolean;
  /** What the full document says of its file. Default: no digest; the abbreviated one has made-up ones. */
  readonly integrity?: string;
}

export interface NpmService extends Service {
  /** What the service answers from; may be changed between requests. */
  readonly packages: Map<string, NpmPackage>;
}

/** Starts an npm registry that serves full and abbreviated package documents. */
export async function startNpmService(packages: Readonly<Record<string, NpmPackage>>, options: ServiceOptions = {}): Promise<NpmService> {
  const data = new Map(Object.entries(packages));
  const service = await startService(({ headers }, path) => {
    const name = path.slice(1);
    const found = data.get(name);
    if (found === undefined) return { status: 404, json: { error: 'Not found' } };
    const abbreviated = headers.accept?.includes('application/vnd.npm.install-v1+json') === true;
    return { status: 200, json: abbreviated ? abbreviatedDocument(name, found) : fullDocument(name, found) };
  }, options);
  return { ...service, packages: data };
}

function fullDocument(name: string, data: NpmPackage): unknown {
  const releases = Object.entries(data.releases);
  const dates = { ...Object.fromEntries(releases.map(([version, release]) => [version, release.date])), ...data.withdrawn };
  const all = Object.keys(dates);
  const time = Object.fromEntries(
    Object.entries(dates).flatMap(([version, date]) => (date === undefined ? [] : [[version, instant(date)]])),
  );
  const head = { _id: name, name };
  if (data.unpublished)
    return { ...head, time: { ...time, unpublished: { name, time: instant('2024-05-01'), versions: all } }, ...data.raw };
  return {
    ...head,
    'dist-tags': distTags(data),
    versions: Object.fromEntries(releases.map(([version, release]) => [version, manifest(name, version, release, true)])),
    time: { created: instant(data.created ?? '2015-01-01'), modified: instant('2026-05-01'), ...time },
    maintainers: (data.maintainers ?? ['maintainer']).map(person),
    ...(data.repository !== undefined && { repository: { type: 'git', url: data.repository } }),
    readme: `# ${name}\n\n"Quotes", \\backslashes\\ and {brackets} are what makes reading a read-me hard.\n`,
    ...data.raw,
  };
}

function abbreviatedDocument(name: string, data: NpmPackage): unknown {
  const versions = Object.fromEntries(
    Object.entries(data.releases).map(([version, release]) => [version, manifest(name, version, release, false)]),
  );
  return { name, 'dist-tags': distTags(data), versions, modified: instant('2026-05-01'), ...data.raw };
}

function distTags(data: NpmPackage): Record<string, string> {
  const latest = data.latest ?? Object.keys(data.releases).at(-1);
  return { ...(latest === undefined ? {} : { latest }), ...data.distTags };
}

function manifest(name: string, version: string, release: NpmRelease, full: boolean): unknown {
  const file = `${name.split('/').at(-1)}-${version}.tgz`;
  return {
    name,
    version,
    ...(full && fullOnly(name, release)),
    dist: {
      ...(full ? release.integrity !== undefined && { integrity: release.integrity } : digests(`${name}@${version}`)),
      tarball: `https://registry.example/${name}/-/${file}`,
      fileCount: 12,
      unpackedSize: 34567,
      ...(release.attested && { attestations: attestations(name, version) }),
    },
    ...(release.dependencies && { dependencies: release.dependencies }),
    ...(release.deprecated === undefined ? {} : { deprecated: release.deprecated }),
  };
}

function fullOnly(name: string, { scripts = { test: 'echo "{}"' }, publisher = 'maintainer' }: NpmRelease): object {
  return { description: `The package "${name}"`, scripts, _npmUser: person(publisher) };
}

function digests(seed: string): object {
  return {
    shasum: createHash('sha1').update(seed).digest('hex'),
    integrity: `sha512-${createHash('sha512').update(seed).digest('base64')}`,
  };
}

function attestations(name: string, version: string): object {
  const url = `https://registry.example/-/npm/v1/attestations/${name}@${version}`;
  return { url, provenance: { predicateType: 'https://slsa.dev/provenance/v1' } };
}

function person(name: string): object {
  return { name, email: `${name}@mail.example` };
}

function instant(date: string): string {
  return date.includes('T') ? date : `${date}T12:00:00.000Z`;
}
