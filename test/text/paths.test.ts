import { describe, expect, it } from 'vitest';
import { baseName, folderOf, withoutSeparator } from '../../server/src/text/paths.js';

describe('paths as text', () => {
  it.each([
    ['/a/b.json', 'b.json', '/a'],
    ['C:\\a\\b.json', 'b.json', 'C:\\a'],
    ['\\\\host\\share/b', 'b', '\\\\host\\share'],
    ['/b', 'b', '/'],
    ['/a/', '', '/a'],
    ['/a\nb/c', 'c', '/a\nb'],
  ])('%j', (path, name, folder) => {
    expect([baseName(path), folderOf(path)]).toEqual([name, folder]);
  });

  it('takes separators from the end only', () => {
    expect(['/a/b//', 'C:\\a\\', '/a', ''].map(withoutSeparator)).toEqual(['/a/b', 'C:\\a', '/a', '']);
  });
});
