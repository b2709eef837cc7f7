// Addresses of source repositories as packages name them: `git+https://host/owner/name.git`, `git@host:owner/name`, `github:owner/name`, `owner/name`.
import { webAddress } from '../../text/sanitize.js';

/** An address as `host/owner/name`, by which two ways to write the same one can be told to be the same. */
export function repositoryKey(address: string): string {
  return located(address.toLowerCase());
}

/** The page of a repository, for people; undefined where the address names none that a browser can safely open. */
export function repositoryPage(address: string): string | undefined {
  const place = located(address);
  return PLACE.test(place) ? webAddress(`https://${place}`) : undefined;
}

/** Where the host of a repository tells what is new in each release; undefined for hosts that are not known to. */
export function changelogPage(address: string): string | undefined {
  const [host = '', owner, name] = located(address).split('/');
  const page = CHANGELOGS.get(host.toLowerCase());
  return page === undefined || !owner || !name ? undefined : webAddress(`https://${host}/${owner}/${name}${page}`);
}

const CHANGELOGS: ReadonlyMap<string, string> = new Map([
  ['github.com', '/releases'],
  ['gitlab.com', '/-/releases'],
  ['codeberg.org', '/releases'],
]);

/** A host with a dot in it, and a path. */
const PLACE = /^[\w-]+(?:\.[\w-]+)+(?::\d+)?\/[\w./~+@-]+$/;

function located(address: string): string {
  const plain = address.trim().replace(/[?#].*$/, '');
  const hosted = plain.replace(/^(github|gitlab|bitbucket):/i, (_, host: string) => `${host}.${/bitbucket/i.test(host) ? 'org' : 'com'}/`);
  const absolute = /^[\w.-]+\/[\w.-]+$/.test(hosted) ? `github.com/${hosted}` : hosted;
  return absolute
    .replace(/^[a-z+]+:\/\//i, '')
    .replace(/^[^/@]*@/, '')
    .replace(/^([^/:]+):(?!\d)/, '$1/')
    .replace(/\/+$/, '')
    .replace(/\.git$/i, '');
}
