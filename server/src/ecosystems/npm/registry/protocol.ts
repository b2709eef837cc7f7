import type { RegistryProtocol } from '../../shared/registryProtocol.js';
import { digestParts, PACKUMENT_PARTS, readDigests, readPackument } from './packument.js';

/**
 * The npm registry's protocol (https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md). Metadata come from the full package
 * document (the abbreviated one has no dates), digests from the abbreviated one.
 */
export const npmRegistry: RegistryProtocol = {
  cacheKey: 'npm',
  isPossibleName,
  document: {
    title: 'package document',
    url: documentUrl,
    metadata: () => ({
      parts: PACKUMENT_PARTS,
      read: json => {
        const value = readPackument(json);
        return value && { value };
      },
    }),
    digests: (_name, version) => ({
      accept: ABBREVIATED,
      parts: digestParts(version),
      read: json => ({ value: readDigests(version, json) }),
    }),
  },
};

const ABBREVIATED = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8';

/** What npm ever allowed, and nothing that would mean another path. */
function isPossibleName(name: string): boolean {
  return name.length <= 214 && !HALF_CHARACTER.test(name) && /^(?:@[^/@\s%?#\\]+\/)?[^/@\s%?#\\._][^/@\s%?#\\]*$/.test(name);
}

/** Half of a surrogate pair: no URL can hold one. */
const HALF_CHARACTER = /\p{Cs}/u;

/** `@scope/name` is one part of the path: `@scope%2fname`. */
function documentUrl(base: string, name: string): string {
  return `${base}/${encodeURIComponent(name).replace('%40', '@').replace('%2F', '%2f')}`;
}
