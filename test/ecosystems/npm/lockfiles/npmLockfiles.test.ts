import { describe, expect, it } from 'vitest';
import { NPM_LOCKFILES } from '../../../../server/src/ecosystems/npm/lockfiles/index.js';
import { MAX_LOCKFILE_LENGTH } from '../../../../server/src/ecosystems/shared/lockfileText.js';
import type { Lockfile } from '../../../../server/src/model/lockfile.js';
import * as fc from '../../../support/fastCheck.js';
import { packageLines, problemLines } from './npmLines.js';
import { type Sample, writeAll } from './npmSamples.js';

const name = fc.stringMatching(/^(?:@[a-z]{1,3}\/)?[a-z][a-z0-9-]{0,6}$/).filter(text => !['root', '__metadata'].includes(text));
const version = fc
  .tuple(fc.nat(30), fc.nat(30), fc.nat(30), fc.constantFrom('', '-rc.1'))
  .map(([a, b, c, tail]) => `${a}.${b}.${c}${tail}`);
const samples: fc.Arbitrary<Sample[]> = fc
  .uniqueArray(name, { minLength: 1, maxLength: 6 })
  .chain(names =>
    fc.tuple(
      ...names.map(each =>
        fc.record({ name: fc.constant(each), version, dependencies: fc.uniqueArray(fc.nat(names.length - 1), { maxLength: 3 }) }),
      ),
    ),
  );

const SAMPLES: readonly Sample[] = [
  { name: 'left', version: '1.0.0', dependencies: [1, 2] },
  { name: '@org/middle', version: '2.1.0-rc.1', dependencies: [2] },
  { name: 'right', version: '3.0.1', dependencies: [] },
];
const WRITTEN = writeAll(SAMPLES);

function allSpans({ packages, problems }: Lockfile) {
  return [...[...packages.values()].map(({ span }) => span), ...problems.map(({ span }) => span)];
}

describe('every manager writes down the same project', () => {
  it('and it is read alike, whatever the line breaks', () => {
    fc.assert(
      fc.property(samples, fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\uFEFF'), (project, lineBreak, bom) => {
        const expected = project.map(sample => {
          const names = sample.dependencies.map(index => project[index]?.name ?? '').sort();
          return `${sample.name} ${sample.version} -> ${names.join(' ')}`;
        });
        for (const { id, format, text: plain } of writeAll(project)) {
          const text = bom + plain.replaceAll('\n', lineBreak);
          const { packages, problems, locate } = format.parse(text);
          const read = [...packages.values()].map(found => {
            expect(text.slice(found.span.start, found.span.end), id).toBe(found.version);
            const names = found.dependencies.map(key => packages.get(key)?.name ?? '').sort();
            return `${found.name} ${found.version} -> ${names.join(' ')}`;
          });
          expect(read.sort(), id).toEqual(expected.sort());
          expect(problems, id).toEqual([]);
          for (const sample of project) {
            expect(packages.get(locate('', sample.name, `^${sample.version}`)[0] ?? ''), id).toMatchObject({
              name: sample.name,
              version: sample.version,
            });
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe.each(WRITTEN)('$id, broken', ({ format, text }) => {
  it('does not throw, keeps its spans within the text and names only keys that it has', () => {
    const edit = fc.record({
      at: fc.nat(text.length),
      remove: fc.nat(12),
      insert: fc.oneof(
        fc.constantFrom(
          '<<<<<<< HEAD\n',
          '=======\n',
          '>>>>>>> other\n',
          '{',
          '}',
          '[',
          ']',
          '"',
          "'",
          ':',
          ',',
          '\n',
          '  ',
          '? ',
          '- ',
          '|\n',
          '\\',
          '#',
          '\t',
          '---\n',
          '\0',
        ),
        fc.string({ maxLength: 8 }),
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 5 }), fc.nat(text.length), (edits, cut) => {
        let broken = text;
        for (const { at, remove, insert } of edits) broken = broken.slice(0, at) + insert + broken.slice(at + remove);
        for (const each of [broken, broken.slice(0, cut), broken.slice(cut)]) {
          const lockfile = format.parse(each);
          for (const { start, end } of allSpans(lockfile)) expect(0 <= start && start <= end && end <= each.length).toBe(true);
          for (const { name, version, skipped, dependencies } of lockfile.packages.values()) {
            if (skipped === undefined) expect([name, version]).not.toContain('');
            for (const dependency of dependencies) expect(lockfile.packages.has(dependency)).toBe(true);
          }
          const located = lockfile.locate('', 'left', '^1.0.0')[0];
          if (located !== undefined) expect(lockfile.packages.has(located)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('reads any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), anything => void format.parse(anything)),
      { numRuns: 150 },
    );
  });

  it.each(['[', '{"dependencies":{"a":', '{"a":', 'a: {', '? '])('does not overflow where %s nests without end', opening => {
    expect(format.parse(opening.repeat(100_000)).problems.length).toBeLessThan(2);
  });

  it.each(['\n', '\r\n'])('reads the first side of a merge conflict (%j)', lineBreak => {
    const lines = text.split('\n');
    const at = lines.findIndex(line => line.includes('3.0.1'));
    const line = lines[at] ?? '';
    const theirs = line.replaceAll('3.0.1', '9.9.9');
    const conflict = ['<<<<<<< HEAD', line, '||||||| base', 'x', '=======', theirs, '>>>>>>> branch'];
    const conflicted = lines.toSpliced(at, 1, ...conflict).join(lineBreak);
    expect(packageLines(format, conflicted)).toEqual(packageLines(format, text));
    expect(problemLines(format, conflicted)).toEqual([
      'error: Unresolved merge conflict: only the first side of each conflict is read <<<<<<<< HEAD>',
    ]);
  });

  it('refuses text that is too large', () => {
    const { packages, problems, covers } = format.parse(text + ' '.repeat(MAX_LOCKFILE_LENGTH));
    expect(packages.size).toBe(0);
    expect(problems.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      'error: The lockfile is too large to be read (over 100 million characters)',
    ]);
    expect(covers('')).toBe(true);
  });
});

describe('odd lines', () => {
  it('reports the first line of a YAML lockfile that cannot be read, and reads on', () => {
    const { format, text } = WRITTEN.find(({ id }) => id === 'pnpm 9') ?? WRITTEN[0] ?? expect.fail();
    const odd = text.replace('packages:\n', 'what is this\npackages:\n');
    expect(problemLines(format, odd)).toEqual(['error: This line cannot be read as YAML <what is this>']);
    expect(packageLines(format, odd)).toEqual(packageLines(format, text));
  });

  it('does not take a package with a name that objects have for anything else', () => {
    const project = ['__proto__', 'constructor', 'toString'].map(each => ({ name: each, version: '1.0.0', dependencies: [] }));
    for (const { id, format, text } of writeAll(project)) {
      if (id.startsWith('npm')) continue;
      expect(
        [...format.parse(text).packages.values()].map(found => found.name),
        id,
      ).toEqual(['__proto__', 'constructor', 'toString']);
    }
  });
});

describe('the table', () => {
  it('names each lockfile once', () => {
    expect(NPM_LOCKFILES.map(({ globs, format }) => `${globs.join()}: ${format.id}`)).toEqual([
      '**/pnpm-lock.yaml: pnpm-lock.yaml',
      '**/yarn.lock: yarn.lock',
      '**/bun.lock: bun.lock',
      '**/npm-shrinkwrap.json: package-lock.json',
      '**/package-lock.json: package-lock.json',
      '**/bun.lockb: bun.lock',
    ]);
  });
});
