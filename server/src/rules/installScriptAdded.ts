import { fitting, listed, quoted, shownName, shownVersion } from './messages.js';
import { changeOf } from './releaseLine.js';
import type { Rule } from './rule.js';

/** The effective version runs code when it is installed, and the release before it did not. */
export const installScriptAdded = {
  id: 'install-script-added',
  category: 'signal',
  defaultLevel: 'warning',
  appliesTo: ['direct'],
  fix: 'older-release',
  unless: ['malicious-package', 'malicious-release', 'quarantined-package'],
  title: 'a release with a new install script',
  summary: 'This release runs code at install time, and the one before it did not.',
  explanation: `npm runs \`preinstall\`, \`install\` and \`postinstall\` scripts, and builds what has a \`binding.gyp\`, on the machine of everybody who installs a package. Worms such as
Shai-Hulud add one to releases of packages that never had any. The effective version is compared with the release before it on the same release line; a
package that has always built native code is not marked, nor is a change that is older than \`depwarden.signals.recentDays\`.`,
  check(subject) {
    const change = changeOf(subject);
    if (!change?.release.installScripts || !change.before.installScripts) return undefined;
    const added = addedScripts(change.before.installScripts, change.release.installScripts);
    if (added.length === 0) return undefined;
    const { version } = change.release;
    const scripts = added.map(script => quoted(script, 14));
    const what = `${shownName(subject)} ${shownVersion(version)} runs code when it is installed`;
    return {
      at: 'specifier',
      version,
      message: fitting(
        `${what} (${listed(scripts)}), which ${shownVersion(change.before.version)} before it did not.`,
        `${what} (${listed(scripts)}).`,
      ),
      clause: `newly runs ${listed(scripts, 2)} when installed`,
    };
  },
} as const satisfies Rule;

/** Which of a release's install scripts do what none did `before`. */
export function addedScripts(before: readonly string[], scripts: readonly string[]): readonly string[] {
  const known = new Set(before.map(effectOf));
  return scripts.filter(script => !known.has(effectOf(script)));
}

/** Without an `install` script, npm runs `node-gyp rebuild` for a `binding.gyp`: that the script is now written out is no news. */
function effectOf(script: string): string {
  return script === 'binding.gyp' ? 'install' : script;
}
