// One example a rule: a line of a manifest, and what the registry and the advisory service say of the package. What the rule then says is
// not written here: the page shows the message that the rule itself gives.

const npm = (name, specifier) => ({
  file: 'package.json',
  line: `"${name}": "${specifier}"`,
  text: `{"dependencies":{"${name}":"${specifier}"}}`,
});
const pip = line => ({ file: 'requirements.txt', line, text: `${line}\n` });

export const RULE_EXAMPLES = {
  'malicious-package': { ...npm('plain-crypto-js', '^4.2.0'), registry: { releases: ['4.2.1'] } },
  'malicious-release': { ...npm('chalk', '5.6.1'), registry: { releases: ['5.6.0', '5.6.2'] } },
  'admits-malicious-release': { ...pip('litellm>=1.50,<2'), registry: { releases: ['1.82.6', '1.83.0'] } },
  'vulnerable-release': {
    ...npm('lodash', '4.17.20'),
    registry: { releases: ['4.17.20', '4.17.21'] },
    advisory: {
      id: 'GHSA-35jh-r3h4-6jhm',
      modified: '2025-08-12T21:00:00Z',
      affected: [
        {
          package: { ecosystem: 'npm', name: 'lodash' },
          ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '4.17.21' }] }],
        },
      ],
      database_specific: { severity: 'HIGH' },
    },
  },
  'unknown-package': { ...npm('shop-string-tools-hallucinated', '^2.0.0'), registry: 'absent' },
  'quarantined-package': { ...pip('example-project>=1.0'), registry: { releases: [], status: 'quarantined' } },
  'removed-release': {
    ...npm('example-package', '1.4.1'),
    registry: { releases: ['1.4.0'], withdrawn: [{ version: '1.4.1' }] },
  },
  'yanked-release': {
    ...pip('requests==2.32.0'),
    registry: { releases: [{ version: '2.32.0', yanked: 'breaks TLS verification with custom adapters' }, '2.32.3'] },
  },
  'deprecated-release': {
    ...npm('example-package', '^1.4.0'),
    registry: { releases: [{ version: '1.4.2', deprecated: 'renamed to another-package' }] },
  },
};
