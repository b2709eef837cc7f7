// Each release of real lockfiles is made malicious in turn: all have to be told, whatever manager wrote the file and whatever leads to the release.
import { describe, expect, it } from 'vitest';
import type { FileResult } from '../../server/src/analysis/results.js';
import { foundIn } from '../../server/src/cli/foundManifests.js';
import { NOTHING_INSTALLED } from '../../server/src/reports/installed.js';
import { ROOT } from '../support/world.js';
import { accusedIn, filesOf, PROJECTS, type Release, read, releasesIn, watchedProject } from './lockedProjects.js';

describe.each(PROJECTS)('$folders with $lockfile', project => {
  const { lockfile, releases } = project;
  const files = filesOf(project);
  const lock = new Map([...files].filter(([path]) => path === lockfile));

  it('is read in full', () => {
    const locked = read(lockfile, files);
    expect([locked.problems, releasesIn(locked)]).toEqual([[], expect.objectContaining({ length: releases })]);
  });

  it.each([
    ['with its manifests', files],
    ['alone', lock],
  ])('tells each release that is malicious, and no other: %s', async (_, around) => {
    const { scan, accuse } = watchedProject(around);
    const untold: string[] = [];
    for (const release of releasesIn(read(lockfile, files))) {
      accuse(release);
      const results = await scan();
      if (!isTold(release, results)) untold.push(`${release.name}@${release.version}: ${JSON.stringify(accusedIn(results))}`);
    }
    expect(untold).toEqual([]);
  });
});

/** Whether findings name this release, and it alone, stand on text of their file, and count for the exit status. */
function isTold({ name, version }: Release, results: readonly FileResult[]): boolean {
  const accused = new Set(accusedIn(results));
  const counted = foundIn(results, NOTHING_INSTALLED, ROOT).some(({ rule, level }) => rule === 'malicious-release' && level === 'error');
  return accused.size === 1 && accused.has(`${name}@${version}`) && counted && results.every(hasPlaces);
}

/** A place is not empty, lies in the file, and in a lockfile it shows the name or the version. */
function hasPlaces({ kind, text, judged }: FileResult): boolean {
  const malicious = judged.flatMap(({ findings }) => findings).filter(({ rule }) => rule === 'malicious-release');
  return malicious.every(({ span, version = '', dependency: { name } }) => {
    const shown = text.slice(span.start, span.end);
    return shown !== '' && (kind === 'manifest' || shown.includes(version) || shown.includes(name));
  });
}
