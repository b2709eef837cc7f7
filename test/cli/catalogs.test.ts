import { describe, expect, it } from 'vitest';
import { packageJson, useCommandLine } from './support.js';

const cli = useCommandLine();

describe('a workspace with catalogs', () => {
  it('has a finding where a member refers to a catalog, and one with the fix where the range stands', async () => {
    await cli.write({
      'pnpm-workspace.yaml': 'packages:\n  - packages/*\ncatalog:\n  axios: ^1.14.0 # http\ncatalogs:\n  pinned:\n    chalk: "5.6.1"\n',
      'packages/a/package.json': packageJson({ axios: 'catalog:', chalk: 'catalog:pinned' }),
    });
    const { findings } = await cli.report();
    const places = findings.map(({ rule, manifest, range: { start } }) => `${rule} ${manifest}:${start.line + 1}:${start.character + 1}`);
    expect(places.sort()).toEqual([
      'admits-malicious-release packages/a/package.json:4:15',
      'admits-malicious-release pnpm-workspace.yaml:4:10',
      'malicious-release packages/a/package.json:5:15',
      'malicious-release pnpm-workspace.yaml:7:13',
    ]);
    const fixes = findings.map(({ manifest, fixes }) => `${manifest}: ${fixes[0]?.title}`);
    expect(fixes.sort()).toEqual([
      'packages/a/package.json: Pin chalk to 5.6.0 in pnpm-workspace.yaml (last safe release)',
      'packages/a/package.json: Raise axios to ^1.15.0 in pnpm-workspace.yaml (next safe release)',
      'pnpm-workspace.yaml: Pin chalk to 5.6.0 (last safe release)',
      'pnpm-workspace.yaml: Raise axios to ^1.15.0 (next safe release)',
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
