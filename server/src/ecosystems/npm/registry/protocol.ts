import { fieldsOf } from '../../shared/fields.js';
import { errorTextIn } from '../../shared/registryAnswers.js';
import type { RegistryProtocol } from '../../shared/registryProtocol.js';
import { digestParts, PACKUMENT_PARTS, readDigests, readPackument } from './packument.js';

/**
 * The npm registry's protocol (https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md). Metadata come from the full package
 * document (the abbreviated one has no dates), digests from the abbreviated one.
 */
export const npmRegistry: RegistryProtocol = {
  service: 'npm registry',
  cacheKey: 'npm',
  isPossibleName,
  wellKnown: 'once',
  // an object that has the error's text, for a person to read
  isOwnNotFound: answer => errorTextIn(answer, 'error') !== undefined,
  document: {
    title: 'package document',
    url: documentUrl,
    metadata: name => ({
      parts: PACKUMENT_PARTS,
      read: json => {
        const value = isOf(name, json) ? readPackument(json) : undefined;
        return value && { value };
      },
    }),
    digests: (name, version) => ({
      accept: ABBREVIATED,
      parts: digestParts(version),
      read: json => (isOf(name, json) ? { value: readDigests(version, json) } : undefined),
    }),
  },
};

const ABBREVIATED = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8';

/** What npm ever allowed, and nothing that would mean another path. */
function isPossibleName(name: string): boolean {
  return name.length <= 214 && !HALF_CHARACTER.test(name) && /^(?:@[^/@\s%?#\\]+\/)?[^/@\s%?#\\._][^/@\s%?#\\]*$/.test(name);
}

/** Whether a document is that of a package. Mirrors may leave out its name, and `_id` too: then it is taken for the one that was asked for. */
function isOf(name: string, json: unknown): boolean {
  const fields = fieldsOf(json);
  const own = [fields?.name, fields?._id].find(value => typeof value === 'string');
  return own === undefined || own === name;
}

/** Half of a surrogate pair: no URL can hold one. */
const HALF_CHARACTER = /\p{Cs}/u;

/** `@scope/name` is one part of the path: `@scope%2fname`. */
function documentUrl(base: string, name: string): string {
  return `${base}/${encodeURIComponent(name).replace('%40', '@').replace('%2F', '%2f')}`;
}
