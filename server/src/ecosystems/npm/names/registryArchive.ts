import { addressOf } from '../../shared/address.js';
import { npmVersions } from '../versions/index.js';
import { isNpmName } from './packageName.js';

/** A release as the address of its archive names it. */
export interface RegistryArchive {
  /** In small letters, with the port where it is not the scheme's own. */
  readonly host: string;
  readonly name: string;
  readonly version: string;
}

/**
 * The release that an address in the form of npm's registry names: `…/name/-/name-1.0.0.tgz`, of a scope `…/@scope/name/-/name-1.0.0.tgz`, with
 * some registries `…/@scope/name/-/@scope/name-1.0.0.tgz` (`dist.tarball` in https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md).
 * Undefined for any other address, and where folder and file name two packages. Whether a registry has the host, the address does not tell.
 */
export function registryArchive(address: string): RegistryArchive | undefined {
  if (!WEB.test(address)) return undefined;
  const host = addressOf(address)?.host;
  const parts = decoded(PATH.exec(address)?.[1] ?? '').split('/');
  const dash = parts.lastIndexOf('-');
  const [scope = '', base = ''] = [parts[dash - 2], parts[dash - 1]];
  const name = scope.startsWith('@') ? `${scope}/${base}` : base;
  const file = parts.slice(dash + 1).join('/');
  const prefix = [`${name}-`, `${base}-`].find(one => file.startsWith(one));
  if (host === undefined || dash < 1 || !isNpmName(name) || prefix === undefined || !/\.tgz$/i.test(file)) return undefined;
  const version = file.slice(prefix.length, -'.tgz'.length);
  return npmVersions.isValid(version) ? { host, name, version } : undefined;
}

const WEB = /^\s*https?:/i;
const PATH = /^\s*https?:\/\/[^/?#]+\/([^?#\s]*)/i;

function decoded(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
