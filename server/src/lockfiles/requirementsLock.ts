import { normalizeName } from '../manifests/pep508.js';
import { parseRequirements } from '../manifests/requirements.js';
import type { Dependency } from '../model.js';
import { pythonVersions } from '../versions/pep440.js';
import type { Lockfile, LockfileFormat } from './lockfile.js';
import { readable } from './npmLockfileText.js';
import { type PythonEntry, type PythonNeed, pythonPackages, singleProjectLock } from './pythonLock.js';

/**
 * A requirements file in which every requirement that a registry serves is pinned, as pip-compile and uv write it from a `*.in`
 * (https://pip-tools.readthedocs.io/en/stable/). One that is not is no lockfile: it has no packages and covers nothing.
 */
export const requirementsLock: LockfileFormat = {
  id: 'requirements.txt',
  ecosystem: 'PyPI',
  parse(written) {
    const { text, problems } = readable(written);
    const { dependencies, includes } = parseRequirements(text);
    const pins = dependencies.map(pinOf);
    const isLock = dependencies.length > 0 && includes.every(({ kind }) => kind === 'constraints') && !pins.includes(undefined);
    if (!isLock) return { ...NO_LOCK, problems };
    const entries = dependencies.map((dependency, index) => entryOf(dependency, pins[index] ?? ''));
    return singleProjectLock(
      pythonPackages(
        withNeeds(
          entries,
          dependencies.map((_, index) => requirersOf(text, dependencies, index)),
        ),
      ),
      problems,
    );
  },
};

const NO_LOCK: Lockfile = { ecosystem: 'PyPI', packages: new Map(), locate: () => undefined, covers: () => false, problems: [] };

/** The version that a requirement is pinned to, empty where it has no registry release; undefined where it is not pinned. */
function pinOf({ origin }: Dependency): string | undefined {
  if (origin.kind === 'skipped') return origin.reason === 'specifier cannot be read' ? undefined : '';
  return pythonVersions.parse(origin.range).version;
}

function entryOf({ name, origin, nameSpan, specifierSpan, hashes }: Dependency, version: string): PythonEntry {
  return {
    name,
    version,
    span: version === '' ? nameSpan : specifierSpan,
    needs: [],
    ...(origin.kind === 'skipped' && { skipped: origin.reason }),
    integrity: (hashes ?? []).map(({ algorithm, digest }) => `${algorithm}:${digest}`),
  };
}

/** Turns "who needs it" into "what it needs". */
function withNeeds(entries: readonly PythonEntry[], requirers: readonly (readonly string[])[]): readonly PythonEntry[] {
  const needs = new Map<string, PythonNeed[]>();
  requirers.forEach((names, index) => {
    const entry = entries[index];
    for (const name of entry ? names : []) {
      const known = needs.get(name) ?? [];
      needs.set(name, known);
      if (entry) known.push({ name: entry.name });
    }
  });
  return entries.map(entry => ({ ...entry, needs: needs.get(entry.name) ?? [] }));
}

/** The names in the `# via` comment of a requirement: on its line, or on the lines of comments behind it. What is no name is a file. */
function requirersOf(text: string, dependencies: readonly Dependency[], index: number): readonly string[] {
  const own = dependencies[index];
  if (own === undefined) return [];
  const until = dependencies[index + 1]?.removalSpan.start ?? text.length;
  const names: string[] = [];
  let isVia = false;
  for (const line of text.slice(own.specifierSpan.end, until).split(/\r\n|\n|\r/)) {
    const comment = /(?:^|\s)#\s*(.*)$/.exec(line)?.[1];
    const first = comment === undefined ? undefined : /^via(?:\s+(.*))?$/.exec(comment.trim());
    if (first) isVia = true;
    const list = first ? first[1] : isVia ? comment : undefined;
    if (comment === undefined && isVia) break;
    for (const part of list?.split(',') ?? []) names.push(...namesIn(part));
  }
  return names;
}

function namesIn(part: string): readonly string[] {
  const name = /^\s*([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?:\[[^\]]*\])?\s*(?:\(.*)?$/i.exec(part)?.[1];
  return name === undefined ? [] : [normalizeName(name)];
}
