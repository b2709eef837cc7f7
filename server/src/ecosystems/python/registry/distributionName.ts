import { parse } from '@renovatebot/pep440';
import { normalizeName } from '../names/packageName.js';

// What file names of Python distributions tell: wheels (PEP 427), source distributions (PEP 625, and the older looser customs), eggs.

/** The version that `filename` holds of `project` (PEP 503 normalised), as written there; undefined where it cannot be told. */
export function versionInFilename(filename: string, project: string): string | undefined {
  const packed = /^(.+)\.(whl|egg)$/i.exec(filename)?.[1];
  if (packed !== undefined) {
    const [name = '', version] = packed.split('-');
    return name === project || normalizeName(name) === project ? version : undefined;
  }
  const source = /^(.+)\.(?:tar\.(?:gz|bz2|xz|Z)|tgz|tar|zip)$/i.exec(filename)?.[1];
  return source === undefined ? undefined : afterName(source, project);
}

/** A key that is the same for all ways to write one version (PEP 440: `1.0`, `v1.0.0`); the text itself where it is no PEP 440 version. */
export function versionKey(version: string): string {
  const text = version.trim();
  if (PLAIN.test(text)) return withoutZeros(text);
  const parsed = parse(text);
  if (parsed === null) return text.toLowerCase();
  const { epoch, release, pre, post, dev, local } = parsed;
  const numbers = withoutZeros(release.join('.'));
  const others = [epoch || null, pre, post, dev, local];
  return others.every(part => part === null) ? numbers : JSON.stringify([numbers, ...others]);
}

/** What nearly every version is: no need for the parser. */
const PLAIN = /^(?:0|[1-9]\d{0,14})(?:\.(?:0|[1-9]\d{0,14}))*$/;

function withoutZeros(numbers: string): string {
  let end = numbers.length;
  while (numbers.endsWith('.0', end)) end -= 2;
  return numbers.slice(0, end);
}

/** A name may itself hold hyphens: the version comes after the one at which the name is complete. */
function afterName(stem: string, project: string): string | undefined {
  for (let at = stem.indexOf('-'); at !== -1; at = stem.indexOf('-', at + 1)) {
    const name = stem.slice(0, at);
    if (name === project || normalizeName(name) === project) return stem.slice(at + 1);
  }
  return undefined;
}
