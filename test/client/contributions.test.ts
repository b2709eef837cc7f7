import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LEVELS } from '../../server/src/model/index.js';
import { POLICY_GLOB, SCAN_COMMAND } from '../../server/src/protocol/index.js';
import { RULE_DESCRIPTIONS } from '../../server/src/rules/index.js';

interface Contributions {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly jsonValidation: readonly [{ readonly fileMatch: string; readonly url: string }];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] };
    readonly virtualWorkspaces: { readonly supported: unknown };
  };
}

interface Setting {
  readonly scope?: string;
  readonly enum?: readonly string[];
  readonly markdownDescription: string;
  readonly properties?: Readonly<Record<string, Setting>>;
}

const { contributes, capabilities }: Contributions = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const commands = contributes.commands;
const settings = contributes.configuration.properties;
const ruleSettings = settings['depwarden.rules']?.properties ?? {};

describe('what package.json contributes to the editor', () => {
  it('has a setting for each rule of the rule table and no other, with every level', () => {
    expect(Object.keys(ruleSettings).sort()).toEqual(RULE_DESCRIPTIONS.map(rule => rule.id).sort());
    for (const rule of Object.values(ruleSettings)) expect(rule.enum).toEqual([...LEVELS, 'off']);
  });

  it('keeps endpoints, folders and private names out of the hands of a workspace', () => {
    for (const name of Object.keys(settings).filter(key => /url|folder|registries|private|source/i.test(key))) {
      expect([name, settings[name]?.scope]).toEqual([name, 'machine']);
    }
  });

  it('lets a workspace that is not trusted set nothing but what is shown and logged', () => {
    const { supported, restrictedConfigurations } = capabilities.untrustedWorkspaces;
    expect(supported).toBe('limited');
    const free = ['depwarden.inlayHints.enabled', 'depwarden.codeLens.enabled', 'depwarden.trace.server'];
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
});
