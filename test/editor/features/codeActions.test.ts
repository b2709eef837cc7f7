import { describe, expect, it } from 'vitest';
import { fixesAt } from '../../../server/src/editor/features/codeActions.js';
import { readFixture } from '../../support/fixture.js';
import { scanFixture } from '../../support/world.js';

const FIXTURE = readFixture(`
  //- registry npm chalk 5.6.0, 5.6.1
  //- registry npm debug 4.4.1, 4.4.2
  //- package.json
  {
    "dependencies": {
      "chalk": "5.6.1",
      "debug": "4.4.2"
    }
  }
`);

describe('fixes at a place', () => {
  it.each([
    ['"chalk"', 1, ['Pin chalk to 5.6.0 (last safe release)']],
    ['5.6.1', 0, ['Pin chalk to 5.6.0 (last safe release)']],
    ['5.6.1', 5, ['Pin chalk to 5.6.0 (last safe release)']],
    [': "5.6.1', 1, ['Pin chalk to 5.6.0 (last safe release)']],
    ['"debug', 0, []],
    ['"dependencies', 4, []],
  ])('%s and %i on', async (text, on, titles) => {
    const [result] = await scanFixture(FIXTURE);
    const offset = (result?.text.indexOf(text) ?? 0) + on;
    expect(fixesAt(result?.judged ?? [], { start: offset, end: offset }, FIXTURE.now).map(({ fix }) => fix.title)).toEqual(titles);
  });

  it('are those of every dependency that is selected', async () => {
    const [result] = await scanFixture(FIXTURE);
    const offers = fixesAt(result?.judged ?? [], { start: 0, end: result?.text.length ?? 0 }, FIXTURE.now);
    expect(offers.map(({ finding }) => finding.dependency.name)).toEqual(['chalk', 'debug']);
  });
});
