import { describe, expect, it } from 'vitest';
import {
  type Exception,
  exceptionsOf,
  globbed,
  patterned,
  ranged,
  versioned,
} from '../../../server/src/ecosystems/shared/cooldownExceptions.js';

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
  ];
  it.each(ROWS)('%s and %s', (pattern, release, expected) => expect(exempts(globbed(pattern), release)).toBe(expected));
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
