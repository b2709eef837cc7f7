import { describe, expect, it } from 'vitest';
import { packageJson, useCommandLine } from './support.js';

const cli = useCommandLine();

describe('a workspace with catalogs', () => {
  it('has a finding where a member refers to a catalog, and one with the fix where the range stands', async () => {
    await cli.write({
      'pnpm-workspace.yaml': 'packages:\n  - packages/*\ncatalog:\n  axios: ^1.14.0 # http\ncatalogs:\n  pinned:\n    chalk: "5.6.1"\n',
      'packages/a/package.json': packageJson({ axios: 'catalog:', chalk: 'catalog:pinned' }),
    });
    const { status, stdout, stderr } = await cli.run(['scan']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const admits = /axios \^1\.14\.0 admits compromised 1\.14\.1 .*\[admits-malicious-release\]$/;
    const is = /error {2}chalk 5\.6\.1 is a compromised release .*\[malicious-release\]$/;
    const lines = stdout.split('\n');
    const places = lines.filter(line => admits.test(line) || is.test(line)).map(line => line.split(' ')[0]);
    expect(places.sort()).toEqual([
      'packages/a/package.json:4:15',
      'packages/a/package.json:5:15',
      'pnpm-workspace.yaml:4:10',
      'pnpm-workspace.yaml:7:13',
    ]);
    const fixes = lines.map((line, at) => (line.startsWith('    fix: ') ? `${lines[at - 1]?.split(':')[0]}${line}` : '')).filter(Boolean);
    expect(fixes.sort()).toEqual([
      'packages/a/package.json    fix: Pin chalk to 5.6.0 in pnpm-workspace.yaml (last clean release)',
      'packages/a/package.json    fix: Raise axios to ^1.15.0 in pnpm-workspace.yaml (first clean release)',
      'pnpm-workspace.yaml    fix: Pin chalk to 5.6.0 (last clean release)',
      'pnpm-workspace.yaml    fix: Raise axios to ^1.15.0 (first clean release)',
    ]);
  });

  it('says which entries are missing', async () => {
    await cli.write({
      'package.json': JSON.stringify({ workspaces: { packages: ['packages/*'], catalogs: { ui: { lodash: '^4.17.21' } } } }),
      'packages/a/package.json': packageJson({ lodash: 'catalog:ui', chalk: 'catalog:ui', express: 'catalog:' }),
    });
    const { manifests } = await cli.report();
    expect(manifests.map(({ path, problems }) => [path, problems.map(({ message }) => message)])).toEqual([
      ['package.json', []],
      ['packages/a/package.json', ['The catalog ui has no entry for chalk', 'The default catalog has no entry for express']],
    ]);
    expect(manifests[1]?.dependencies.map(({ status }) => status)).toEqual(['checked', 'skipped', 'skipped']);
  });
});
