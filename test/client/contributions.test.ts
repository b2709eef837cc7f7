import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ECOSYSTEMS } from '../../server/src/ecosystems/index.js';
import { lockfileFormatOf } from '../../server/src/ecosystems/lockfiles.js';
import { formatOf } from '../../server/src/ecosystems/manifests.js';
import { LEVELS } from '../../server/src/model/index.js';
import { POLICY_GLOB, SCAN_COMMAND } from '../../server/src/protocol/index.js';
import { RULE_DESCRIPTIONS } from '../../server/src/rules/index.js';

interface Contributions {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly Step[] }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly submenus: readonly { readonly id: string }[];
    readonly jsonValidation: readonly [{ readonly fileMatch: string; readonly url: string }];
    readonly configuration: readonly {
      readonly title: string;
      readonly order: number;
      readonly properties: Readonly<Record<string, Setting>>;
    }[];
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] };
    readonly virtualWorkspaces: { readonly supported: unknown };
  };
}

interface Step {
  readonly description: string;
  readonly completionEvents: readonly string[];
}

interface MenuEntry {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

interface Setting {
  readonly order: number;
  readonly scope?: string;
  readonly enum?: readonly string[];
  readonly markdownDescription: string;
  readonly properties?: Readonly<Record<string, Setting>>;
}

const { contributes, capabilities }: Contributions = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const commands = contributes.commands;
const sections = contributes.configuration;
const settings: Readonly<Record<string, Setting>> = Object.assign({}, ...sections.map(({ properties }) => properties));
const ruleSettings = settings['depwarden.rules']?.properties ?? {};

describe('what package.json contributes to the editor', () => {
  it('has a setting for each rule of the rule table and no other, with every level', () => {
    expect(Object.keys(ruleSettings).sort()).toEqual(RULE_DESCRIPTIONS.map(rule => rule.id).sort());
    for (const rule of Object.values(ruleSettings)) expect(rule.enum).toEqual([...LEVELS, 'off']);
  });

  it('groups the settings, each setting in one section', () => {
    expect(sections.map(({ title }) => title)).toEqual(['Scan', 'Rules', 'Cooldown', 'Network', 'Registries', 'Advanced']);
    const names = sections.flatMap(({ properties }) => Object.keys(properties));
    expect(names).toEqual([...new Set(names)]);
    const orders = [...sections.map(({ order }) => order), ...Object.values(settings).map(({ order }) => order)];
    for (const list of [orders.slice(0, sections.length), orders.slice(sections.length)])
      expect(list).toEqual([...new Set(list)].sort((a, b) => a - b));
  });

  it('keeps endpoints, folders and private names out of the hands of a workspace', () => {
    for (const name of Object.keys(settings).filter(key => /url|folder|registries|private|source/i.test(key))) {
      expect([name, settings[name]?.scope]).toEqual([name, 'machine']);
    }
  });

  it('lets a workspace that is not trusted set nothing but what is shown and logged', () => {
    const { supported, restrictedConfigurations } = capabilities.untrustedWorkspaces;
    expect(supported).toBe('limited');
    const free = ['depwarden.inlayHints.enabled', 'depwarden.codeLens.enabled', 'depwarden.links.enabled', 'depwarden.trace.server'];
    expect([...restrictedConfigurations].sort()).toEqual(
      Object.keys(settings)
        .filter(name => !free.includes(name))
        .sort(),
    );
    expect(capabilities.virtualWorkspaces.supported).toBe(false);
  });

  it('ships the schema of policy files, and applies it to them', () => {
    const [{ fileMatch, url }] = contributes.jsonValidation;
    expect(fileMatch).toBe(POLICY_GLOB);
    expect(JSON.parse(readFileSync(new URL(`../../${url}`, import.meta.url), 'utf8'))).toMatchObject({ type: 'object' });
    expect(readFileSync(new URL('../../.vscodeignore', import.meta.url), 'utf8')).toContain(`!${url.replace('./', '')}\n`);
  });

  it('describes every setting and names every command alike', () => {
    for (const [name, setting] of Object.entries(settings)) expect(setting.markdownDescription, name).toMatch(/\.$/);
    for (const { command, category } of commands) expect([command, category]).toEqual([expect.stringMatching(/^depwarden\./), 'Depwarden']);
    expect(commands.map(({ command }) => command)).toContain(SCAN_COMMAND);
  });

  it.each(['editor/title', 'explorer/context'])('offers its menu in %s on manifests and lockfiles, and on nothing else', place => {
    const [{ submenu, when = '' } = {}] = contributes.menus[place] ?? [];
    expect(contributes.submenus.map(({ id }) => id)).toContain(submenu);
    const isOffered = new RegExp(/resourcePath =~ \/(.+)\/$/.exec(when)?.[1] ?? '$^');
    for (const name of [...knownNames(), ...OTHER_NAMES])
      for (const path of [`/home/me/project/${name}`, `C:\\project\\${name.replaceAll('/', '\\')}`])
        expect([path, isOffered.test(path)]).toEqual([path, (formatOf(path) ?? lockfileFormatOf(path)) !== undefined]);
  });

  it('calls commands on its page and in its walkthrough by the names that they have', () => {
    const page = readFileSync(new URL('../../EXTENSION.md', import.meta.url), 'utf8');
    const named = [...page.matchAll(/^\|( \*\*.*?\*\*) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/\*\*(.+?)\*\*/g)].map(([, title]) => title),
    );
    const texts = [page, ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description))].join('\n');
    named.push(...[...texts.matchAll(/\*\*Depwarden: (.+?)\*\*/g)].map(([, title]) => title));
    const titles = commands.map(({ title }) => title);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter(title => !titles.includes(title ?? ''))).toEqual([]);
  });

  it('has a button for each step of the walkthrough, which ends by what its user does', () => {
    const known = new Set(commands.map(({ command }) => command));
    for (const { description, completionEvents } of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
      const buttons = [...description.matchAll(/^\[.+\]\(command:([\w.]+)(?:\?\S*)?\)$/gm)].map(([, command = '']) => command);
      expect(buttons.length).toBeGreaterThan(0);
      const events = completionEvents.map(event => event.split(':')[1] ?? '');
      const ours = [...buttons, ...events].filter(name => /^depwarden\.(?!hasFixed|findings\.focus)/.test(name));
      expect(ours.filter(name => !known.has(name) && settings[name] === undefined)).toEqual([]);
    }
  });

  it('has in its menus no command that is not contributed', () => {
    const known = new Set(commands.map(({ command }) => command));
    const used = Object.values(contributes.menus).flatMap(entries => entries.flatMap(({ command = [] }) => command));
    expect(used.filter(command => !known.has(command))).toEqual([]);
  });
});

const OTHER_NAMES = [
  ...['README.md', 'tsconfig.json', 'my-package.json', 'package.json.bak', 'package.json/index.js', 'Cargo.lock', 'composer.lock'],
  ...['MANIFEST.in', 'config.h.in', 'src/requirements.py', 'setup.cfg.txt', 'pylock.dev.test.json', 'notes.txt', 'xbun.lock'],
];

/** A name for each way to write one that the tables of manifests and lockfiles have; `*.in` is too wide for a menu. */
function knownNames(): readonly string[] {
  const files = Object.values(ECOSYSTEMS).flatMap(({ manifests, lockfiles = [] }) => [...manifests, ...lockfiles]);
  const names = files.flatMap(({ globs }) => globs.filter(glob => glob !== '**/*.in').flatMap(spelled));
  expect(names.length).toBeGreaterThan(30);
  return names;
}

function spelled(glob: string): readonly string[] {
  const [, before = '', alternatives, after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(glob) ?? [];
  const globs = alternatives === undefined ? [glob] : alternatives.split(',').map(one => before + one + after);
  const plain = globs.map(one => one.replaceAll('**/', '').replaceAll('*', '.dev'));
  return plain.flatMap(one => ['$1', '$2'].map(letter => one.replaceAll(/\[(.)(.)\]/g, letter)));
}
