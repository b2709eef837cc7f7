// How lines would be updated: the text that is written, and what is left alone.
import { describe, expect, it } from 'vitest';
import { withEdits } from '../../server/src/fixes/textEdits.js';
import { lineUpdates, minorUpdates } from '../../server/src/fixes/updateLines.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';

const NPM = `
//- registry npm old 1.0.0, 1.0.2, 1.2.0, 2.1.0
//- registry npm other 3.0.0, 3.1.0
//- registry npm bad 1.0.0, 1.1.0
//- advisories
GHSA-1 npm bad: versions 1.0.0; high
//- package.json
`;

async function resultOf(source: string) {
  const fixture = readFixture(source);
  const [result] = await scanFixture(fixture);
  if (!result) throw new Error('no manifest');
  return { result, now: fixture.now };
}

async function updatesOf(source: string) {
  const { result, now } = await resultOf(source);
  return lineUpdates(result.judged, result.judged, result, now).map(({ fix }) => [fix.title, withEdits(result.text, fix.edits).trim()]);
}

describe('the updates of a line', () => {
  it('keep the operator, and are each release once', async () => {
    expect(await updatesOf(`${NPM}{ "dependencies": { "old": "1.0.0" } }\n`)).toEqual([
      ['Update old to 1.2.0 (newest minor)', '{ "dependencies": { "old": "1.2.0" } }'],
      ['Update old to 2.1.0 (newest major)', '{ "dependencies": { "old": "2.1.0" } }'],
    ]);
  });

  it('keep extras, markers and comments of a requirements line', async () => {
    const source = `
      //- registry PyPI part 1.0, 1.4, 2.0
      //- requirements.txt
      part[extra]==1.0 ; python_version > "3.8"  # why
    `;
    expect(await updatesOf(source)).toEqual([
      ['Update part to 1.4 (newest minor)', 'part[extra]==1.4 ; python_version > "3.8"  # why'],
      ['Update part to 2.0 (newest major)', 'part[extra]==2.0 ; python_version > "3.8"  # why'],
    ]);
  });

  it('are none where something is wrong with the line, which has fixes', async () => {
    expect(await updatesOf(`${NPM}{ "dependencies": { "bad": "1.0.0" } }\n`)).toEqual([]);
  });

  it('are none of a line that says so already, or whose hashes are of one release', async () => {
    expect(await updatesOf(`${NPM}{ "dependencies": { "other": "^3.1.0" } }\n`)).toEqual([]);
    const hashed = '//- registry PyPI part 1.0, 1.4\n//- requirements.txt\npart==1.0 --hash=sha256:aaaa\n';
    expect(await updatesOf(hashed)).toEqual([]);
  });
});

describe('all safe minors of a file', () => {
  it('are one edit a line, of what nothing is wrong with', async () => {
    const { result, now } = await resultOf(`${NPM}{ "dependencies": { "old": "1.0.0", "bad": "1.0.0", "other": "3.0.0" } }\n`);
    const updates = minorUpdates(result.judged, result, now);
    expect(updates.map(({ fix }) => fix.title)).toEqual(['Update old to 1.2.0 (newest minor)', 'Update other to 3.1.0 (newest minor)']);
    const left = withEdits(
      result.text,
      updates.flatMap(({ fix }) => fix.edits),
    );
    expect(left.trim()).toBe('{ "dependencies": { "old": "1.2.0", "bad": "1.0.0", "other": "3.1.0" } }');
  });
});
