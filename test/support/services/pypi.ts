import { createHash } from 'node:crypto';
import { type Reply, type Service, type ServiceOptions, startService } from './service.js';

/** One project as the index is to know it. */
export interface PyPIProject {
  /** Releases, oldest first. */
  readonly releases: Readonly<Record<string, PyPIRelease>>;
  readonly status?: 'active' | 'archived' | 'quarantined' | 'deprecated';
  readonly statusReason?: string;
  /** Members that stand in the page as they are, over the right ones: for odd pages. */
  readonly raw?: Readonly<Record<string, unknown>>;
}

export interface PyPIRelease {
  /** RFC 3339, or a date. */
  readonly date: string;
  /** The whole release is yanked: true, or the reason. */
  readonly yanked?: boolean | string;
  /** Whether its files have attestations. */
  readonly attested?: boolean;
  /** Default: `>=3.9`. */
  readonly requiresPython?: string;
  /** Default: a wheel and a source distribution. */
  readonly files?: readonly PyPIFile[];
}

export interface PyPIFile {
  readonly filename: string;
  readonly date?: string;
  readonly yanked?: boolean | string;
}

export interface PyPIOptions extends ServiceOptions {
  /**
   * `json` serves the simple JSON API, `pages` only its HTML form, `html` a page that has nothing to do with it, `refuse` answers 406 where JSON is
   * asked for. Default: `json`.
   */
  readonly simple?: 'json' | 'pages' | 'html' | 'refuse';
  /** Whether the legacy JSON API is there. Default: true. */
  readonly legacy?: boolean;
}

export interface PyPIService extends Service {
  /** The base of the simple index. */
  readonly indexUrl: string;
  /** What the service answers from, by normalised name; may be changed between requests. */
  readonly projects: Map<string, PyPIProject>;
}

/** Starts a Python package index with the simple API under `/simple` and the legacy JSON API under `/pypi`. */
export async function startPyPIService(projects: Readonly<Record<string, PyPIProject>>, options: PyPIOptions = {}): Promise<PyPIService> {
  const data = new Map(Object.entries(projects));
  const service = await startService(({ headers }, path) => {
    const simple = /^\/simple\/([^/]+)\/$/.exec(path)?.[1];
    if (simple !== undefined) return simpleReply(simple, data.get(simple), headers.accept ?? '', options.simple ?? 'json');
    const legacy = /^\/pypi\/([^/]+)\/json$/.exec(path)?.[1];
    const project = legacy === undefined || options.legacy === false ? undefined : data.get(legacy);
    return project && legacy ? { status: 200, json: legacyDocument(legacy, project) } : { status: 404, json: { message: 'Not Found' } };
  }, options);
  return { ...service, indexUrl: `${service.url}/simple`, projects: data };
}

/** The sha256 that the service gives for a file: that of its name. */
export function digestOf(filename: string): string {
  return createHash('sha256').update(filename).digest('hex');
}

function simpleReply(name: string, project: PyPIProject | undefined, accept: string, mode: NonNullable<PyPIOptions['simple']>): Reply {
  if (project === undefined) return { status: 404, headers: { 'content-type': 'text/plain' }, text: '404 Not Found' };
  if (mode === 'refuse' || !accept.includes(SIMPLE_JSON)) return { status: 406, headers: { 'content-type': 'text/plain' } };
  if (mode === 'html')
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, text: '<!doctype html><html></html>' };
  if (mode === 'pages') return { status: 200, headers: { 'content-type': 'text/html' }, text: htmlPage(name, project) };
  return { status: 200, headers: { 'content-type': SIMPLE_JSON }, json: simplePage(name, project) };
}

const SIMPLE_JSON = 'application/vnd.pypi.simple.v1+json';

function simplePage(name: string, project: PyPIProject): unknown {
  const isEmpty = project.status === 'quarantined';
  return {
    meta: { 'api-version': '1.4', '_last-serial': 1 },
    name,
    'project-status': {
      status: project.status ?? 'active',
      ...(project.statusReason === undefined ? {} : { reason: project.statusReason }),
    },
    versions: isEmpty ? [] : Object.keys(project.releases),
    files: isEmpty ? [] : filesOf(name, project).map(simpleFile),
    ...project.raw,
  };
}

/** PEP 503, as devpi and Nexus write it. */
function htmlPage(name: string, project: PyPIProject): string {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  const anchors = filesOf(name, project).map(({ filename, requiresPython, yanked }) => {
    const withdrawn = yanked === false ? '' : ` data-yanked="${yanked === true ? '' : escaped(yanked)}"`;
    const needs = `data-requires-python="${escaped(requiresPython)}"${withdrawn}`;
    return `    <a href="../../files/${filename}#sha256=${digestOf(filename)}" ${needs}>${filename}</a><br/>`;
  });
  return `<!DOCTYPE html>\n<html>\n  <head><meta name="pypi:repository-version" content="1.0"/><title>${name}</title></head>\n  <body>\n${anchors.join('\n')}\n  </body>\n</html>\n`;
}

interface File {
  readonly filename: string;
  readonly version: string;
  readonly date: string;
  readonly yanked: boolean | string;
  readonly attested: boolean;
  readonly requiresPython: string;
}

function filesOf(name: string, project: PyPIProject): File[] {
  return Object.entries(project.releases).flatMap(([version, release]) => {
    const files = release.files ?? [
      { filename: `${underscored(name)}-${version}-py3-none-any.whl` },
      { filename: `${underscored(name)}-${version}.tar.gz` },
    ];
    const { attested = false, requiresPython = '>=3.9' } = release;
    return files.map(({ filename, date = release.date, yanked = release.yanked ?? false }) => ({
      filename,
      version,
      date,
      yanked,
      attested,
      requiresPython,
    }));
  });
}

function simpleFile({ filename, version, date, yanked, attested, requiresPython }: File): unknown {
  return {
    filename,
    url: `https://files.example/packages/${filename}`,
    hashes: { sha256: digestOf(filename) },
    'requires-python': requiresPython,
    size: 12345,
    'upload-time': instant(date),
    yanked,
    provenance: attested ? `https://index.example/integrity/${version}/${filename}/provenance` : null,
  };
}

function legacyDocument(name: string, project: PyPIProject): unknown {
  const files = project.status === 'quarantined' ? [] : filesOf(name, project);
  return {
    info: { name, summary: `The project "${name}"`, yanked: false },
    releases: Object.fromEntries(
      Object.keys(project.releases).map(version => [version, files.filter(file => file.version === version).map(legacyFile)]),
    ),
    urls: [],
    vulnerabilities: [],
    ...(project.raw?.info !== undefined && { info: project.raw.info }),
  };
}

function legacyFile({ filename, date, yanked, requiresPython }: File): unknown {
  return {
    filename,
    digests: { md5: 'd41d8cd98f00b204e9800998ecf8427e', sha256: digestOf(filename) },
    upload_time_iso_8601: instant(date),
    requires_python: requiresPython,
    yanked: yanked !== false,
    yanked_reason: typeof yanked === 'string' ? yanked : null,
  };
}

function underscored(name: string): string {
  return name.replace(/-/g, '_');
}

function instant(date: string): string {
  return date.includes('T') ? date : `${date}T12:00:00.000000Z`;
}
