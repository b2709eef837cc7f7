// What a finding says where a column, row or heading has the package and the release already.
import type { Finding } from '../model/index.js';
import { quoted, shownVersion } from '../rules/messages.js';

/**
 * A finding's message without the release that it is about, and with what matters first: `Compromised release (MAL-2026-2144, 2026-03-24). Last safe
 * release: 1.82.6.` Of a release below a dependency it says which dependency brings it in. Plain text, neutralised as the message is; never longer
 * than the message but for that.
 */
export function briefOf({ message, dependency, version, through: [below] = [] }: Finding): string {
  if (!below) return briefMessage(message, dependency.name, version);
  const [direct = ''] = below.path;
  const brief = briefMessage(message, below.name, below.version);
  return below.path.length > 1 ? `${brief} Brought in by ${quoted(direct, 48)}.` : brief;
}

/** The same of any message on a package; a message in which it is not found is left as it is. */
export function briefMessage(message: string, name: string, version?: string): string {
  for (const shown of NAME_LIMITS.map(limit => quoted(name, limit))) {
    const at = releaseEnd(message, shown, version);
    if (at !== undefined) return sentence(message.slice(at));
    const inside = INSIDE.find(([before]) => message.includes(`${before}${shown}`));
    if (inside) return message.replace(`${inside[0]}${shown}`, () => inside[1]);
  }
  return message;
}

/** The limits at which messages cut a name (`shownName`; paths; short forms of it), the usual one first. */
const NAME_LIMITS = [48, 60, 36] as const;

/** How messages name a package that do not begin with it, and what stands there instead. */
const INSIDE = [
  [' package named ', ' such package'],
  [' has quarantined ', ' has quarantined it'],
] as const;

/** Where the name and version end with which a message begins, or that a dependency path leads to; undefined where they do not stand there. */
function releaseEnd(message: string, name: string, version: string | undefined): number | undefined {
  const start = startOf(message, name);
  if (start === undefined) return undefined;
  const end = start + name.length;
  const shown = version === undefined ? '' : ` ${shownVersion(version)}`;
  return message.startsWith(shown, end) ? end + shown.length : end;
}

function startOf(message: string, name: string): number | undefined {
  if (isWordAt(message, name, 0)) return 0;
  const step = message.lastIndexOf(` → ${name} `);
  if (step >= 0) return step + 3;
  return isWordAt(message, name, TRANSITIVE.length) && message.startsWith(TRANSITIVE) ? TRANSITIVE.length : undefined;
}

/** How the message on a very long path begins. */
const TRANSITIVE = 'Transitive ';

function isWordAt(message: string, name: string, at: number): boolean {
  return message.startsWith(name, at) && /^[\s,:]/.test(message.slice(at + name.length));
}

/** What is said of the release, as a sentence of its own. */
function sentence(predicate: string): string {
  const said = predicate
    .replace(/^, (?:installed|locked) in .{1,60}?,(?= (?:is|has|may) )/, '')
    .replace(/^ .{0,80}?(?= admits compromised | has no upper bound)/, '')
    .replace(/^[:\s]+/, '')
    .replace(/^(?:is|was) (?:an? )?|^has (?:an? |(?=\d|no ))/, '');
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}`;
}
