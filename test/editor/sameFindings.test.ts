// What `check` compares in every annotated fixture (see `expectSameInEditor`), in the projects of other tests and in generated ones.
import { describe, it } from 'vitest';
import { HOSTILE } from '../hostile/corpus.js';
import { hostileFixture } from '../hostile/world.js';
import { INVENTORY_WORLDS } from '../reports/inventoryWorlds.js';
import { richFixture } from '../reports/richScan.js';
import { RICH } from '../reports/world.js';
import * as fc from '../support/fastCheck.js';
import { type Fixture, readFixture } from '../support/fixture.js';
import { expectSameInEditor } from '../support/sameFindings.js';

const PROJECTS: Readonly<Record<string, () => Fixture>> = {
  'a workspace with something of everything': richFixture,
  'a workspace with findings of many kinds': () => readFixture(RICH),
};

describe('a scan and the language server', () => {
  it.each(Object.entries(PROJECTS))('tell the same of %s', (_, fixture) => expectSameInEditor(fixture()));

  it.each(HOSTILE.map((text, index) => [index, text] as const))('tell the same of hostile text %i', (_, text) =>
    expectSameInEditor(hostileFixture(text)),
  );

  it('tell the same of generated projects: several lockfiles in a folder, lone ones, releases that no manifest leads to', async () => {
    await fc.assert(
      fc.asyncProperty(INVENTORY_WORLDS, ({ source }) => expectSameInEditor(readFixture(source))),
      { numRuns: 50 },
    );
  });
});
