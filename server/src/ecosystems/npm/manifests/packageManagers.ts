import { minVersion } from 'semver';
import type { Dependency, Origin, Problem, Span } from '../../../model/index.js';
import { type LooseValue, readLooseJson, stringAt } from '../../../syntax/json/looseJson.js';
import { rawSpan, removalSpanOf } from '../../../syntax/json/spans.js';
import type { JsonMember, JsonObject, JsonString } from '../../../syntax/json/tree.js';
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
export function readPackageManager(text: string, root: JsonObject, member: JsonMember): PackageManagers {
  const { value } = member;
  if (value.kind !== 'string') return withProblem('error', 'packageManager must be a string', value.span);
  const { name, range: specifier = '' } = splitNameRange(value.value);
  if (!NAMES.includes(name)) return withProblem('warning', `packageManager must be ${NAMES.join(', ')} and a version`, value.span);
  const start = value.value.length - specifier.length;
  const spans = {
    nameSpan: rawSpan(text, value, 0, name.length),
    specifierSpan: rawSpan(text, value, start, value.value.length),
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
  const member = value.kind === 'object' ? value.members.findLast(({ key }) => key.value === PACKAGE_MANAGER) : undefined;
  if (value.kind !== 'object' || !member) return NOTHING;
  const { start: offset, end } = member.value.span;
  const { root } = readLooseJson(text.slice(offset, end), { comments: false });
  const engines = root?.kind === 'array' ? root.items : root ? [root] : [];
  const dependencies = engines.flatMap((engine, index) => {
    const removal = engines.length > 1 ? shifted(inList(engines, index), offset) : removalSpanOf(text, value, member);
    return engineOf(text, engine, offset, removal) ?? [];
  });
  return { dependencies, problems: [] };
}

const NAMES = ['npm', 'pnpm', 'yarn', 'bun'];
const NOTHING: PackageManagers = { dependencies: [], problems: [] };

function withProblem(level: Problem['level'], message: string, span: Span): PackageManagers {
  return { dependencies: [], problems: [{ level, message, span }] };
}

function engineOf(text: string, engine: LooseValue, offset: number, removalSpan: Span): Dependency | undefined {
  const name = literalOf(stringAt(engine, 'name'), offset);
  if (!name || !NAMES.includes(name.value)) return undefined;
  const version = literalOf(stringAt(engine, 'version'), offset);
  const specifierSpan = version?.span ?? { start: name.span.end, end: name.span.end };
  const spans = { nameSpan: name.span, specifierSpan, removalSpan };
  return dependencyOf(text, DEV_ENGINES, name.value, spans, engineOrigin(text, name.value, version));
}

function engineOrigin(text: string, name: string, version: JsonString | undefined): Origin {
  if (!version) return skipped('names no version');
  const source = classifySpecifier(version.value);
  if (source.kind === 'skipped') return source;
  const range = version.value.slice(source.start, source.end);
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
function inList(entries: readonly LooseValue[], index: number): Span {
  const [own, before, after] = [entries[index], entries[index - 1], entries[index + 1]];
  return { start: before?.end ?? own?.start ?? 0, end: before ? (own?.end ?? 0) : (after?.start ?? own?.end ?? 0) };
}

function literalOf(value: LooseValue | undefined, offset: number): JsonString | undefined {
  return value && { kind: 'string', value: value.text, span: shifted(value, offset) };
}

function shifted({ start, end }: Span, offset: number): Span {
  return { start: start + offset, end: end + offset };
}
