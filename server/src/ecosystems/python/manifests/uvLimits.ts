import type { Dependency, Origin } from '../../../model/index.js';
import { ALTERNATIVE } from '../versions/alternatives.js';

/**
 * Applies what `[tool.uv]` lays down for all requirements of a name to those that the file itself declares: `override-dependencies` take the place of their
 * ranges, `constraint-dependencies` limit them, and `build-constraint-dependencies` those of the build (https://docs.astral.sh/uv/concepts/resolution/).
 */
export function withUvLimits(dependencies: readonly Dependency[]): readonly Dependency[] {
  const named = (group: string) => byName(dependencies.filter(dependency => dependency.group === group));
  const overrides = named('tool.uv.override-dependencies');
  const constraints = named('tool.uv.constraint-dependencies');
  const buildConstraints = named('tool.uv.build-constraint-dependencies');
  if (overrides.size + constraints.size + buildConstraints.size === 0) return dependencies;
  return dependencies.map(dependency => {
    const { name, group } = dependency;
    if (OF_BUILD.test(group)) return constrained(dependency, buildConstraints.get(name) ?? []);
    if (!OF_PROJECT.test(group)) return dependency;
    return constrained(overridden(dependency, overrides.get(name) ?? []), constraints.get(name) ?? []);
  });
}

function byName(dependencies: readonly Dependency[]): ReadonlyMap<string, readonly Dependency[]> {
  const named = new Map<string, Dependency[]>();
  for (const dependency of dependencies) named.set(dependency.name, [...(named.get(dependency.name) ?? []), dependency]);
  return named;
}

const OF_BUILD = /^build-system\./;
const OF_PROJECT = /^(?:project\.|dependency-groups\.|tool\.uv\.dev-dependencies$)/;

/** Several overrides of a name hold under different markers: any of them may be what is installed. */
function overridden(dependency: Dependency, overrides: readonly Dependency[]): Dependency {
  const { origin } = dependency;
  const [first] = overrides;
  if (!first || origin.kind !== 'registry') return dependency;
  const ranges = overrides.flatMap(override => rangeOf(override.origin));
  if (ranges.length === 0) return { ...dependency, origin: first.origin };
  const range = ranges.includes('') ? '' : ranges.join(ALTERNATIVE);
  return { ...dependency, origin: { ...origin, range, isOverridden: true } };
}

/** A constraint with a marker leaves the other platforms open. */
function constrained(dependency: Dependency, limits: readonly Dependency[]): Dependency {
  const ranges = limits.filter(({ marker }) => marker === undefined).flatMap(limit => rangeOf(limit.origin));
  const constraints = ranges.filter(range => range !== '');
  return constraints.length === 0 ? dependency : { ...dependency, constraints };
}

function rangeOf(origin: Origin): readonly string[] {
  return origin.kind === 'registry' ? [origin.range] : [];
}
