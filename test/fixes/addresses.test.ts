// A release that is named by the address of its archive: no range may be written into an address.
import { describe, expect, it } from 'vitest';
import { pinAll } from '../../server/src/fixes/pinAll.js';
import { check } from '../support/check.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';

const AXIOS = '//- registry npm axios 1.13.0, 1.14.0, 1.15.0';
const URL = 'https://registry.example/axios/-/axios-1.14.1.tgz';

describe('the address of a release', () => {
  it('is judged like the release, and left as it is', () =>
    check(`
      ${AXIOS}
      //- package.json
      { "dependencies": { "axios": "${URL}" } }
                                    ${'^'.repeat(URL.length)} error malicious-release: axios 1.14.1 is a compromised release (MAL-2026-2307, 2026-03-31). Last safe release: 1.14.0.
      //- fixes
    `));

  it('is told of as a source, too, where nobody vouches for what comes from there', async () => {
    const insecure = URL.replace('https', 'http').replace('1.14.1', '1.15.0');
    const [result] = await scanFixture(
      readFixture(`
      ${AXIOS}
      //- package.json
      { "dependencies": { "axios": "${insecure}" } }
    `),
    );
    const [axios] = result?.judged ?? [];
    expect([axios?.status.kind, axios?.findings.map(({ rule, level }) => `${level} ${rule}`)]).toEqual([
      'checked',
      ['warning non-registry-source'],
    ]);
    expect(result && pinAll(result, result.judged)).toMatchObject({ edits: [], leftOut: 0 });
  });

  it('is that of PyPI’s releases in Python', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.83.0
      //- requirements.txt
      litellm @ https://registry.example/packages/00/litellm-1.82.7-py3-none-any.whl
                ${'^'.repeat('https://registry.example/packages/00/litellm-1.82.7-py3-none-any.whl'.length)} error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
      //- fixes
    `));
});
