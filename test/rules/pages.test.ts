// The rules' pages, as `npm run docs` has written them: what the editor opens from a diagnostic.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { STALE_LOCKFILE } from '../../server/src/analysis/staleLockfile.js';
import { NOT_CHECKED } from '../../server/src/editor/features/diagnostics.js';
import { POLICY_PROBLEM } from '../../server/src/editor/features/policyDiagnostics.js';
import { ruleActions } from '../../server/src/editor/features/ruleActions.js';
import { readPolicyFile } from '../../server/src/policy/policyFile.js';
import { RULE_DESCRIPTIONS } from '../../server/src/rules/index.js';

const FOLDER = new URL('../../docs/rules/', import.meta.url).pathname;
const RULES = RULE_DESCRIPTIONS.map(({ id }) => id as string);
const CODES = [NOT_CHECKED, POLICY_PROBLEM, STALE_LOCKFILE, 'manifest'];
const pageOf = (id: string): string => readFileSync(path.join(FOLDER, `${id}.md`), 'utf8');

describe('the pages of the rules', () => {
  it('are there for every code a diagnostic can have, and for nothing else', () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...RULES, ...CODES].map(id => `${id}.md`).sort());
  });

  it.each(RULES)('%s: tells what happened, what was gained, how to tell, what to do, how to silence', id => {
    const page = pageOf(id);
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([
      'What it means',
      'What happened once',
      'What the attacker gained',
      'How to tell',
      'What to do',
      'Where it is right as it is',
    ]);
    for (const part of page.split(/^## .*$/m).slice(1)) expect(part.trim()).not.toBe('');
  });

  it.each(RULES)('%s: what silences it is a policy file with nothing wrong in it', id => {
    const [, snippet = ''] = /```jsonc\n([\s\S]*?)\n```/.exec(pageOf(id)) ?? [];
    expect(snippet).not.toBe('');
    expect(readPolicyFile(snippet).problems).toEqual([]);
  });

  it.each([...RULES, ...CODES])('%s: leads only to pages that are there', id => {
    const targets = [...pageOf(id).matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, target = '']) => target);
    expect(targets.filter(target => !existsSync(path.join(FOLDER, target)))).toEqual([]);
  });

  it('are packed with the extension', () => {
    expect(readFileSync(path.join(FOLDER, '../../.vscodeignore'), 'utf8').split('\n')).toContain('!docs/rules/*.md');
  });
});

describe('the action that leads to a page', () => {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  const diagnostic = (code: unknown, source = 'depwarden') => ({ range, message: 'x', source, code: code as string });
  const rulePage = (rule: string) => (RULES.includes(rule) ? `file:///docs/rules/${rule}.md` : undefined);

  it('is there once a rule, never preferred, and carries no edit', () => {
    const twice = [diagnostic('young-release'), diagnostic('young-release'), diagnostic('unpinned')];
    expect(ruleActions(twice, rulePage)).toEqual([
      {
        title: 'Explain: a release younger than the cooldown',
        kind: 'quickfix',
        diagnostics: twice.slice(0, 2),
        command: {
          title: 'Explain: a release younger than the cooldown',
          command: 'depwarden.showRule',
          arguments: [{ rule: 'young-release' }],
        },
      },
      expect.objectContaining({ title: 'Explain: a dependency that is not pinned' }),
    ]);
  });

  it.each([
    ['another tool’s', diagnostic('young-release', 'eslint')],
    ['without a page', diagnostic('no-such-rule')],
    ['with a number', diagnostic(7)],
  ])('is not offered on a diagnostic %s', (_, one) => {
    expect(ruleActions([one], rulePage)).toEqual([]);
  });

  it.each(['../../secret', 'a/b', 'A', '', 'a--b'])('takes no code for the name of a page that cannot be one: %s', code => {
    expect(ruleActions([diagnostic(code)], () => 'file:///x')).toEqual([]);
  });
});
