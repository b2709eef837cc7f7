import { ECOSYSTEMS } from '../ecosystems/index.js';
import type { ForeignSource, PackageId } from '../model/index.js';
import { fitting, quoted, shownName } from './messages.js';
import type { Locked, SourceRule } from './rule.js';

/** The dependency comes from a git repository or a URL instead of a registry. */
export const nonRegistrySource = {
  id: 'non-registry-source',
  category: 'source',
  defaultLevel: 'information',
  appliesTo: ['direct'],
  fix: 'none',
  title: 'a dependency from git or a URL',
  summary:
    'The dependency comes from git or from a URL instead of a registry; a warning where it is fixed to nothing, or comes over plain http.',
  explanation: `No registry keeps such a release unchanged and no advisory names it, so no other rule says anything of it. It is a warning where the connection is neither encrypted nor
authenticated (\`http:\`, \`git:\`), and where the specifier is fixed to nothing: no whole commit (git; a branch, a tag, a range and a short commit can come to mean other code), no
digest (archives; pip takes \`#sha256=…\` or \`--hash\`). A lockfile that holds it at one commit or digest makes that an information. Paths on this disk are not meant.

The address of an archive in the package's own registry (npm: \`…/NAME/-/NAME-1.0.0.tgz\` on its host; a file of PyPI's file host) names a release of that registry,
and is checked as that release instead. Of anything else no service is asked. If a tag, a file name or the lockfile tells its version, the built-in list of incidents, the cache and the offline database say whether it is malware.

What is installed from git is built on the machine that installs it: npm runs the repository's \`prepare\` script and its install scripts, pip its build backend.`,
  check(source, dependency, locked) {
    const what = `${nameOf(dependency)} comes from ${source.kind === 'git' ? 'git' : 'a URL'}`;
    if (source.insecure) return { at: 'specifier', level: 'warning', message: `${what} without encryption: ${onTheWay(source)}.` };
    if (source.fixedTo !== undefined)
      return { at: 'specifier', message: `${what}, at a fixed ${fixture(source)}: no registry or advisory covers it.` };
    if (locked && holds(locked, source)) {
      const until = `${what}, at no fixed ${fixture(source)}: it stays the same only as long as ${quoted(locked.file, 40)} does.`;
      return { at: 'specifier', message: fitting(until, `${what}, at no fixed ${fixture(source)}.`) };
    }
    return {
      at: 'specifier',
      level: 'warning',
      message: `${what}, at no fixed ${fixture(source)}: what is installed can change at any time.`,
    };
  },
} as const satisfies SourceRule;

/** A requirement without a name has its URL in the place of one: it may hold a password. */
function nameOf(dependency: PackageId): string {
  return dependency.name.includes('/') && !ECOSYSTEMS[dependency.ecosystem].names.isValid(dependency.name) ? 'This' : shownName(dependency);
}

function fixture({ kind }: ForeignSource): string {
  return kind === 'git' ? 'commit' : 'digest';
}

function onTheWay(source: ForeignSource): string {
  return source.fixedTo === undefined
    ? 'anyone on the way can put other code in its place'
    : `only the ${fixture(source)} that it names protects it`;
}

/** Every package manager locks git sources at a commit. */
function holds({ entry }: Locked, { kind }: ForeignSource): boolean {
  return kind === 'git' ? entry.skipped === 'git source' : (entry.integrity ?? []).length > 0;
}
