import { type BaselineRelease, keyOf } from '../model/baseline.js';
import { lockDigests } from './baselineComparison.js';
import { listedRelease } from './cleanReleases.js';
import type { Subject } from './rule.js';

/** The release that the project gets, as a baseline records it. */
export interface CurrentRelease extends BaselineRelease {
  /** As the registry writes it, where it lists it. */
  readonly version: string;
  /** The lockfile that the digests are taken from, because the registry tells none. */
  readonly digestsFrom?: string;
}

/** What is known now of a subject's release; undefined where it is not known which one that is. */
export function currentRelease(subject: Subject): CurrentRelease | undefined {
  const { effective } = subject;
  if (!effective) return undefined;
  const release = listedRelease(subject, effective.version);
  const version = release?.version ?? effective.version;
  const digests = release?.digests?.length ? { digests: release.digests } : lockedDigests(subject, version);
  return { version, ...digests, ...ofRelease(release), ...ofPackage(subject) };
}

/** What the baseline has of a subject's release. */
export function agreedRelease(subject: Subject, { version }: CurrentRelease): BaselineRelease | undefined {
  return subject.project.baseline?.releases.get(keyOf({ ecosystem: subject.ecosystem, name: subject.name, version }));
}

function ofRelease(release: ReturnType<typeof listedRelease>): BaselineRelease {
  if (!release) return {};
  const { publisher, provenance, installScripts } = release;
  return {
    ...(publisher !== undefined && { publisher }),
    ...(provenance !== undefined && { provenance }),
    ...(installScripts && { installScripts }),
  };
}

function ofPackage({ registry }: Subject): BaselineRelease {
  if (registry.kind !== 'found') return {};
  const { maintainers, repository } = registry.value;
  return { ...(maintainers && { maintainers }), ...(repository !== undefined && { repository }) };
}

/** What the lockfile says of the very same release. */
function lockedDigests({ project, ecosystem, name }: Subject, version: string): Pick<CurrentRelease, 'digests' | 'digestsFrom'> {
  const { entry, file } = project.locked ?? {};
  if (entry?.integrity === undefined || entry.skipped !== undefined || entry.name !== name || entry.version !== version) return {};
  const digests = lockDigests(ecosystem, entry.integrity);
  return digests.length === 0 ? {} : { digests, ...(file !== undefined && { digestsFrom: file }) };
}
