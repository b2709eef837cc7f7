import type { Ecosystem, PackageFacts, ProjectStatus, Release, WithdrawnRelease } from '../model.js';

import { releasesOf } from '../versions/releases.js';

// How the facts of one package stand in the cache: columns instead of objects, texts that repeat only once.

/** Facts in their stored form; plain JSON. Times are milliseconds since 1970, 0 where unknown. */
export interface StoredFacts {
  readonly versions: readonly string[];
  readonly times?: readonly number[];
  readonly yanked?: readonly Mark[];
  readonly deprecated?: readonly Mark[];
  readonly distTags?: readonly (readonly [string, string])[];
  readonly withdrawn?: { readonly versions: readonly string[]; readonly times: readonly number[] };
  readonly status?: ProjectStatus;
  readonly statusReason?: string;
}

/** One text and the indexes of the releases it stands at. */
type Mark = readonly [text: string, indexes: readonly number[]];

export function storeFacts(facts: PackageFacts): StoredFacts {
  const { withdrawn, status, statusReason } = facts;
  const releases = [...facts.releases];
  const yanked = marksOf(releases.map(release => release.yanked));
  const deprecated = marksOf(releases.map(release => release.deprecated));
  const distTags = Object.entries(facts.distTags);
  return {
    versions: releases.map(release => release.version),
    ...(releases.some(release => release.publishedAt !== undefined) && { times: releases.map(timeOf) }),
    ...(yanked.length > 0 && { yanked }),
    ...(deprecated.length > 0 && { deprecated }),
    ...(distTags.length > 0 && { distTags }),
    ...(withdrawn && { withdrawn: { versions: withdrawn.map(release => release.version), times: withdrawn.map(timeOf) } }),
    ...(status && { status }),
    ...(statusReason !== undefined && { statusReason }),
  };
}

/** The facts of `name` that were stored so. Throws where `stored` is not in that form. */
export function restoreFacts(ecosystem: Ecosystem, name: string, stored: StoredFacts): PackageFacts {
  const { withdrawn, status, statusReason } = stored;
  const yanked = textsByIndex(stored.yanked);
  const deprecated = textsByIndex(stored.deprecated);
  return {
    ecosystem,
    name,
    releases: releasesOf(
      stored.versions.map((version, index): Release => {
        const yankedText = yanked.get(index);
        const deprecatedText = deprecated.get(index);
        const release = releaseAt(version, stored.times?.[index]);
        if (yankedText === undefined && deprecatedText === undefined) return release;
        return {
          ...release,
          ...(yankedText !== undefined && { yanked: yankedText }),
          ...(deprecatedText !== undefined && { deprecated: deprecatedText }),
        };
      }),
    ),
    distTags: Object.fromEntries(stored.distTags ?? []),
    ...(withdrawn && { withdrawn: withdrawn.versions.map((version, index) => releaseAt(version, withdrawn.times[index])) }),
    ...(status && { status }),
    ...(statusReason !== undefined && { statusReason }),
  };
}

/** A release with its date where one is known (neither undefined nor 0). */
export function releaseAt(version: string, publishedAt: number | undefined): WithdrawnRelease {
  return publishedAt ? { version, publishedAt } : { version };
}

function timeOf(release: WithdrawnRelease): number {
  return release.publishedAt ?? 0;
}

function marksOf(texts: readonly (string | undefined)[]): Mark[] {
  const marks = new Map<string, number[]>();
  texts.forEach((text, index) => {
    if (text === undefined) return;
    const indexes = marks.get(text);
    if (indexes === undefined) marks.set(text, [index]);
    else indexes.push(index);
  });
  return [...marks];
}

function textsByIndex(marks: readonly Mark[] = []): Map<number, string> {
  return new Map(marks.flatMap(([text, indexes]) => indexes.map(index => [index, text] as const)));
}
