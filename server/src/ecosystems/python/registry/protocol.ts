import { errorTextIn, type NotFound } from '../../shared/registryAnswers.js';
import type { DocumentReading, RegistryDocument, RegistryProtocol } from '../../shared/registryProtocol.js';
import { PYPI_HOSTS } from '../settings/registries.js';
import {
  LEGACY_PARTS,
  type Project,
  projectDigests,
  projectFacts,
  readLegacyDocument,
  readSimplePage,
  SIMPLE_DIGEST_PARTS,
  SIMPLE_PARTS,
} from './simpleIndex.js';
import { readHtmlPage } from './simplePageHtml.js';

/** PyPI's own index. */
export const PYPI_URL = 'https://pypi.org/simple';

/**
 * The simple JSON API of Python package indexes (PEP 691). An index that serves its simple pages only as HTML is asked by the older JSON
 * API, `/pypi/NAME/json` beside `/simple`, which tells more, such as dates; the pages are read where it does not have that.
 * 404 means that there is no such project, as long as it is the index that says so. pypiserver and GitLab send on to PyPI for what they
 * do not have.
 */
export const pythonIndex: RegistryProtocol = {
  service: 'PyPI',
  cacheKey: 'pypi',
  isPossibleName: name => /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i.test(name),
  publicHosts: PYPI_HOSTS,
  wellKnown: 'six',
  isOwnNotFound: isIndexError,
  document: {
    title: 'project page',
    url: (base, name) => `${base}/${name}/`,
    ...readings((name, json) => readSimplePage(name, json), { metadata: SIMPLE_PARTS, digests: SIMPLE_DIGEST_PARTS, accept: pages() }),
    html: readHtmlPage,
  },
  older: {
    title: 'project document',
    url: (base, name) => `${base.replace(/\/simple$/, '')}/pypi/${name}/json`,
    isBeside: base => base.endsWith('/simple'),
    ...readings((name, json) => readLegacyDocument(name, json), { metadata: LEGACY_PARTS, digests: LEGACY_PARTS }),
  },
};

/** PyPI answers with plain text at its simple pages (warehouse: `httpexception_view`), with JSON elsewhere. */
function isIndexError(answer: NotFound): boolean {
  const isPlain = answer.type === 'text/plain' && answer.text?.trim() === '404 Not Found';
  return isPlain || ['message', 'error', 'detail'].some(member => errorTextIn(answer, member) !== undefined);
}

/** PEP 691 asks clients that read both to say so, and which they prefer. */
function pages(): string {
  return 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1';
}

/** What a project is made of, and the header that asks for it. */
interface Parts {
  readonly metadata: DocumentReading<unknown>['parts'];
  readonly digests: DocumentReading<unknown>['parts'];
  readonly accept?: string;
}

function readings(
  projectOf: (name: string, json: unknown) => Project | undefined,
  { metadata, digests, accept }: Parts,
): Pick<RegistryDocument, 'metadata' | 'digests'> {
  const header = accept === undefined ? {} : { accept };
  const made = <T>(project: Project | undefined, make: (project: Project) => T) => project && { value: make(project) };
  return {
    metadata: name => ({ ...header, parts: metadata, read: json => made(projectOf(name, json), projectFacts) }),
    digests: (name, version) => ({
      ...header,
      parts: digests,
      read: json => made(projectOf(name, json), project => projectDigests(project, version)),
    }),
  };
}
