import type { AdvisoryGroup, PackageId } from '../model/index.js';
import { fitting, listed, named, quoted, shownName, shownVersion } from './messages.js';
import type { RuleDescription } from './rule.js';

/**
 * A malicious release is on this disk, or something that one left. It judges folders, not dependencies, so that it has no `check`: the
 * engine's environment check finds, and the functions below say it.
 */
export const maliciousInstalled = {
  id: 'malicious-installed',
  category: 'malware',
  defaultLevel: 'error',
  appliesTo: ['installed'],
  fix: 'none',
  title: 'a malicious release that is installed',
  summary: 'A malicious release, or a trace one left behind, is in node_modules or a Python environment of this workspace.',
  explanation: `What is installed is looked at, whatever the manifests say: every package in \`node_modules\` and every distribution in the
workspace's Python environments, against the malicious-package advisories and the built-in incidents. Files that known incidents leave
behind are looked for as well, and so are \`.pth\` files in site-packages, which Python runs each time it starts: one that runs code and
belongs to no installed distribution is reported as suspicious, with a lower level. Removing the package does not undo what it has done:
follow the response page (*Depwarden: What to Do*, or \`depwarden respond PACKAGE@VERSION\`). Nothing is removed or run by Depwarden.`,
} as const satisfies RuleDescription;

/** What is installed that should not be. */
export interface Installed extends PackageId {
  readonly version: string;
  /** The folder, as a message names it: `.venv`, `node_modules`. */
  readonly where: string;
  /** Every release of the package is malicious. */
  readonly everyRelease: boolean;
  readonly advisories: readonly AdvisoryGroup[];
  /** Names of files that it left. */
  readonly left: readonly string[];
}

/** Under 160 characters, the fact first. */
export function installedMessage(what: Installed): string {
  const fact = installedHeadline(what);
  const [worst] = what.advisories;
  const withId = worst === undefined ? fact : `${fact} (${named(worst, what.version)})`;
  const left = what.left.length === 0 ? [] : [`${withId}. It left ${listed(what.left.map(file => quoted(file, 40)))}.`];
  return fitting(...left, `${withId}.`, `${fact}.`);
}

/** The fact alone, without a full stop: `litellm 1.82.8 is installed in .venv: a compromised release`. Under 159 characters. */
export function installedHeadline(what: Pick<Installed, 'name' | 'version' | 'where' | 'everyRelease'>): string {
  const judgement = what.everyRelease ? 'a malicious package' : 'a compromised release';
  const sentence = (limit: number): string =>
    `${shownName(what)} ${shownVersion(what.version)} is installed in ${place(what.where, limit)}: ${judgement}.`;
  return fitting(sentence(LONG_PLACE), sentence(SHORT_PLACE)).slice(0, -1);
}

/** Of a file that a known incident leaves, where the release itself is not installed (any more). Under 160 characters. */
export function leftBehindMessage(file: string, where: string, pkg: PackageId, ids: readonly string[]): string {
  const [id] = ids;
  const fact = (limit: number): string =>
    `${shownFile(file)} in ${place(where, limit)} is what compromised releases of ${shownName(pkg)} leave behind`;
  const withId = id === undefined ? [] : [`${fact(LONG_PLACE)} (${quoted(id, 32)}).`];
  return fitting(...withId, `${fact(LONG_PLACE)}.`, `${fact(SHORT_PLACE)}.`);
}

/**
 * Of a file that Python runs at each start and that nobody vouches for. Under 160 characters.
 * @param signs what it does, in phrases that fit after "it", the gravest first
 * @param owner the distribution that brought it, where one did
 */
export function suspiciousFileMessage(file: string, where: string, signs: readonly string[], owner: string | undefined): string {
  const what = owner === undefined ? 'belongs to no installed distribution' : `came with ${quoted(owner, 48)}`;
  const fact = (limit: number): string => `${shownFile(file)} in ${place(where, limit)} runs code whenever Python starts and ${what}`;
  const told = [3, 2, 1].filter(count => count <= signs.length).map(count => `${fact(LONG_PLACE)}: it ${listed(signs.slice(0, count))}.`);
  return fitting(...told, `${fact(LONG_PLACE)}.`, `${fact(SHORT_PLACE)}.`);
}

const LONG_PLACE = 36;
const SHORT_PLACE = 24;

function shownFile(file: string): string {
  return quoted(file, 32);
}

/** The end of a long path tells more than its beginning. */
function place(where: string, limit: number): string {
  const text = quoted(where, 1000);
  return text.length > limit ? `…${text.slice(1 - limit).replace(/^[\udc00-\udfff]/, '')}` : text;
}
