import { describe, expect, it } from 'vitest';
import { LEVELS } from '../../server/src/model/index.js';
import { DEFAULT_SETTINGS, readRuleLevels, readSettings } from '../../server/src/policy/config.js';
import { NO_PRIVATE_NAMES } from '../../server/src/policy/names.js';
import { RULE_DESCRIPTIONS } from '../../server/src/rules/index.js';
import * as fc from '../support/fastCheck.js';

describe('settings', () => {
  it.each([[undefined], [null], [{}], ['text'], [[]], [42]])('of %j are the defaults', section => {
    expect(readSettings(section)).toEqual({ settings: DEFAULT_SETTINGS, problems: [] });
  });

  it('are read key by key', () => {
    const section = {
      rules: { 'malicious-release': 'warning', 'deprecated-release': 'off' },
      cooldown: { days: 7 },
      signals: { recentDays: 30 },
      network: { offline: true },
      advisories: { osvUrl: 'https://osv.example/', exportUrl: 'https://mirror.example/osv', source: 'database' },
      registries: { npm: 'http://127.0.0.1:4873', pypi: 'https://pypi.example/simple' },
      confusion: { askPublic: true },
      cache: { folder: '/var/cache/depwarden' },
      inlayHints: { enabled: true },
      links: { enabled: true },
      codeLens: { enabled: true },
      watch: { minutes: 15 },
      scan: { onOpen: 'off', exclude: ['fixtures/', '*.old.txt'] },
      trace: { server: 'off' },
    };
    expect(readSettings(section, { proxy: 'http://proxy.example:3128', proxyStrictSSL: false, systemCertificates: false })).toEqual({
      settings: {
        rules: section.rules,
        cooldownDays: 7,
        recentDays: 30,
        offline: true,
        osvUrl: 'https://osv.example/',
        exportUrl: 'https://mirror.example/osv',
        advisoriesSource: 'database',
        npmRegistry: 'http://127.0.0.1:4873',
        pythonIndex: 'https://pypi.example/simple',
        askPublic: true,
        cacheFolder: '/var/cache/depwarden',
        connections: {
          route: { httpProxy: 'http://proxy.example:3128', httpsProxy: 'http://proxy.example:3128', strictSsl: false },
          systemCertificates: false,
        },
        inlayHints: true,
        links: true,
        codeLens: true,
        watchMinutes: 15,
        scanOnOpen: 'off',
        exclude: ['fixtures/', '*.old.txt'],
        privateNames: NO_PRIVATE_NAMES,
      },
      problems: [],
    });
  });

  it('call names private, as policy files do; what is no name costs itself', () => {
    const { settings, problems } = readSettings({ privateNames: ['@acme', 'PyPI:acme-*', 'npm:acme-core', 'acme', '@a/b'] });
    const { has, scopes } = settings.privateNames;
    expect(scopes).toEqual(['@acme']);
    expect(['@acme/core', '@acme2/core', 'acme-core', 'acme'].map(name => has({ ecosystem: 'npm', name }))).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(['acme-core', 'acme'].map(name => has({ ecosystem: 'PyPI', name }))).toEqual([true, false]);
    expect(problems).toEqual([
      'Setting depwarden.privateNames: acme: it must begin with npm: or PyPI:, for example npm:minimist',
      'Setting depwarden.privateNames: @a/b: it must be a scope such as @acme, or a name such as PyPI:acme-*',
    ]);
    expect(readSettings({ privateNames: '@acme' }).problems).toEqual([
      expect.stringMatching(/^Setting depwarden.privateNames is not used: /),
    ]);
  });

  it('take an empty text, and null, for none', () => {
    const section = {
      cooldown: { days: null },
      network: { offline: null },
      advisories: { osvUrl: '', exportUrl: '' },
      registries: { npm: '', pypi: '' },
      cache: { folder: '' },
    };
    expect(readSettings(section)).toEqual({ settings: DEFAULT_SETTINGS, problems: [] });
  });

  it.each([
    ['cooldown.days', { cooldown: { days: '7' } }],
    ['cooldown.days', { cooldown: { days: -1 } }],
    ['signals.recentDays', { signals: { recentDays: {} } }],
    ['network.offline', { network: { offline: 'yes' } }],
    ['advisories.osvUrl', { advisories: { osvUrl: 'osv.example' } }],
    ['advisories.osvUrl', { advisories: { osvUrl: 'file:///etc/passwd' } }],
    ['advisories.osvUrl', { advisories: { osvUrl: 'https://osv.example/ x' } }],
    ['advisories.source', { advisories: { source: 'both' } }],
    ['registries.npm', { registries: { npm: 5 } }],
    ['registries.pypi', { registries: { pypi: [] } }],
    ['cache.folder', { cache: { folder: {} } }],
    ['inlayHints.enabled', { inlayHints: { enabled: 'yes' } }],
    ['links.enabled', { links: { enabled: 1 } }],
    ['codeLens.enabled', { codeLens: { enabled: 1 } }],
    ['watch.minutes', { watch: { minutes: '60' } }],
    ['watch.minutes', { watch: { minutes: 0.5 } }],
    ['watch.minutes', { watch: { minutes: 100_000 } }],
    ['scan.onOpen', { scan: { onOpen: 'everything' } }],
    ['scan.exclude', { scan: { exclude: 'fixtures' } }],
    ['scan.exclude', { scan: { exclude: ['fixtures', 5] } }],
  ])('lose a bad %s and nothing else', (key, bad) => {
    const { settings, problems } = readSettings({ rules: { 'malicious-release': 'hint' }, ...bad });
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, rules: { 'malicious-release': 'hint' } });
    expect(problems).toEqual([expect.stringContaining(`Setting depwarden.${key} is not used: `)]);
  });

  it('never throw, and never take what is not of their kind', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('rules', 'cooldown', 'signals', 'network', 'advisories', 'registries', 'cache', 'scan'),
        (value, key) => {
          const { settings } = readSettings({ [key]: value });
          expect(typeof settings.offline).toBe('boolean');
          expect(settings.exclude.every(pattern => typeof pattern === 'string')).toBe(true);
        },
      ),
    );
  });
});

describe('rule levels', () => {
  it('know every rule and every level', () => {
    for (const { id } of RULE_DESCRIPTIONS) {
      for (const level of [...LEVELS, 'off']) {
        expect(readRuleLevels({ [id]: level }, 'here')).toEqual({ rules: { [id]: level }, problems: [] });
      }
    }
  });

  it('lose a bad rule or level and nothing else', () => {
    const levels = { 'malicious-release': 'loud', 'no-such-rule': 'error', 'yanked-release': 'off', 'removed-release': 1, __proto__: {} };
    expect(readRuleLevels(levels, 'Setting depwarden.rules')).toEqual({
      rules: { 'yanked-release': 'off' },
      problems: [
        'Setting depwarden.rules: the level of malicious-release must be one of error, warning, information, hint, off',
        'Setting depwarden.rules: there is no rule "no-such-rule"',
        'Setting depwarden.rules: the level of removed-release must be one of error, warning, information, hint, off',
      ],
    });
  });

  it.each([['all off'], [['malicious-release']], [5]])('are none where %j stands', value => {
    expect(readRuleLevels(value, 'here')).toEqual({
      rules: {},
      problems: ['here is not used: it must be an object from rule ids to levels'],
    });
  });
});

it('of the settings of a workspace none silences a protected rule that the user has left as it is', () => {
  const rules = { 'malicious-release': 'off', 'vulnerable-release': 'off', 'admits-malicious-release': 'error' };
  expect(readSettings({ rules }, undefined, {}).settings.rules).toEqual({
    'vulnerable-release': 'off',
    'admits-malicious-release': 'error',
  });
  expect(readSettings({ rules }, undefined, { 'malicious-release': 'off' }).settings.rules).toEqual(rules);
  expect(readSettings({ rules }).settings.rules, 'an editor that cannot tell').toEqual(rules);
});
