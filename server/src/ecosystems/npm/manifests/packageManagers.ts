import { minVersion } from 'semver';
import type { Dependency, Origin, Problem, Span } from '../../../model/index.js';
import { rawSpan } from '../../../syntax/json/escapes.js';
import { removalSpanOf } from '../../../syntax/json/spans.js';
import { type JsonMember, type JsonValue, spanOf, stringAt } from '../../../syntax/json/tree.js';
import { splitNameRange } from '../names/packageName.js';
import { classifySpecifier, exactVersion } from './specifier.js';

// What a package.json says of the package manager itself, which is downloaded and run before anything is installed.

/** What was read of one field. */
export interface PackageManagers {
  readonly dependencies: readonly Dependency[];
  readonly problems: readonly Problem[];
}

/** Names of the fields, as groups of dependencies. */
export const PACKAGE_MANAGER = 'packageManager';
export const DEV_ENGINES = 'devEngines.packageManager';

/**
 * `packageManager`: `name@version` with an optional `+algorithm.hash` (nodejs.org/api/packages.html#packagemanager). The specifier is the
 * version with the hash, the range the version alone.
 */
export function readPackageManager(text: string, root: JsonValue, member: JsonMember): PackageManagers {
  const { value } = member;
  if (value.kind !== 'string') return withProblem('error', 'packageManager must be a string', spanOf(value));
  const { name, range: specifier = '' } = splitNameRange(value.text);
  if (!NAMES.includes(name)) return withProblem('warning', `packageManager must be ${NAMES.join(', ')} and a version`, spanOf(value));
  const start = value.text.length - specifier.length;
  const spans = {
    nameSpan: rawSpan(text, value, 0, name.length),
    specifierSpan: rawSpan(text, value, start, value.text.length),
    removalSpan: removalSpanOf(text, root, member),
  };
  const exact = exactVersion(specifier);
  const origin = pinnedOrigin(
    name,
    specifier,
    exact === undefined ? undefined : { text: exact, span: rawSpan(text, value, start, start + exact.length) },
  );
  return { dependencies: [dependencyOf(text, PACKAGE_MANAGER, name, spans, origin)], problems: [] };
}

/**
 * `devEngines.packageManager`: an object with `name` and maybe a range as `version`, or a list of such
 * (docs.npmjs.com/cli/configuring-npm/package-json#devengines). What names another program is none.
 */
export function readDevEngines(text: string, { value }: JsonMember): PackageManagers {
  const member = value.kind === 'object' ? value.members.findLast(({ key }) => key === PACKAGE_MANAGER) : undefined;
  if (!member) return NOTHING;
  const engines = member.value.kind === 'array' ? member.value.items : [member.value];
  const dependencies = engines.flatMap((engine, index) => {
    const removal = engines.length > 1 ? inList(engines, index) : removalSpanOf(text, value, member);
    return engineOf(text, engine, removal) ?? [];
  });
  return { dependencies, problems: [] };
}

const NAMES = ['npm', 'pnpm', 'yarn', 'bun'];
const NOTHING: PackageManagers = { dependencies: [], problems: [] };

function withProblem(level: Problem['level'], message: string, span: Span): PackageManagers {
  return { dependencies: [], problems: [{ level, message, span }] };
}

function engineOf(text: string, engine: JsonValue, removalSpan: Span): Dependency | undefined {
  const name = stringAt(engine, 'name');
  if (!name || !NAMES.includes(name.text)) return undefined;
  const version = stringAt(engine, 'version');
  const specifierSpan = version ? spanOf(version) : { start: name.end, end: name.end };
  const spans = { nameSpan: spanOf(name), specifierSpan, removalSpan };
  return dependencyOf(text, DEV_ENGINES, name.text, spans, engineOrigin(text, name.text, version));
}

function engineOrigin(text: string, name: string, version: JsonValue | undefined): Origin {
  if (!version) return skipped('names no version');
  const source = classifySpecifier(version.text);
  if (source.kind === 'skipped') return source;
  const range = version.text.slice(source.start, source.end);
  if (name === 'yarn' && isNewYarn(range)) return skipped(NEW_YARN);
  return { kind: 'registry', range, rangeSpan: rawSpan(text, version, source.start, source.end) };
}

function pinnedOrigin(name: string, specifier: string, exact: { readonly text: string; readonly span: Span } | undefined): Origin {
  if (/^https?:/i.test(specifier)) return skipped('tarball URL');
  if (!exact) return skipped('not an exact version');
  if (name === 'yarn' && isNewYarn(exact.text)) return skipped(NEW_YARN);
  return { kind: 'registry', range: exact.text, rangeSpan: exact.span };
}

const NEW_YARN = 'published as @yarnpkg/cli-dist';

/** Yarn 2 and newer is another package than Yarn 1. */
function isNewYarn(range: string): boolean {
  try {
    return (minVersion(range)?.major ?? 0) >= 2;
  } catch {
    return false;
  }
}

function skipped(reason: string): Origin {
  return { kind: 'skipped', reason };
}

function dependencyOf(
  text: string,
  group: string,
  name: string,
  spans: Pick<Dependency, 'nameSpan' | 'specifierSpan' | 'removalSpan'>,
  origin: Origin,
): Dependency {
  const cut = ({ start, end }: Span): string => text.slice(start, end);
  return { ecosystem: 'npm', name, group, writtenName: cut(spans.nameSpan), specifier: cut(spans.specifierSpan), ...spans, origin };
}

/** An entry of a list with the comma that goes with it. */
function inList(entries: readonly JsonValue[], index: number): Span {
  const [own, before, after] = [entries[index], entries[index - 1], entries[index + 1]];
  return { start: before?.end ?? own?.start ?? 0, end: before ? (own?.end ?? 0) : (after?.start ?? own?.end ?? 0) };
}
