import type { BaselineRelease } from '../../model/baseline.js';

/**
 * The text of `.depwarden/baseline.json`, made for review: one release a line, sorted, fields and lists in a fixed order, so that the same releases
 * give the same bytes. Only printable ASCII: what cannot be seen in a review is written as an escape.
 */
export function baselineText(releases: ReadonlyMap<string, BaselineRelease>): string {
  const lines = [...releases].sort(byKey).map(([key, release]) => `    ${plain(key)}: ${plain(inOrder(release))}`);
  const body = lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`;
  return `{\n  "schemaVersion": ${SCHEMA_VERSION},\n  "releases": ${body}\n}\n`;
}

/** Raised when an older reader would misunderstand the file. */
export const SCHEMA_VERSION = 1;

/** By UTF-16 units: no locale has a say. */
function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function inOrder({ digests, publisher, maintainers, provenance, installScripts, repository }: BaselineRelease): unknown {
  return {
    digests: digests?.toSorted(),
    publisher,
    maintainers: maintainers?.toSorted(),
    provenance,
    installScripts: installScripts?.toSorted(),
    repository,
  };
}

function plain(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
