import type { Manifest } from '../model.js';

/**
 * A requirements file that names its own index takes its packages from there: they are private as far as anybody else is concerned, and a public
 * record must not judge them. Its dependencies become skipped ones, with the host named. An `--extra-index-url` leaves the names public: pip asks both.
 * @param publicIndex the index that is asked; a file that names it, or PyPI, changes nothing
 */
export function withPrivateIndex(manifest: Manifest, publicIndex: string): Manifest {
  const { pip } = manifest;
  const reason = pip?.noIndex ? 'not checked: --no-index, installed from local files' : privateReason(pip?.indexUrl, publicIndex);
  if (reason === undefined) return manifest;
  const dependencies = manifest.dependencies.map(dependency =>
    dependency.origin.kind === 'registry' ? { ...dependency, origin: { kind: 'skipped' as const, reason } } : dependency,
  );
  return { ...manifest, dependencies };
}

function privateReason(indexUrl: string | undefined, publicIndex: string): string | undefined {
  if (indexUrl === undefined || indexHost(indexUrl) === indexHost(publicIndex) || PYPI_HOSTS.includes(indexHost(indexUrl)))
    return undefined;
  return `not checked: private index ${indexHost(indexUrl)}`;
}

export const PYPI_HOSTS: readonly string[] = ['pypi.org', 'pypi.python.org'];

/** The host and port of a URL, without credentials; the text itself where it is none. */
export function indexHost(url: string): string {
  return /^[a-z]+:\/\/(?:[^/?#]*@)?([^/?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? 'that the file names';
}
