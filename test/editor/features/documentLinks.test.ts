import { describe, expect, it } from 'vitest';
import { documentLinksOf } from '../../../server/src/editor/features/documentLinks.js';
import { packagePage } from '../../../server/src/editor/features/packageLinks.js';
import type { Status } from '../../../server/src/model/index.js';
import { readFixture } from '../../support/fixture.js';
import { scanFixture } from '../../support/world.js';
import { rangeOf } from './cursor.js';

async function linksIn(source: string): Promise<readonly string[]> {
  const [result] = await scanFixture(readFixture(source));
  if (!result) throw new Error('no manifest');
  return documentLinksOf(result.judged, rangeOf).map(
    ({ range, target }) => `${result.text.slice(range.start.character, range.end.character)} ${target}`,
  );
}

describe('links to the pages of packages', () => {
  it('are on the names of what comes from the public registry', async () => {
    const links = await linksIn(`
      //- registry npm axios 1.13.0
      //- registry npm @scope/part 1.0.0
      //- registry npm not-asked-yet pending
      //- registry npm @corp/part private(npm.corp.example)
      //- registry npm invented-name absent
      //- package.json
      {
        "dependencies": {
          "axios": "^1.13.0",
          "@scope/part": "1.0.0",
          "mine": "npm:axios@^1.13.0",
          "not-asked-yet": "1.0.0",
          "@corp/part": "1.0.0",
          "invented-name": "1.0.0",
          "sibling": "workspace:*",
          "from-git": "github:a/b"
        }
      }
    `);
    expect(links).toEqual([
      'axios https://www.npmjs.com/package/axios',
      '@scope/part https://www.npmjs.com/package/@scope/part',
      'mine https://www.npmjs.com/package/axios',
      'not-asked-yet https://www.npmjs.com/package/not-asked-yet',
    ]);
  });

  it('are on none that may be private, until it has turned out to be public', async () => {
    const [result] = await scanFixture(
      readFixture('//- registry npm axios 1.13.0\n//- package.json\n{ "dependencies": { "axios": "1.13.0" } }'),
    );
    const linksWhere = (status: Status) =>
      documentLinksOf(
        (result?.judged ?? []).map(one => ({ ...one, status, dependency: { ...one.dependency, place: 'npm.corp.example' } })),
        rangeOf,
      ).length;
    expect(linksWhere({ kind: 'pending' })).toBe(0);
    expect(linksWhere({ kind: 'unknown', reason: 'no answer' })).toBe(0);
    expect(linksWhere({ kind: 'checked' })).toBe(1);
  });

  it('are by the normalised name, and one a name', async () => {
    const links = await linksIn(`
      //- registry PyPI some-part 1.0
      //- pyproject.toml
      [tool.poetry.dependencies]
      Some_Part = [{ version = "1.0", python = "<3.9" }, { version = "1.0", python = ">=3.9" }]
    `);
    expect(links).toEqual(['Some_Part https://pypi.org/project/some-part/']);
  });

  it('are none in a file with a private index', async () => {
    const links = await linksIn(`
      //- registry PyPI some-part 1.0
      //- requirements.txt
      --index-url https://pypi.corp.example/simple
      some-part==1.0
    `);
    expect(links).toEqual([]);
  });

  it('hold any name without becoming another address', () => {
    const name = '@a?b/../c#d e';
    const { pathname, host, search, hash } = new URL(packagePage({ ecosystem: 'npm', name: name.replace('..', 'x') }));
    expect([host, pathname, search, hash]).toEqual(['www.npmjs.com', '/package/@a%3Fb/x/c%23d%20e', '', '']);
  });
});
