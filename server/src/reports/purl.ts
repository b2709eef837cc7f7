import { ECOSYSTEMS } from '../ecosystems/index.js';
import type { PackageId } from '../model/index.js';

/**
 * The package URL of a package of the public registry, or of one release of it (https://github.com/package-url/purl-spec, types `npm` and `pypi`). An npm
 * name keeps its case, and its scope is the namespace; a Python name is as PEP 503 normalises it.
 */
export function purlOf({ ecosystem, name }: PackageId, version?: string): string {
  const path = name.split('/').map(encoded).join('/');
  return `pkg:${ECOSYSTEMS[ecosystem].purlType}/${path}${version === undefined ? '' : `@${encoded(version)}`}`;
}

/** All but letters, digits and `.-_~:` by their UTF-8 bytes; halves of surrogate pairs, which have none, as U+FFFD. */
export function encoded(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd'))
    .replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}
