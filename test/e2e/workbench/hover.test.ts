import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Services } from '../../support/services/index.js';
import { closeEditor, editorOf, hoverShown, leaveText, openFile } from './page.js';
import { type Session, startSession } from './session.js';

const HEALTHY = Array.from({ length: 50 }, (_, index) => `calm-part-${index}`);
const SEVERITIES = ['LOW', 'HIGH', 'CRITICAL', 'MODERATE'];

/** What is wrong, how it can be fixed and where one stands, read off a line without scrolling; and a healthy file without anything drawn into it. */
describe('hovers in the workbench', () => {
  let session: Session;

  beforeAll(async () => {
    session = await startSession(manifests, { teach });
    await openFile(session.page, 'package.json');
    await editorOf(session.page, 'package.json').locator('[class*="squiggly-"]').nth(3).waitFor();
  });
  afterAll(() => session?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.picture(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
    await leaveText(session.page);
  });

  it.each([1, 3, 10])('fit without scrolling with %i advisories, each told once', async count => {
    const hover = await hoverShown(session.page, 'package.json', `1.0.${count}`, `weak-${count} 1.0.${count} (pinned)`);
    console.log(`hover of ${count} advisories: ${hover.height} px`);
    await session.picture(`hover-${count}`);
    expect(hover.scrolls).toBe(false);
    expect(hover.text.split(`weak-${count} 1.0.${count} has`)).toHaveLength(2);
    expect(hover.text.match(/GHSA-\w+-\w+-\w+ \(/g)).toHaveLength(Math.min(count, 3));
    expect(hover.text.includes('…and 7 more advisories: see the report')).toBe(count === 10);
    const [fix, rest] = [hover.text.indexOf('Fix: Raise'), hover.text.search(/GHSA-\S+ \((?:critical|high|low)\)/)];
    expect(fix).toBeGreaterThan(0);
    expect(rest).toBeGreaterThan(fix);
  });

  it('say what to do about malware before anything it rests on', async () => {
    const { text, scrolls } = await hoverShown(
      session.page,
      'package.json',
      '5.6.1',
      'What to do about chalk 5.6.1 is among the quick fixes.',
    );
    await session.picture('hover-malware');
    expect(scrolls).toBe(false);
    const order = [
      'is a compromised release',
      'Fix: Pin chalk to 5.6.0',
      'What to do about',
      'MAL-2025-46969 (malicious)',
      'chalk 5.6.1 (pinned)',
    ];
    const places = order.map(part => text.indexOf(part));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('tell on a healthy line what it could be updated to, with links that are none in the text', async () => {
    const { page, workspace } = session;
    await closeEditor(page, 'package.json');
    await healthy(workspace);
    await openFile(page, 'package.json');
    const { text, scrolls } = await hoverShown(page, 'package.json', 'calm-part-7', 'Safe major update: 2.0.0');
    await session.picture('hover-healthy');
    expect(scrolls).toBe(false);
    expect(text).toContain('Safe update in range: 1.1.0 (2025-02-01) — same publisher');
    expect(await page.locator('.monaco-hover a', { hasText: /^(npm|repository|changelog)$/ }).count()).toBe(3);
    expect(await editorOf(page, 'package.json').locator('.detected-link, .detected-link-active, [class*="squiggly-"]').count()).toBe(0);
  });
});

async function manifests(workspace: string): Promise<void> {
  const dependencies = { 'weak-1': '1.0.1', 'weak-3': '1.0.3', 'weak-10': '1.0.10', chalk: '5.6.1' };
  await fs.writeFile(path.join(workspace, 'package.json'), `${JSON.stringify({ dependencies }, undefined, 2)}\n`);
}

async function healthy(workspace: string): Promise<void> {
  const dependencies = Object.fromEntries(HEALTHY.map(name => [name, '^1.0.0']));
  const locked = Object.fromEntries(HEALTHY.map(name => [`node_modules/${name}`, { version: '1.0.0' }]));
  const lockfile = { lockfileVersion: 3, packages: { '': { dependencies }, ...locked } };
  await fs.writeFile(path.join(workspace, 'package-lock.json'), JSON.stringify(lockfile));
  await fs.writeFile(path.join(workspace, 'package.json'), `${JSON.stringify({ dependencies }, undefined, 2)}\n`);
}

function teach({ npm, osv }: Services): void {
  for (const count of [1, 3, 10]) {
    const name = `weak-${count}`;
    npm.packages.set(name, {
      releases: { [`1.0.${count}`]: { date: '2025-01-01' }, '1.1.0': { date: '2025-06-01' } },
      repository: `git+https://github.com/acme/${name}.git`,
    });
    for (let at = 0; at < count; at++) {
      const id = `GHSA-made-up${String(count).padStart(2, '0')}-000${at}`;
      osv.records.set(id, {
        id,
        modified: '2026-01-01T00:00:00Z',
        summary: `Made up for the tests: text of some length about what goes wrong in ${name}`,
        database_specific: { severity: SEVERITIES[at % SEVERITIES.length] as string },
        affected: [
          { package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.1.0' }] }] },
        ],
      });
    }
  }
  for (const name of HEALTHY) {
    const releases = {
      '1.0.0': { date: '2025-01-01' },
      '1.1.0': { date: '2025-02-01' },
      '2.0.0': { date: '2025-03-01', publisher: 'newcomer' },
    };
    npm.packages.set(name, { releases, repository: `git+https://github.com/acme/${name}.git` });
  }
}
