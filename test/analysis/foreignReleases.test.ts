// What comes from git or a URL: its version may be known, and then so is whether it is malware, without anybody being asked.
import { describe, expect, it } from 'vitest';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';

/** Status and findings of the first dependency. */
async function judged(source: string): Promise<readonly string[]> {
  const [result] = await scanFixture(readFixture(source));
  const [first] = result?.judged ?? [];
  return [
    `${first?.status.kind}`,
    ...(first?.findings ?? []).map(({ level, rule, version }) => [level, rule, version].filter(Boolean).join(' ')),
  ];
}

const npm = (specifier: string) =>
  judged(`
  //- package.json
  { "dependencies": { "axios": "${specifier}" } }
`);
const python = (line: string) =>
  judged(`
  //- requirements.txt
  ${line}
`);
const SOURCE = 'warning non-registry-source';

describe('a release that comes from no registry', () => {
  it.each([
    ['git+https://code.example/axios.git#v1.14.1', ['skipped', 'error malicious-release 1.14.1', SOURCE]],
    ['github:axios/axios#axios@1.14.1', ['skipped', 'error malicious-release 1.14.1', SOURCE]],
    ['https://files.example/axios-1.14.1.tgz', ['skipped', 'error malicious-release 1.14.1', SOURCE]],
    ['https://files.example/build-1.14.1.tgz', ['skipped', 'error malicious-release 1.14.1', SOURCE]],
    ['https://files.example/chalk-5.6.1.tgz', ['skipped', 'error malicious-release 5.6.1', SOURCE]],
    ['git+https://code.example/axios.git#v1.14.0', ['skipped', SOURCE]],
    ['git+https://code.example/axios.git#main', ['skipped', SOURCE]],
    ['git+https://code.example/axios.git', ['skipped', SOURCE]],
  ])('of npm is known by its tag or file name: %s', async (specifier, expected) => expect(await npm(specifier)).toEqual(expected));

  it.each([
    ['litellm @ git+https://code.example/litellm@v1.82.7', ['skipped', 'error malicious-release 1.82.7', SOURCE]],
    ['https://files.example/litellm-1.82.7-py3-none-any.whl', ['skipped', 'error malicious-release 1.82.7', SOURCE]],
    ['litellm @ https://files.example/litellm-1.82.6.tar.gz', ['skipped', SOURCE]],
  ])('of Python as well: %s', async (line, expected) => expect(await python(line)).toEqual(expected));

  it('is known by its lockfile', async () => {
    const commit = '0123456789'.repeat(4);
    expect(
      await judged(`
        //- package.json
        { "dependencies": { "axios": "github:axios/axios" } }
        //- package-lock.json
        { "lockfileVersion": 3, "packages": {
          "": { "dependencies": { "axios": "github:axios/axios" } },
          "node_modules/axios": { "version": "1.14.1", "resolved": "git+ssh://git@github.com/axios/axios.git#${commit}" }
        } }
      `),
    ).toEqual(['skipped', 'error malicious-release 1.14.1', 'information non-registry-source']);
  });
});
