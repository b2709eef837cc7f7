import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  applyQuickFix,
  closeEditor,
  editorOf,
  goTo,
  hoverOver,
  leaveText,
  lineWith,
  marked,
  openFile,
  problems,
  runCommand,
  showReport,
  statusBarItem,
  suggestions,
} from './page.js';
import { reportPage, rowWith } from './reportPage.js';
import { type Session, startSession } from './session.js';

const ADMITS = 'litellm >=1.50,<2 admits compromised';

/** What a person sees and does, in the order of a first encounter: each step goes on where the one before it ended. */
describe('the packaged extension in the real workbench', () => {
  let session: Session;

  beforeAll(async () => {
    session = await startSession();
    await openFile(session.page, 'package.json');
  });
  afterAll(() => session?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.picture(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  it('marks exactly the name or the specifier', async () => {
    await expect
      .poll(() => marked(session.page, 'package.json'))
      .toEqual([
        { severity: 'warning', text: '^1.14.0' },
        { severity: 'error', text: '5.6.1' },
        { severity: 'error', text: 'shop-string-tools-hallucinated' },
      ]);
    await session.picture('squiggles');
  });

  it('lists each finding once under Problems', async () => {
    const rows = await problems(session.page);
    const chalk = rows.filter({ hasText: 'chalk 5.6.1 is a compromised release' });
    await chalk.waitFor();
    expect(await chalk.count()).toBe(1);
    expect(await chalk.textContent()).toContain('malicious-release');
    await session.picture('problems');
  });

  it('says why on hover', async () => {
    expect(await hoverOver(session.page, 'package.json', '5.6.1')).toContain('MAL-2025-46969');
    await session.picture('hover');
    await leaveText(session.page);
  });

  it('makes the line safe by a quick fix, and writes nothing to disk', async () => {
    const { page, workspace } = session;
    const file = path.join(workspace, 'package.json');
    const before = await fs.readFile(file, 'utf8');
    const { line, column } = positionOf(before, '5.6.1');
    await editorOf(page, 'package.json').locator('.view-line').first().click();
    await goTo(page, line, column);
    await applyQuickFix(page, 'Pin chalk to 5.6.0 (last safe release)', () => session.picture('quick-fix'));
    await expect.poll(() => lineWith(page, 'package.json', 'chalk": "5')).toBe('"chalk": "5.6.0",');
    await expect.poll(() => marked(page, 'package.json')).toHaveLength(2);
    await session.picture('fixed');
    expect(await fs.readFile(file, 'utf8')).toBe(before);
  });

  it('scans manifests that are not open', async () => {
    const { page } = session;
    await runCommand(page, 'Depwarden: Scan Workspace');
    const rows = await problems(page);
    await rows.filter({ hasText: 'requirements.txt' }).first().waitFor();
    const litellm = rows.filter({ hasText: ADMITS });
    await litellm.first().waitFor();
    expect(await litellm.count()).toBe(1);
    expect(await marked(page, 'package.json'), 'unsaved text is what counts').toHaveLength(2);
    await session.picture('scan');
  });

  it('shows a finding once, whether its file is open or closed', async () => {
    const { page } = session;
    const litellm = (await problems(page)).filter({ hasText: ADMITS });
    await openFile(page, 'requirements.txt');
    await expect
      .poll(() => marked(page, 'requirements.txt'))
      .toEqual([
        { severity: 'warning', text: '>=1.50,<2' },
        { severity: 'warning', text: '==2.31.0' },
        { severity: 'error', text: '==0.5.15' },
      ]);
    expect(await litellm.count()).toBe(1);
    await session.picture('requirements');
    await closeEditor(page, 'requirements.txt');
    await litellm.waitFor();
  });

  it('offers versions while one is written, the safe one first and what is bad marked', async () => {
    const { page, workspace } = session;
    await openFile(page, 'requirements.txt');
    const { line, column } = positionOf(await fs.readFile(path.join(workspace, 'requirements.txt'), 'utf8'), '2.31.0');
    await goTo(page, line, column + '2.31.0'.length);
    const rows = await suggestions(page);
    expect(rows[0]).toMatch(/^2\.32\.3\d+ (months|years) old$/);
    expect(rows.find(row => row.startsWith('2.32.1'))).toMatch(/yanked$/);
    expect(rows.find(row => row.startsWith('2.31.0'))).toMatch(/vulnerable \(medium\)$/);
    await session.picture('completion');
    await page.keyboard.press('Escape');
    await closeEditor(page, 'requirements.txt');
  });

  it('counts in the status bar and shows the report from its menu', async () => {
    const { page } = session;
    const item = statusBarItem(page);
    await expect.poll(() => item.getAttribute('aria-label')).toMatch(/Depwarden: \d+ errors?, \d+ warnings?/);
    await showReport(page);
    await rowWith(reportPage(page), 'litellm').waitFor();
  });
});

function positionOf(text: string, part: string): { line: number; column: number } {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
