// Generated worlds and manifests: whatever is offered there, cures (see `expectCured`).
import { describe, expect, it } from 'vitest';
import { expectCured, offersOf } from '../support/cure.js';
import * as fc from '../support/fastCheck.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';
import { OVERRIDE_STYLES, worlds, worldsBelow, worldsOfCatalogs } from './worlds.js';

describe.each(['npm', 'PyPI'] as const)('every fix that is offered for %s', ecosystem => {
  it('makes its finding go away, makes nothing worse and changes nothing else', async () => {
    const rules = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(worlds(ecosystem), async source => {
        const fixture = readFixture(source);
        for (const result of await scanFixture(fixture)) {
          for (const offer of offersOf(fixture, result)) {
            await expectCured(fixture, result, offer);
            if (!fixture.advisoryService) continue;
            expect(offer.fix.preferred, 'preferred though advisories are not known').toBe(false);
          }
          for (const { finding } of offersOf(fixture, result)) rules.set(finding.rule, (rules.get(finding.rule) ?? 0) + 1);
        }
      }),
      { numRuns: 200 },
    );
    const expected = ['malicious-release', 'admits-malicious-release', 'vulnerable-release', 'removed-release'];
    for (const rule of [...expected, ecosystem === 'npm' ? 'deprecated-release' : 'yanked-release'])
      fc.expectSeen(rules.get(rule) ?? 0, 1, rule);
  });
});

describe('every fix that is offered elsewhere than on the line of the dependency', () => {
  async function expectAllCured(worldsHere: fc.Arbitrary<string>): Promise<readonly string[]> {
    const titles: string[] = [];
    await fc.assert(
      fc.asyncProperty(worldsHere, async source => {
        const fixture = readFixture(source);
        for (const result of await scanFixture(fixture)) {
          for (const offer of offersOf(fixture, result)) {
            if (!offer.finding.through && !offer.fix.edits.some(({ file }) => file)) continue;
            titles.push(offer.fix.title);
            await expectCured(fixture, result, offer);
          }
        }
      }),
      { numRuns: 200 },
    );
    return titles;
  }

  it.each(OVERRIDE_STYLES)('overrides what is below it for %s', async style => {
    const titles = await expectAllCured(worldsBelow(style));
    const verb = style === 'uv' ? 'Constrain' : 'Override';
    for (const name of ['one-part', 'two-part']) fc.expectSeen(titles.filter(title => title.startsWith(`${verb} ${name} to `)).length, 2);
    const where = style === 'pnpm-workspace';
    expect(titles.filter(title => title.includes(' in pnpm-workspace.yaml (')).length).toBe(where ? titles.length : 0);
  });

  it('changes the catalog that it refers to', async () => {
    const titles = await expectAllCured(worldsOfCatalogs());
    fc.expectSeen(titles.length, 30);
  });
});
