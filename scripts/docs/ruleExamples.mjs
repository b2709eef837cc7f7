// One example a rule: a line of a manifest, and what the registry and the advisory service say of the package. What the rule then says is
// not written here: the page shows the message that the rule itself gives.

const npm = (name, specifier) => ({
  file: 'package.json',
  line: `"${name}": "${specifier}"`,
  text: `{"dependencies":{"${name}":"${specifier}"}}`,
});
const pip = line => ({ file: 'requirements.txt', line, text: `${line}\n` });

/** The time at which the examples are judged. */
export const NOW = Date.UTC(2026, 3, 1);

const HOUR = 60 * 60 * 1000;
const ago = hours => NOW - hours * HOUR;
const old = fields => ({ version: '1.14.0', publishedAt: ago(24 * 40), ...fields });
const fresh = fields => ({ version: '1.14.1', publishedAt: ago(24 * 5), ...fields });

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
  'denied-package': { ...npm('left-pad', '^1.3.0'), registry: { releases: ['1.3.0'] }, policy: { deny: ['npm:left-pad'] } },
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
  'dependency-confusion': {
    ...pip('acme-utils>=2.0'),
    text: '--extra-index-url https://pypi.acme.example/simple\nacme-utils>=2.0\n',
    registry: 'absent',
    project: { extraIndexes: ['pypi.acme.example'] },
  },
  'artifact-changed': {
    ...npm('example-package', '1.14.0'),
    registry: { releases: [old({ digests: ['sha512-0123456789abcdef'] })] },
    baseline: { 'npm:example-package@1.14.0': { digests: ['sha512-fedcba9876543210'] } },
  },
  'baseline-drift': {
    ...npm('example-package', '1.14.0'),
    registry: { releases: [old({ publisher: 'somebody', provenance: false })] },
    baseline: { 'npm:example-package@1.14.0': { publisher: 'known-maintainer', provenance: true } },
  },
  'not-in-baseline': {
    ...npm('example-package', '1.14.0'),
    registry: { releases: [old({})] },
    baseline: { 'npm:example-package@1.13.0': {} },
  },
  'integrity-mismatch': {
    ...pip(`example-project==1.14.0 --hash=sha256:${'0'.repeat(64)}`),
    registry: { releases: [old({ digests: [`sha256:${'3a7bd3e2360a3d29eea436fc'}`] })] },
  },
  'dependency-added': {
    ...npm('example-client', '^1.14.0'),
    registry: { releases: [old({ dependencies: [] }), fresh({ dependencies: ['plain-cipher-part'] })] },
    others: { 'plain-cipher-part': { createdAt: ago(24 * 5 + 18), releases: [{ version: '4.2.1', publishedAt: ago(24 * 5 + 18) }] } },
  },
  'install-script-added': {
    ...npm('example-package', '^1.14.0'),
    registry: { releases: [old({ installScripts: [] }), fresh({ installScripts: ['postinstall'] })] },
  },
  'lookalike-name': {
    ...npm('lodahs', '^1.0.0'),
    registry: { createdAt: ago(24 * 20), releases: [{ version: '1.0.0', publishedAt: ago(24 * 20) }] },
    others: { lodash: { createdAt: 0, releases: ['4.17.21'] } },
  },
  'publisher-changed': {
    ...npm('example-package', '^1.14.0'),
    registry: { releases: [old({ publisher: 'alice' }), fresh({ publisher: 'mallory' })] },
  },
  'provenance-lost': {
    ...npm('example-package', '^1.14.0'),
    registry: { releases: [old({ provenance: true }), fresh({ provenance: false })] },
  },
  'young-package': {
    ...npm('example-package', '^1.0.0'),
    registry: { createdAt: ago(24 * 6), releases: [{ version: '1.0.0', publishedAt: ago(24 * 6) }] },
  },
  'young-release': { ...npm('example-package', '^1.14.0'), registry: { releases: [old(), fresh({ publishedAt: ago(3) })] } },
  unmaintained: { ...npm('example-package', '^1.0.0'), registry: { releases: [{ version: '1.0.0', publishedAt: Date.UTC(2022, 0, 1) }] } },
  unpinned: { ...npm('example-package', '>=1.0.0'), registry: { releases: [old()] } },
  'non-registry-source': npm('example-package', 'git+https://git.example/example-package.git'),
};
