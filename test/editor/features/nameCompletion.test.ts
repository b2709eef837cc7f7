import { describe, expect, it } from 'vitest';
import { formatOf } from '../../../server/src/ecosystems/manifests.js';
import { nameCompletions } from '../../../server/src/editor/features/nameCompletion.js';
import { namedAt, namePlaceAt } from '../../../server/src/editor/features/namePlace.js';
import { rangeOf } from './cursor.js';

/** What was typed of a name at `‸`; undefined where no name stands there. */
function typedAt(path: string, marked: string): string | undefined {
  const place = namePlaceAt(marked.replace('‸', ''), marked.indexOf('‸'));
  const isName = place?.completed.some(text => {
    const manifest = formatOf(path)?.parse(text);
    return manifest && namedAt(manifest, place) !== undefined;
  });
  return isName ? place?.typed : undefined;
}

describe('a place for a name', () => {
  it.each([
    ['package.json', '{ "dependencies": { "lod‸" } }', 'lod'],
    ['package.json', '{ "dependencies": { "lod‸": "^4.0.0" } }', 'lod'],
    ['package.json', '{\n  "dependencies": {\n    "chalk": "5.0.0",\n    "@types/no‸"\n  }\n}', '@types/no'],
    ['package.json', '{ "dependencies": { "lod‸ } }', 'lod'],
    ['requirements.txt', 'requests==2\nlite‸', 'lite'],
    ['requirements.txt', 'lite‸>=1.0  # why', 'lite'],
    ['pyproject.toml', '[project]\ndependencies = ["djan‸"]\n', 'djan'],
    ['pyproject.toml', '[tool.poetry.dependencies]\ndjan‸ = "*"\n', 'djan'],
  ])('of %s: %s', (path, text, typed) => {
    expect(typedAt(path, text)).toBe(typed);
  });

  it.each([
    ['package.json', '{ "name": "lod‸" }'],
    ['package.json', '{ "scripts": { "lod‸": "x" } }'],
    ['package.json', '{ "dependencies": { "lodash": "lat‸" } }'],
    ['package.json', '{ "dependencies": { "‸" } }'],
    ['requirements.txt', '# lite‸'],
    ['requirements.txt', '--index-url https://exa‸'],
    ['pyproject.toml', '[project]\nname = "djan‸"\n'],
  ])('is not in %s: %s', (path, text) => {
    expect(typedAt(path, text)).toBeUndefined();
  });

  it('of a name as long as may be is found, and one that is longer costs nothing', () => {
    expect(typedAt('package.json', `{ "dependencies": { "${'a'.repeat(200)}‸" } }`)).toBe('a'.repeat(200));
    expect(namePlaceAt('a'.repeat(1e6), 1e6)?.typed).toHaveLength(214);
  });
});

describe('names to choose from', () => {
  const KNOWN = { popular: ['react', 'react-dom', 'preact', 'is-react', '@types/react', 'redux'], used: ['react-own', 'react'] };
  const labels = (typed: string) =>
    nameCompletions({ replaced: { start: 1, end: 5 }, typed, completed: [] }, KNOWN, rangeOf).items.map(({ label, detail }) => [
      label,
      detail,
    ]);

  it('begin as was typed, those in use first, and then have it as a part', () => {
    expect(labels('Reac')).toEqual([
      ['react-own', 'used in this workspace'],
      ['react', 'used in this workspace'],
      ['react-dom', 'popular package'],
      ['is-react', 'popular package'],
      ['@types/react', 'popular package'],
    ]);
    expect(labels('r').map(([label]) => label)).toEqual(['react-own', 'react', 'react-dom', 'redux']);
  });

  it('replace the name, and are asked for again', () => {
    const list = nameCompletions({ replaced: { start: 1, end: 5 }, typed: 'redu', completed: [] }, KNOWN, rangeOf);
    expect(list.isIncomplete).toBe(true);
    expect(list.items[0]?.textEdit).toEqual({ range: rangeOf({ start: 1, end: 5 }), newText: 'redux' });
  });
});
