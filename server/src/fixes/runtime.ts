import { ECOSYSTEMS } from '../ecosystems/index.js';
import type { Release } from '../model/index.js';
import { listedRelease } from '../rules/cleanReleases.js';
import type { Subject } from '../rules/rule.js';

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

function runsOn(runtime: string, release: Release, { ecosystem, versions }: Subject): boolean {
  const needed = ECOSYSTEMS[ecosystem].runtime?.requiredBy(release);
  if (needed === undefined) return true;
  const requirement = versions.parse(needed, { pre: true });
  return (requirement.kind !== 'range' && requirement.kind !== 'exact') || requirement.admits(runtime);
}

function oldestRuntime({ ecosystem, project: { runtime } }: Subject): string | undefined {
  return runtime === undefined ? undefined : ECOSYSTEMS[ecosystem].runtime?.oldestIn(runtime);
}
