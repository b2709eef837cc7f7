import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { readPolicyFile } from '../../server/src/policy/policyFile.js';
import { jsonReport } from '../../server/src/reports/json.js';
import { type PolicyReport, problemsAfter } from '../../server/src/reports/policy.js';
import { textReport } from '../../server/src/reports/text.js';
import { readFixture } from '../support/fixture.js';
import { ROOT, scanFixture } from '../support/world.js';

const POLICY =
  '{\n  "rulez": {},\n  "ignore": [{ "rule": "deprecated-release", "reason": "we know" }, { "package": "npm:gone", "reason": "x" }]\n}';
const fixture = readFixture(`
  //- policy
  ${POLICY.replaceAll('\n', '\n  ')}
  //- registry npm worn-part 1.0.0 deprecated(no longer supported)
  //- package.json
  { "dependencies": { "worn-part": "^1.0.0" } }
`);

async function scanned() {
  const results = await scanFixture(fixture);
  const file = readPolicyFile(POLICY);
  const problems = problemsAfter(file, results, [], true, fixture.now);
  const policy: PolicyReport = { path: `${ROOT}/.depwarden.jsonc`, text: POLICY, file, problems };
  return { results, policy };
}

describe('what reports say of a policy', () => {
  it('in text: what is wrong with it first, and how much it ignores', async () => {
    const { results, policy } = await scanned();
    const text = textReport(results, { root: ROOT, now: fixture.now, paint: (_, part) => part, policies: [policy] });
    expect(text.split('\n')).toEqual([
      '.depwarden.jsonc:2:4  warning  There is no key "rulez"; "rules" is probably meant. [policy]',
      '.depwarden.jsonc:3:69  information  This entry matched nothing in the last scan of everything. [policy]',
      '',
      '1 component: 1 skipped. Skipped: worn-part 1.0.0 (ignored by the policy: we know).',
      '.depwarden.jsonc  deprecated-release: ignored, 1 finding left out (we know).',
      '.depwarden.jsonc  npm:gone: ignored, 0 findings left out (x).',
      '1 manifest, 1 dependency: 1 checked. Nothing found, 1 ignored.',
      '',
    ]);
  });

  it('in JSON: the same, with what is ignored and why, by the schema', async () => {
    const { results, policy } = await scanned();
    const report = JSON.parse(JSON.stringify(jsonReport(results, { root: ROOT, version: '0.1.0', now: fixture.now, policies: [policy] })));
    expect(report.summary).toMatchObject({ warning: 0, ignored: 1 });
    expect(report.policy).toMatchObject({ path: '.depwarden.jsonc', problems: [{ level: 'warning' }, { level: 'information' }] });
    expect(report.ignored).toEqual([
      {
        rule: 'deprecated-release',
        level: 'warning',
        package: 'worn-part',
        ecosystem: 'npm',
        version: '1.0.0',
        manifest: 'package.json',
        range: { start: { line: 0, character: 34 }, end: { line: 0, character: 40 } },
        message: 'worn-part 1.0.0 is deprecated: no longer supported',
        advisories: [],
        reason: 'we know',
        expires: null,
      },
    ]);
    const schema = JSON.parse(readFileSync(new URL('../../docs/report.schema.json', import.meta.url), 'utf8')) as object;
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  });
});
