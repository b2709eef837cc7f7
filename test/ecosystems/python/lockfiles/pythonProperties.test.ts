import { parse as parseIndependently } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { PYTHON_LOCKFILES } from '../../../../server/src/ecosystems/python/lockfiles/index.js';
import { poetryLock } from '../../../../server/src/ecosystems/python/lockfiles/poetryLock.js';
import { uvLock } from '../../../../server/src/ecosystems/python/lockfiles/uvLock.js';
import * as fc from '../../../support/fastCheck.js';
import { SCRAPS } from '../../../syntax/toml/tomlArbitrary.js';

const name = fc.constantFrom('a', 'b', 'c-d', 'E_f', 'g.h');
const version = fc.constantFrom('1.0', '1.1', '2.0rc1', '2.0', '3!1.0');

interface Package {
  readonly name: string;
  readonly version: string;
  readonly needs: readonly string[];
}

const packages: fc.Arbitrary<readonly Package[]> = fc.uniqueArray(
  fc.record({ name, version, needs: fc.uniqueArray(name, { maxLength: 3 }) }),
  { maxLength: 8, selector: entry => `${entry.name}==${entry.version}` },
);

const poetryText = (list: readonly Package[]) =>
  list
    .map(entry => {
      const needs = entry.needs.map(need => `"${need}" = {version = "*", markers = "x == \\"y\\""}\n`).join('');
      return `[[package]]\nname = "${entry.name}"\nversion = "${entry.version}"\ndescription = '''it's\n[[package]]'''\n\n[package.dependencies]\n${needs}`;
    })
    .join('\n');
const uvText = (list: readonly Package[]) =>
  list
    .map(entry => {
      const needs = entry.needs.map(need => `    { name = "${need}", marker = "x" },\n`).join('');
      return `[[package]]\nname = "${entry.name}"\nversion = "${entry.version}"\ndependencies = [\n${needs}]\n`;
    })
    .join('\n');

const normal = (text: string) => text.replace(/[-_.]+/g, '-').toLowerCase();

describe.each([
  ['poetry.lock', poetryLock, poetryText],
  ['uv.lock', uvLock, uvText],
] as const)('a generated %s', (_, format, write) => {
  it('has the packages, and every version of what they need', () => {
    fc.assert(
      fc.property(packages, fc.constantFrom('\n', '\r\n'), (list, lineBreak) => {
        const text = write(list).replaceAll('\n', lineBreak);
        const lock = format.parse(text);
        const independent = (parseIndependently(text).package ?? []) as unknown as readonly Package[];
        expect([...lock.packages.values()].map(entry => `${entry.name}==${entry.version}`)).toEqual(
          independent.map(entry => `${normal(entry.name)}==${entry.version}`),
        );
        list.forEach((entry, index) => {
          const own = [...lock.packages.keys()][index];
          const wanted = list.flatMap((other, at) => (entry.needs.includes(other.name) ? [[...lock.packages.keys()][at]] : []));
          expect([...(lock.packages.get(own ?? '')?.dependencies ?? [])].toSorted()).toEqual(wanted.filter(key => key !== own).toSorted());
        });
        for (const { span, version: locked } of lock.packages.values()) expect(text.slice(span.start, span.end)).toBe(locked);
      }),
      { numRuns: 500 },
    );
  });
});

describe.each(PYTHON_LOCKFILES.map(({ format }) => format))('any text as $id', format => {
  it('never throws, keeps its spans inside the text and its edges inside the packages', () => {
    fc.assert(
      fc.property(SCRAPS, text => {
        const { packages: locked, problems, locate, covers } = format.parse(text);
        for (const { start, end } of [...problems, ...locked.values()].map(({ span }) => span)) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
        for (const { dependencies } of locked.values()) for (const key of dependencies) expect(locked.has(key)).toBe(true);
        expect(locate('', 'a', text).every(key => locked.has(key))).toBe(true);
        expect(typeof covers(text)).toBe('boolean');
      }),
      { numRuns: 1000 },
    );
  });
});
