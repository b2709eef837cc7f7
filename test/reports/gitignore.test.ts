import { describe, expect, it } from 'vitest';
import type { GitignoreEffect } from '../../server/src/model/gitignore.js';
import { REPORT_FORMATS, type ReportFormatId } from '../../server/src/reports/formats.js';
import type { ScanOutcome } from '../../server/src/reports/scanOutcome.js';
import { textReport } from '../../server/src/reports/text.js';
import { ROOT } from '../support/world.js';
import { outcomeOf, richFixture } from './richScan.js';
import { expectCycloneDx, expectSarif } from './schemas.js';

const FORMATS = Object.keys(REPORT_FORMATS) as readonly ReportFormatId[];

function hiding(...names: readonly string[]): GitignoreEffect {
  return {
    hidden: names.map(name => ({ path: `${ROOT}/${name.replace(/\/$/, '')}`, kind: name.endsWith('/') ? 'folder' : 'file' })),
    unread: [],
  };
}

async function outcomeWith(gitignore: GitignoreEffect): Promise<ScanOutcome> {
  return outcomeOf(richFixture(), { gitignore });
}

async function reportsWith(gitignore: GitignoreEffect): Promise<ReadonlyMap<string, string>> {
  const outcome = await outcomeWith(gitignore);
  const text = textReport(outcome.results, { root: ROOT, now: outcome.now, gitignore, paint: (_, piece) => piece });
  return new Map([['text', text], ...FORMATS.map(format => [format, REPORT_FORMATS[format].render(outcome)] as const)]);
}

describe('what .gitignore leaves out', () => {
  it('is named in every report, and so is where it leaves out nothing', async () => {
    const unread = [{ path: `${ROOT}/vendor`, reason: 'its index cannot be read: it is cut off' }];
    const reports = await reportsWith({ ...hiding('dist/', 'tools/setup.cfg'), unread });
    for (const [format, report] of reports) {
      for (const part of ['dist', 'tools/setup.cfg', 'vendor', 'its index cannot be read']) expect(report, format).toContain(part);
    }
    expect(reports.get('text')).toContain('\nLeft out by .gitignore, not checked: dist/, tools/setup.cfg.\n');
    expect(reports.get('text')).toContain(
      '\n.gitignore leaves out nothing where it is not known what git tracks: vendor: its index cannot be read: it is cut off.\n',
    );
    expect(JSON.parse(reports.get('json') ?? '').gitignore).toEqual({
      hidden: 2,
      paths: [
        { path: 'dist', kind: 'folder' },
        { path: 'tools/setup.cfg', kind: 'file' },
      ],
      unread: [{ path: 'vendor', reason: 'its index cannot be read: it is cut off' }],
    });
    expectSarif(JSON.parse(reports.get('sarif') ?? ''));
    expectCycloneDx(JSON.parse(reports.get('cyclonedx') ?? ''));
  });

  it('is told by 20 names and then a number', async () => {
    const names = Array.from({ length: 23 }, (_, index) => `hidden-${String(index).padStart(2, '0')}/`);
    for (const [format, report] of await reportsWith(hiding(...names))) {
      expect(report, format).toContain('hidden-19');
      expect(report, format).not.toContain('hidden-20');
      expect(report, format).toMatch(format === 'json' ? /"hidden": 23/ : / and 3 more\./);
    }
  });

  it('is not told of what was read all the same', async () => {
    const { results } = await outcomeWith(hiding());
    const lockfile = results.find(({ locked }) => locked)?.locked?.path ?? '';
    const manifest = results[0]?.path ?? '';
    const gitignore = hiding(...[lockfile, manifest].map(file => file.slice(ROOT.length + 1)));
    expect(gitignore.hidden.map(({ path }) => path)).toEqual([lockfile, manifest]);
    const reports = await reportsWith(gitignore);
    expect(reports.get('text')).not.toContain('.gitignore');
    expect(JSON.parse(reports.get('json') ?? '').gitignore).toEqual({ hidden: 0, paths: [], unread: [] });
  });

  it('acts on nothing that shows it', async () => {
    const name = 'a\u202e\u001b[31m<img src=x>`|@team\n## x';
    const reports = await reportsWith(hiding(`${name}/`));
    for (const [format, report] of reports) {
      for (const part of ['\u202e', '\u001b', '\n## x']) expect(report, format).not.toContain(part);
    }
    expect(reports.get('html')).not.toContain('<img src=x>');
    expect(JSON.parse(reports.get('json') ?? '').gitignore.paths).toEqual([{ path: name, kind: 'folder' }]);
  });

  it('is not mentioned where there is nothing', async () => {
    for (const [format, report] of await reportsWith(hiding())) {
      if (format !== 'json' && format !== 'sarif') expect(report, format).not.toContain('gitignore');
    }
  });
});
