// A name that a private index has, and that pip asks PyPI for as well.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PyPIService, startPyPIService } from '../support/services/index.js';
import { useCommandLine } from './support.js';

const cli = useCommandLine();
const DATED = { date: '2025-01-01' };
let own: PyPIService;

beforeAll(async () => {
  own = await startPyPIService({
    'corp-lib': { releases: { '1.0': DATED, '1.1': DATED } },
    'corp-core': { releases: { '2.0': DATED } },
    'corp-alone': { releases: { '1.0': DATED } },
  });
});

afterAll(() => own.close());

/** Scans lines of a requirements file below the option for the private index. */
async function scanned(lines: string, ...words: readonly string[]) {
  await cli.write({ 'requirements.txt': `--extra-index-url ${own.indexUrl}\n${lines}\n` });
  const { status, stdout } = await cli.run(['scan', '--trust', '--format', 'json', ...words]);
  const { findings, manifests } = JSON.parse(stdout) as Said;
  return {
    status,
    findings: findings.filter(({ rule }) => rule === 'dependency-confusion').map(({ level, message }) => `${level}: ${message}`),
    dependencies: manifests.flatMap(one =>
      one.dependencies.map(({ name, status: was, effective }) => `${name} ${effective?.version} ${was}`),
    ),
    asked: cli.services.pypi.requests.map(({ path }) => path),
  };
}

interface Said {
  readonly findings: readonly { readonly rule: string; readonly level: string; readonly message: string }[];
  readonly manifests: readonly {
    readonly dependencies: readonly {
      readonly name: string;
      readonly status: string;
      readonly effective: { readonly version: string } | null;
    }[];
  }[];
}

describe('without --ask-public', () => {
  it('the effective version is unknown, a warning names the setting, and PyPI is told nothing', async () => {
    const { findings, dependencies, asked, status } = await scanned('corp-lib>=1');
    expect(findings).toEqual([
      expect.stringMatching(
        /^warning: corp-lib is on 127\.0\.0\.1:\d+, and pip asks PyPI for it too: depwarden\.confusion\.askPublic asks/,
      ),
    ]);
    expect(dependencies).toEqual(['corp-lib undefined unknown']);
    expect(asked).toEqual([]);
    expect(status).toBe(0);
  });
});

describe('with --ask-public', () => {
  it('a higher release of PyPI is an error, and the effective version', async () => {
    cli.services.pypi.projects.set('corp-lib', { releases: { '99.0': DATED } });
    const { findings, dependencies, asked, status } = await scanned('corp-lib>=1', '--ask-public');
    expect(findings).toEqual([expect.stringMatching(/^error: corp-lib 99\.0 on PyPI is higher than what 127\.0\.0\.1:\d+ has/)]);
    expect(dependencies).toEqual([expect.stringMatching(/^corp-lib 99\.0 /)]);
    expect(asked).toContainEqual(expect.stringContaining('corp-lib'));
    expect(status).toBe(1);
  });

  it('a name that PyPI does not have is a warning, and the private release the effective one', async () => {
    const { findings, dependencies } = await scanned('corp-alone', '--ask-public');
    expect(findings).toEqual([expect.stringMatching(/^warning: corp-alone is on 127\.0\.0\.1:\d+ and not on PyPI/)]);
    expect(dependencies).toEqual([expect.stringMatching(/^corp-alone 1\.0 /)]);
  });
});
