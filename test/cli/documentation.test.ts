import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../server/src/cli/commands.js';
import { helpOf, helpOfAll, optionsTable } from '../../server/src/cli/help.js';
import { LEVELS } from '../../server/src/model/index.js';
import { createRepository } from '../support/gitRepository.js';
import { PROJECT } from '../support/languageClient.js';
import { packageJson, useCommandLine } from './support.js';

const cli = useCommandLine();
const page = await readFile(path.join(PROJECT, 'docs/cli.md'), 'utf8');

describe('docs/cli.md', () => {
  it('names every option, level and variable of the help, and the help names those of the page', () => {
    const words = (text: string) => [...new Set(text.match(/--[a-z][a-z-]+|\b(?:DEPWARDEN|NO)_[A-Z_]+/g))].sort();
    const [present = ''] = page.split('## Not part of this version');
    expect(words(present.replaceAll('--hash', '').replaceAll('--index-url', '').replaceAll('--no-index', ''))).toEqual(
      words([helpOfAll(), ...COMMANDS.map(helpOf)].join()),
    );
    for (const level of [...LEVELS, 'never']) expect(page).toContain(`\`${level}\``);
  });

  it.each(COMMANDS.filter(({ options }) => options.length > 0))('has the table of the options of $name: npm run docs', command => {
    expect(page).toContain(optionsTable(command));
  });

  it('names every field of the JSON report', async () => {
    await cli.write({ 'package.json': packageJson({ chalk: '5.6.1' }), 'requirements.txt': '-r missing.txt\n' });
    const { stdout } = await cli.run(['scan', '--format', 'json']);
    const undocumented = [...fieldsIn(JSON.parse(stdout))].filter(field => !new RegExp(`\\b${field}\\b`).test(page));
    expect(undocumented).toEqual([]);
  });

  it('names every field of the JSON report since a commit', async () => {
    const repository = createRepository(cli.workspace);
    repository.commit({ '.depwarden.jsonc': '{}' });
    const object = repository.commit({
      'package.json': packageJson({ chalk: '5.6.1' }),
      'requirements.txt': '-r missing.txt\n',
      '.depwarden.jsonc': '{ "deny": ["npm:x"] }',
    });
    repository.git('update-index', '--add', '--cacheinfo', `160000,${object},part`);
    repository.git('commit', '-qm', 'x');
    const { stdout } = await cli.run(['scan', '--since', 'HEAD~2', '--offline', '--format', 'json']);
    const report = JSON.parse(stdout) as Readonly<Record<string, readonly unknown[]>>;
    for (const list of ['findings', 'dependencies', 'policy', 'unknown', 'partly', 'problems', 'submodules'])
      expect({ [list]: report[list]?.length }).not.toEqual({ [list]: 0 });
    const [section = ''] = page.split('### Since a commit')[1]?.split('### SARIF') ?? [];
    expect([...fieldsIn(report)].filter(field => !new RegExp(`\\b${field}\\b`).test(section))).toEqual([]);
  });
});

function fieldsIn(value: unknown): Set<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return new Set([...own, ...Object.values(value).flatMap(inner => [...fieldsIn(inner)])]);
}
