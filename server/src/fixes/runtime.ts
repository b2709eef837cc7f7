import { minVersion } from 'semver';
import type { Release } from '../model/index.js';
import { listedRelease } from '../rules/cleanReleases.js';
import type { Subject } from '../rules/rule.js';
import type { VersionScheme } from '../ecosystems/versions.js';

/**
 * Whether a release runs on the oldest Node.js or Python that the project says it runs on. So it does where either does not say, or cannot be read;
 * and where the release in use does not run there either, what is said counts for nothing.
 */
export function runsHere(release: Release, subject: Subject): boolean {
  const oldest = oldestRuntime(subject);
  if (oldest === undefined || runsOn(oldest, release, subject)) return true;
  const inUse = subject.effective && listedRelease(subject, subject.effective.version);
  return inUse !== undefined && !runsOn(oldest, inUse, subject);
}

function runsOn(runtime: string, { requiresNode, requiresPython }: Release, { ecosystem, versions }: Subject): boolean {
  const needed = ecosystem === 'npm' ? requiresNode : requiresPython;
  if (needed === undefined) return true;
  const requirement = versions.parse(needed, { pre: true });
  return (requirement.kind !== 'range' && requirement.kind !== 'exact') || requirement.admits(runtime);
}

function oldestRuntime({ ecosystem, versions, project: { runtime } }: Subject): string | undefined {
  if (runtime === undefined) return undefined;
  return ecosystem === 'npm' ? oldestNode(runtime) : oldestPython(runtime, versions);
}

function oldestNode(range: string): string | undefined {
  try {
    const version = minVersion(range, { loose: true })?.version;
    return version === '0.0.0' ? undefined : version;
  } catch {
    return undefined;
  }
}

/** The lowest version that a clause names and all admit: `>=3.9,<4` begins with 3.9, `~=3.9.2` with 3.9.2, `==3.9.*` with 3.9. */
function oldestPython(range: string, versions: VersionScheme): string | undefined {
  const requirement = versions.parse(range, { pre: true });
  const named = [...range.matchAll(/(?:>=|~=|===?)\s*v?(\d+(?:\.\d+)*)/g)].map(([, version = '']) => version);
  return named.filter(requirement.admits).sort(versions.compare)[0];
}
