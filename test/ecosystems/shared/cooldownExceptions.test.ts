import { describe, expect, it } from 'vitest';
import { ranged, versioned } from '../../../server/src/ecosystems/npm/settings/releaseExceptions.js';
import { type Exception, exceptionsOf, globbed, patterned } from '../../../server/src/ecosystems/shared/cooldownExceptions.js';
import { itemsIn, readNpmrc } from '../../../server/src/syntax/ini/npmrc.js';

type Row = readonly [pattern: string, release: string, expected: boolean];

function exempts(exception: Exception | undefined, release: string): boolean {
  const at = release.lastIndexOf('@');
  return exceptionsOf(exception ? [exception] : [])?.exempts(release.slice(0, at), release.slice(at + 1)) ?? false;
}

describe("npm's globs", () => {
  const ROWS: readonly Row[] = [
    ['react', 'react@19.0.0', true],
    ['react', 'react-dom@19.0.0', false],
    ['react-*', 'react-dom@19.0.0', true],
    ['react-*', 'react@19.0.0', false],
    ['*', 'react@19.0.0', true],
    ['*', '@acme/ui@1.0.0', false],
    ['**', '@acme/ui@1.0.0', true],
    ['@acme/*', '@acme/ui@1.0.0', true],
    ['@acme/**', '@acme/ui@1.0.0', true],
    ['@acme/*', '@acme-evil/ui@1.0.0', false],
    ['@acme/*', 'ui@1.0.0', false],
    ['@acme/u?', '@acme/ui@1.0.0', true],
    ['@acme/u?', '@acme/u@1.0.0', false],
    ['@ac*/u*', '@acme/ui@1.0.0', true],
    ['!react', 'vue@3.0.0', false],
    ['a*b*c*d*e*f*g*h', `${'a'.repeat(200)}@1.0.0`, false],
    ['', 'react@19.0.0', false],
    ['{left,right}', 'left@1.0.0', true],
    ['{left,right}', 'middle@1.0.0', false],
    ['@acme/{ui,api-*}', '@acme/api-client@1.0.0', true],
    ['{@acme,@corp}/*', '@corp/ui@1.0.0', true],
    ['{a,b{c,d}}', 'bd@1.0.0', true],
    ['part-{1..3}', 'part-2@1.0.0', true],
    ['part-{1..3}', 'part-4@1.0.0', false],
    ['{alone}', 'alone@1.0.0', false],
    ['{left', 'left@1.0.0', false],
    ['[lr]ight', 'right@1.0.0', true],
    ['[!l]ight', 'light@1.0.0', false],
    ['[^l]ight', 'right@1.0.0', true],
    ['v[0-9]*', 'v10@1.0.0', true],
    ['v[[:digit:]]', 'v7@1.0.0', true],
    ['v[[:digit:]]', 'vx@1.0.0', false],
    ['@[ab]cme/*', '@bcme/ui@1.0.0', true],
    ['v[', 'v@1.0.0', false],
    ['v\\*', 'vx@1.0.0', false],
    ['+(a|b)', 'a@1.0.0', false],
    ['{'.repeat(3_000), 'a@1.0.0', false],
    ['{a,b}'.repeat(60), 'a@1.0.0', false],
  ];
  it.each(ROWS)('%s and %s', (pattern, release, expected) => expect(exempts(globbed(pattern), release)).toBe(expected));
});

it("npm's list may be one text with commas, and a comma in braces is none of them", () => {
  const entries = readNpmrc('min-release-age-exclude=a, {b,c{d,e}},f\nother={a,b');
  expect(itemsIn(entries, 'min-release-age-exclude')).toEqual(['a', '{b,c{d,e}}', 'f']);
  expect(itemsIn(entries, 'other')).toEqual(['{a', 'b']);
});

describe("pnpm's patterns", () => {
  const ROWS: readonly Row[] = [
    ['webpack', 'webpack@5.0.0', true],
    ['@acme/*', '@acme/ui@1.0.0', true],
    ['*', '@acme/ui@1.0.0', true],
    ['@acme*', '@acme/ui@1.0.0', true],
    ['webpack-*', 'webpack@5.0.0', false],
    ['webpac?', 'webpack@5.0.0', false],
    ['nx@21.6.5', 'nx@21.6.5', true],
    ['nx@21.6.5', 'nx@21.6.6', false],
    ['webpack@4.47.0 || 5.102.1', 'webpack@5.102.1', true],
    ['webpack@4.47.0||5.102.1', 'webpack@4.47.0', true],
    ['webpack@4.47.0 || 5.102.1', 'webpack@5.102.0', false],
    ['@acme/ui@1.0.0', '@acme/ui@1.0.0', true],
    ['@acme/ui@1.0.0', '@acme/ui@1.0.1', false],
  ];
  it.each(ROWS)('%s and %s', (pattern, release, expected) => expect(exempts(versioned(pattern), release)).toBe(expected));

  it.each(['nx@^21', 'nx@latest', 'nx@', 'nx@21.6.5 ||', '@acme/*@1.0.0'])('%s is no entry', text => {
    expect(versioned(text)).toBeUndefined();
  });

  it('stay fast', () => expect(patterned('a*'.repeat(100)).matches(`${'a'.repeat(213)}b`)).toBe(true));
});

describe("Yarn's descriptors", () => {
  const ROWS: readonly Row[] = [
    ['react', 'react@19.0.0', true],
    ['@acme/*', '@acme/ui@1.0.0', true],
    ['react@^19.0.0', 'react@19.2.0', true],
    ['react@^19.0.0', 'react@18.0.0', false],
    ['react@19.0.0', 'react@19.0.0', true],
    ['@acme/*@^1', '@acme/ui@1.4.0', true],
    ['@acme/*@^1', '@acme/ui@2.0.0', false],
  ];
  it.each(ROWS)('%s and %s', (pattern, release, expected) => expect(exempts(ranged(pattern), release)).toBe(expected));

  it.each(['react@latest', 'react@npm:^19'])('%s is no entry', text => expect(ranged(text)).toBeUndefined());
});
