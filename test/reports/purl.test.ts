import { describe, expect, it } from 'vitest';
import { purlOf } from '../../server/src/reports/purl.js';
import * as fc from '../support/fastCheck.js';

describe('a package URL', () => {
  it.each([
    ['npm', 'foobar', '12.3.1', 'pkg:npm/foobar@12.3.1'],
    ['npm', '@angular/animation', '12.3.1', 'pkg:npm/%40angular/animation@12.3.1'],
    ['npm', 'JSONStream', '1.3.5', 'pkg:npm/JSONStream@1.3.5'],
    ['npm', 'a', '1.0.0-rc.1+build.5', 'pkg:npm/a@1.0.0-rc.1%2Bbuild.5'],
    ['PyPI', 'typing-extensions', '1!4.0+local', 'pkg:pypi/typing-extensions@1%214.0%2Blocal'],
    ['PyPI', 'litellm', undefined, 'pkg:pypi/litellm'],
  ] as const)('of %s %s %s', (ecosystem, name, version, expected) => {
    expect(purlOf({ ecosystem, name }, version)).toBe(expected);
  });

  it('has nothing in it that could be taken for another part, and everything can be read back', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme', minLength: 1 }), (name, version) => {
        const purl = purlOf({ ecosystem: 'npm', name }, version);
        const [, path = '', rest = ''] = /^pkg:npm\/([\w.~:%/-]*)@([\w.~:%-]+)$/.exec(purl) ?? [];
        expect([decodeURIComponent(path), decodeURIComponent(rest)]).toEqual([name, version]);
      }),
    ));

  it('takes any text', () =>
    fc.assert(fc.property(fc.string({ unit: 'binary' }), name => void purlOf({ ecosystem: 'PyPI', name }, '\ud800'))));
});
