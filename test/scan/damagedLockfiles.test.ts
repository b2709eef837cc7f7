// Lockfiles that end too early or hold a merge conflict: that is told, once, and what can be read is judged.
import { describe, expect, it } from 'vitest';
import type { FileResult } from '../../server/src/analysis/results.js';
import { accusedIn, type Files, filesOf, PROJECTS, type Release, read, releasesIn, watchedProject } from './lockedProjects.js';

/** Requirements files have no form that could be cut short: their lines stand for themselves. */
const WITH_FORM = PROJECTS.filter(({ lockfile }) => lockfile !== 'requirements.txt');

interface Scanned {
  readonly accused: readonly string[];
  /** What is said of the lockfile itself, wherever it stands. */
  readonly told: readonly string[];
  readonly isPartly: boolean;
}

async function scanned(files: Files, malicious: Release): Promise<Scanned> {
  const { scan, accuse } = watchedProject(files);
  accuse(malicious);
  const results = await scan();
  return {
    accused: [...new Set(accusedIn(results))],
    told: results.flatMap(problemsOf),
    isPartly: results.some(({ locked }) => locked?.partly),
  };
}

function problemsOf({ problems }: FileResult): readonly string[] {
  return problems.filter(({ level }) => level === 'error' || level === 'warning').map(({ message }) => message);
}

describe.each(WITH_FORM)('$folders with $lockfile', project => {
  const { lockfile } = project;
  const files = filesOf(project);
  const text = files.get(lockfile) ?? '';
  const [first] = releasesIn(read(lockfile, files)) as [Release];
  const changed = (lock: string): Files => new Map([[lockfile, lock]]);

  it.each([0.4, 0.55, 0.7])('cut inside a line at %f of it: told once, and what stands before is judged', async share => {
    const from = Math.floor(text.length * share);
    const line = /(?<=\n).{4,}/.exec(text.slice(from));
    const cut = text.slice(0, from + (line?.index ?? 0) + Math.ceil((line?.[0].length ?? 0) / 2));
    const { accused, told, isPartly } = await scanned(changed(cut), first);
    expect({ accused, told: told.length, isPartly }).toEqual({ accused: [`${first.name}@${first.version}`], told: 1, isPartly: true });
  });

  it('with a conflict: told once, and the first side is judged in full', async () => {
    const conflict = `<<<<<<< HEAD\n${text.trimEnd()}\n=======\n${text.slice(0, text.length / 2)}\n>>>>>>> other\n`;
    const whole = releasesIn(read(lockfile, files));
    const left = read(lockfile, changed(conflict));
    expect(releasesIn(left)).toEqual(whole);
    const last = whole.at(-1) ?? first;
    expect(await scanned(changed(conflict), last)).toEqual({
      accused: [`${last.name}@${last.version}`],
      told: [expect.stringContaining('Unresolved merge conflict')],
      isPartly: true,
    });
  });
});
