import { formatOf, REQUIREMENTS } from '../ecosystems/manifests.js';
import type { Manifest } from '../model/index.js';

/** Text of a manifest, or of a file that a requirements file includes, to dependencies: by the name of the file, whatever its name as requirements. */
export type ParseManifest = (path: string, text: string) => Manifest;

export const parseManifest: ParseManifest = (path, text) => (formatOf(path) ?? REQUIREMENTS).parse(text);

/**
 * A parser that parses equal texts of one format once. Parsed texts are remembered up to a sum of lengths, the last ones longest.
 * @param most that sum, in UTF-16 units
 */
export function createParseOnce(parse: ParseManifest = parseManifest, most = MOST_REMEMBERED): ParseManifest {
  const known = new Map<string, Manifest>();
  let length = 0;

  function remember(key: string, manifest: Manifest): void {
    known.set(key, manifest);
    length += key.length;
    for (const oldest of known.keys()) {
      if (length <= most) return;
      known.delete(oldest);
      length -= oldest.length;
    }
  }

  return (path, text) => {
    const key = `${(formatOf(path) ?? REQUIREMENTS).id} ${text}`;
    const before = known.get(key);
    if (before) return before;
    const manifest = parse(path, text);
    remember(key, manifest);
    return manifest;
  };
}

const MOST_REMEMBERED = 8_000_000;
