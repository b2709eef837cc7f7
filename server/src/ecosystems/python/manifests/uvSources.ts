import type { Dependency, Origin } from '../../../model/index.js';
import { stringAt, type TomlNode, type TomlTable, tablesAt } from '../../../syntax/toml/tree.js';
import { pythonArchiveSource } from '../names/archives.js';
import { normalizeName } from '../names/packageName.js';
import { gitOrigin } from './memberRequirement.js';
import { isTrue } from './packageSources.js';

/** Where a package comes from that is not taken from the default index (https://docs.astral.sh/uv/concepts/projects/dependencies/#dependency-sources). */
export interface UvSources {
  /** Where it comes from on every platform; undefined where the default index serves some of them. */
  readonly always?: Place;
  /** The places outside registries that it comes from under a condition. */
  readonly sometimes: readonly Origin[];
}

/** A place that no registry serves, or an index by its name. */
type Place = { readonly origin: Origin } | { readonly index: string };

/** `tool.uv.sources` of the pyproject.toml `text`, by normalised name. */
export function uvSources(text: string, root: TomlTable): ReadonlyMap<string, UvSources> {
  const members = tablesAt(root, 'tool', 'uv', 'sources').flatMap(table => table.members);
  return new Map(members.map(({ key, value }) => [normalizeName(key.name), sourcesIn(text, value)]));
}

/** The dependency with the place that its sources name, and with those that hold under a condition beside it. */
export function withUvSources(dependency: Dependency, { always, sometimes }: UvSources): Dependency {
  return { ...dependency, ...always, ...(sometimes.length > 0 && { elsewhere: sometimes }) };
}

interface Source {
  readonly place: Place;
  /** The marker, extra or group that it is limited to; undefined where it always holds. */
  readonly condition: string | undefined;
}

function sourcesIn(text: string, value: TomlNode): UvSources {
  const nodes = value.kind === 'list' ? value.items.map(item => item.value) : [value];
  const sources = nodes.flatMap(node => (node.kind === 'table' ? sourceOf(text, node) : []));
  const places = sources.map(({ place }) => place);
  const always = coverAll(sources) ? (places.find(place => 'index' in place) ?? places[0]) : undefined;
  const sometimes = places.flatMap(place => ('origin' in place && place !== always ? [place.origin] : []));
  return { ...(always && { always }), sometimes };
}

function sourceOf(text: string, table: TomlTable): readonly Source[] {
  const place = placeOf(text, table);
  const condition = CONDITIONS.map(key => stringAt(table, key)?.value).find(value => value !== undefined);
  return place ? [{ place, condition }] : [];
}

const CONDITIONS = ['marker', 'extra', 'group'] as const;

function placeOf(text: string, table: TomlTable): Place | undefined {
  const [git, url, index] = [stringAt(table, 'git'), stringAt(table, 'url'), stringAt(table, 'index')];
  if (git) return { origin: gitOrigin(git.value, table) };
  if (url) return { origin: { ...skipped('URL source'), ...(/^https?:/i.test(url.value) && { source: pythonArchiveSource(url.value) }) } };
  if (stringAt(table, 'path')) return { origin: skipped('local path') };
  if (isTrue(text, table, 'workspace')) return { origin: skipped('workspace package') };
  return index && { index: index.value };
}

function skipped(reason: string): Extract<Origin, { kind: 'skipped' }> {
  return { kind: 'skipped', reason };
}

/** Whether the default index is never asked: one source always holds, or two hold under a comparison and its opposite. */
function coverAll(sources: readonly Source[]): boolean {
  if (sources.some(({ condition }) => condition === undefined)) return true;
  const comparisons = sources.map(({ condition }) => COMPARISON.exec(condition ?? '')?.slice(1));
  return comparisons.some(a => comparisons.some(b => a && b && a[0] === b[0] && a[2] === b[2] && OPPOSITES.get(a[1] ?? '') === b[1]));
}

const COMPARISON = /^\s*(\w+)\s*([<>=!]=?)\s*['"]([^'"]*)['"]\s*$/;
const OPPOSITES: ReadonlyMap<string, string> = new Map([
  ['==', '!='],
  ['<', '>='],
  ['>', '<='],
]);
