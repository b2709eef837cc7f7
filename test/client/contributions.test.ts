import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LEVELS } from '../../server/src/model.js';
import { POLICY_GLOB, SCAN_COMMAND } from '../../server/src/protocol.js';
import { RULE_DESCRIPTIONS } from '../../server/src/rules/index.js';

interface Contributions {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly jsonValidation: readonly [{ readonly fileMatch: string; readonly url: string }];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
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

  it('keeps endpoints and folders out of the hands of a workspace', () => {
    const entrusted = ['depwarden.advisories.osvUrl', 'depwarden.registries.npm', 'depwarden.registries.pypi', 'depwarden.cache.folder'];
    for (const name of entrusted) {
      expect(settings[name]?.scope, name).toBe('machine');
      expect(capabilities.untrustedWorkspaces.restrictedConfigurations, name).toContain(name);
    }
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
