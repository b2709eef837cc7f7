import fs from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { editorOf, lineWith, runCommand, showReport } from './page.js';
import { filterBox, reportPage, rowsOf, rowWith } from './reportPage.js';
import { type Session, startSession } from './session.js';
import { HOSTILE_FOLDER, manyKinds } from './workspaces.js';

const MALICE = 'malicious-release';

/** A person asks whether they are hit, looks around and puts right what they can, all of it from the report. */
describe('the report', () => {
  let session: Session;
  const errors: string[] = [];

  beforeAll(async () => {
    session = await startSession(manyKinds);
    session.page.on('pageerror', error => errors.push(String(error)));
  });
  afterAll(() => session?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.picture(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  it('says that nothing is scanned yet, and scans', async () => {
    const { page } = session;
    await showReport(page);
    const report = reportPage(page);
    await report.getByRole('heading', { name: 'Nothing is scanned yet' }).waitFor();
    await session.picture('report-empty');
    await report.locator('.empty').getByRole('button', { name: 'Scan workspace' }).click();
    await rowWith(report, 'Admits compromised 1.82.7').waitFor();
    expect(await page.locator('.markers-panel').isVisible(), 'the result is shown here').toBe(false);
  });

  it('lists findings by severity, says what it comes to, and what could not be checked', async () => {
    const { page } = session;
    const report = reportPage(page);
    const levels = await report.locator('.row .level').allTextContents();
    expect(levels).toEqual([...levels].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)));
    expect(await report.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(levels.length + 1));
    await report.locator('.left summary', { hasText: /1 direct not checked: cannot reach .*1 not meant to be checked/ }).waitFor();
    await page.locator('.tab', { hasText: /^Depwarden: \d+ errors, \d+ warnings$/ }).waitFor();
    expect(await report.getByRole('heading', { level: 1 }).textContent()).toBe(await tabTitle(page));
    expect(await report.locator('.row').first().textContent(), 'malware stands first').toContain('Compromised release');
    await session.picture('report');
  });

  it('draws who brings a bad release in, to be read with the arrow keys', async () => {
    const { page } = session;
    const report = reportPage(page);
    await rowWith(report, 'Brought in by express').click();
    const tree = report.getByRole('tree', { name: 'Dependency paths' });
    expect(await tree.locator('.node > bdi:first-child').allTextContents()).toEqual(['service/package.json:3', 'express', 'axios 1.14.1']);
    await tree.getByRole('treeitem').first().focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowLeft', 'End']) await page.keyboard.press(key);
    expect(await tree.locator(':focus').textContent()).toMatch(/^axios 1\.14\.1, the bad release/);
    expect(await tree.locator('[tabindex="0"]').count()).toBe(1);
    await session.picture('report-paths');
  });

  it('is ordered by its columns, by click and by key', async () => {
    const { page } = session;
    const report = reportPage(page);
    const files = async (): Promise<readonly string[]> =>
      report.locator('.row .cell.place').evaluateAll(cells => cells.map(cell => cell.getAttribute('title') ?? ''));
    const head = (name: string) => report.getByRole('columnheader', { name });
    expect(await head('Severity').getAttribute('aria-sort')).toBe('descending');
    await head('Place').getByRole('button').click();
    expect(await head('Place').getAttribute('aria-sort')).toBe('ascending');
    const up = await files();
    expect(up).not.toEqual([]);
    await page.keyboard.press('Enter');
    expect(await head('Place').getAttribute('aria-sort')).toBe('descending');
    await expect.poll(files).toEqual([...up].reverse());
    await head('Severity').getByRole('button').click();
  });

  it('keeps each heading above its column, and cuts nothing off, with the side bar and without', async () => {
    const { page } = session;
    const report = reportPage(page);
    for (const width of [1280, 800]) {
      await page.setViewportSize({ width, height: 800 });
      await expect.poll(() => report.locator('body').evaluate(misplacedColumns)).toEqual([]);
      await session.picture(`report-${width}`);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await expect.poll(() => report.locator('body').evaluate(cutOff)).toEqual([]);
    await page.setViewportSize({ width: 1180, height: 760 });
  });

  it('lets text from outside do nothing', async () => {
    const report = reportPage(session.page);
    await rowWith(report, HOSTILE_FOLDER).click();
    expect(await report.locator('.files .file', { hasText: HOSTILE_FOLDER }).count()).toBe(1);
    expect(await report.locator('img, iframe, object, embed, [onerror], [onclick]').count()).toBe(0);
    expect(await report.locator('body script').count()).toBe(1);
    expect(errors).toEqual([]);
  });

  it('filters by words, level and file, and goes back by Escape', async () => {
    const { page } = session;
    const report = reportPage(page);
    const all = Number(await report.getByRole('grid').getAttribute('aria-rowcount')) - 1;
    await report.getByRole('grid').focus();
    await page.keyboard.press('Control+F');
    await page.keyboard.type('compromised npm');
    await expect.poll(() => report.locator('.count').textContent()).toBe(`3 of ${all} findings`);
    expect(await filterBox(report).inputValue()).toBe('compromised npm');
    await session.picture('report-filtered');
    await report.locator('.bar-button', { hasText: 'service/package.json' }).click();
    await expect.poll(() => rowsOf(report).count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => report.locator('.count').textContent()).toBe(`${all} findings`);
    await report
      .getByRole('button', { name: /errors?$/ })
      .first()
      .click();
    await expect.poll(async () => new Set(await report.locator('.row .level').allTextContents())).toEqual(new Set(['Error']));
  });

  it('goes to the line by Enter, and is as it was when one comes back', async () => {
    const { page } = session;
    const report = reportPage(page);
    await filterBox(report).fill('requirements.txt');
    await report.getByRole('grid').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    await report.locator('.row.active', { hasText: 'num2words' }).waitFor();
    await page.keyboard.press('Enter');
    await editorOf(page, 'requirements.txt').waitFor();
    await page.locator('.statusbar-item', { hasText: /Ln 7, Col / }).waitFor();
    await runCommand(page, 'Depwarden: Show Report');
    await expect.poll(() => filterBox(report).inputValue()).toBe('requirements.txt');
    await report.locator('.row.active', { hasText: 'num2words' }).waitFor();
  });

  it('shows nothing as chosen that the filter leaves out', async () => {
    const report = reportPage(session.page);
    await filterBox(report).fill('num2words');
    await rowWith(report, 'num2words').click();
    await filterBox(report).fill('chalk');
    await report.getByText('No finding is chosen.').waitFor();
    expect(await report.locator('.row.active').count()).toBe(0);
  });

  it('lists what is ignored, with the reason and the end, and asks what more is to be', async () => {
    const { page } = session;
    const report = reportPage(page);
    await filterBox(report).fill('');
    await report.getByText('1 finding ignored by policy').click();
    const ignored = report.getByRole('list', { name: 'Ignored findings' });
    expect(await ignored.textContent()).toContain('admits-malicious-release, until 2099-01-31: locked by the image that we build');
    await session.picture('report-ignored');
    await report.getByText('1 finding ignored by policy').click();
    await rowWith(report, 'The npm registry has no such package').click();
    await report.locator('.detail').getByRole('button', { name: 'Ignore…' }).click();
    await page.locator('.quick-input-widget:not(.hidden)', { hasText: 'unknown-package' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('fixes a line, writes nothing, and shows what is left', async () => {
    const { page, workspace } = session;
    const report = reportPage(page);
    const file = path.join(workspace, 'package.json');
    const before = await fs.readFile(file, 'utf8');
    await filterBox(report).fill('chalk 5.6.1');
    await rowWith(report, 'package.json:10').click();
    const fix = report.locator('.detail').getByRole('button', { name: 'Pin chalk to 5.6.0 (last safe release)' });
    await session.picture('report-fix');
    await fix.click();
    await expect.poll(() => rowsOf(report).filter({ hasText: 'package.json:10' }).count()).toBe(0);
    expect(await filterBox(report).inputValue(), 'what was filtered stays so').toBe('chalk 5.6.1');
    expect(await fs.readFile(file, 'utf8')).toBe(before);
    await page.locator('.tab', { hasText: 'package.json' }).first().click();
    await expect.poll(() => lineWith(page, 'package.json', 'chalk": "5')).toBe('"chalk": "5.6.0",');
    await page.keyboard.press('Control+Z');
    await expect.poll(() => lineWith(page, 'package.json', 'chalk": "5')).toBe('"chalk": "5.6.1",');
  });

  it('says what to do about a malicious release', async () => {
    const { page } = session;
    await runCommand(page, 'Depwarden: Show Report');
    const report = reportPage(page);
    await filterBox(report).fill(`${MALICE} express`);
    await rowWith(report, 'Brought in by express').click();
    await report.locator('.detail').getByRole('button', { name: 'What to do' }).click();
    await page.locator('.tab', { hasText: 'What to do about axios 1.14.1' }).waitFor();
    await reportPage(page).locator('h1', { hasText: 'axios 1.14.1' }).waitFor();
    await runCommand(page, 'View: Close Editor');
  });

  it('is exported as Markdown, and opened where that is read', async () => {
    const { page } = session;
    // not from the palette, which would be waited for to close while this list takes its place
    await reportPage(page).getByRole('button', { name: 'Export…' }).click();
    const input = page.locator('.quick-input-widget:not(.hidden)');
    const markdown = input.locator('.monaco-list-row', { hasText: 'Markdown' }).first();
    // a click may come before the list takes it
    await expect
      .poll(async () => {
        if (await markdown.isVisible()) await markdown.click({ timeout: 2000 }).catch(() => {});
        return input.locator('input').first().inputValue();
      })
      .toMatch(/depwarden\.md$/);
    await page.keyboard.press('Enter');
    await page.locator('.notification-toast').getByRole('button', { name: 'Open Preview' }).click();
    await reportPage(page).locator('h2', { hasText: 'Depwarden: ' }).waitFor();
    await runCommand(page, 'View: Close Editor');
    await runCommand(page, 'Depwarden: Show Report');
  });

  it('follows the theme', async () => {
    const { page } = session;
    const report = reportPage(page);
    await report.locator('body.vscode-light').waitFor();
    await filterBox(report).fill('nothing has this');
    await report.getByRole('heading', { name: 'No finding is left' }).waitFor();
    await runCommand(page, 'Preferences: Toggle between Light/Dark Themes');
    await report.locator('body.vscode-dark').waitFor();
    await session.picture('report-none-dark');
    await filterBox(report).fill('');
    await rowWith(report, 'Brought in by express').click();
    await session.picture('report-dark');
    await runCommand(page, 'Preferences: Toggle between Light/Dark Themes');
    await report.locator('body.vscode-light').waitFor();
  });

  it('is listed in the side bar too, by file or by severity, with the reason', async () => {
    const { page } = session;
    await page.locator('.activitybar .action-item', { has: page.locator('[aria-label^="Depwarden"]') }).click();
    const tree = page.locator('.sidebar .monaco-list-row');
    await tree.filter({ hasText: 'service/package.json' }).waitFor();
    await tree
      .filter({ hasText: /chalk 5\.6\.1.*Compromised release → 5\.6\.0/ })
      .first()
      .waitFor();
    await session.picture('findings-view');
    await tree.filter({ hasText: 'num2words' }).first().click({ button: 'right' });
    const menu = page.locator('.context-view .monaco-menu');
    for (const name of ['Go to Line', 'Ignore…', 'Copy Message']) await menu.getByText(name, { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await tree.filter({ hasText: 'num2words' }).first().click();
    await editorOf(page, 'requirements.txt').waitFor();
    await page.locator('.sidebar').getByRole('button', { name: 'Group by Severity' }).click();
    await tree.filter({ hasText: 'Errors' }).waitFor();
    await session.picture('findings-view-levels');

    await runCommand(page, 'View: Show Explorer');
  });

  it('comes back after the window was loaded again', async () => {
    const { page } = session;
    await page.reload({ waitUntil: 'domcontentloaded' });
    await page.locator('.tab', { hasText: /^Depwarden/ }).click();
    const report = reportPage(page);
    await report.locator('.title').getByRole('button', { name: 'Scan workspace' }).click();
    await filterBox(report).fill('num2words');
    await rowWith(report, 'num2words').waitFor();
  });
});

/** What a tab says, which is the page's heading too. */
async function tabTitle(page: Page): Promise<string | null> {
  return page
    .locator('.tab', { hasText: /^Depwarden/ })
    .locator('.label-name')
    .textContent();
}

/** Columns whose heading does not begin where the cells below it do: runs in the page. */
function misplacedColumns(body: HTMLElement): readonly string[] {
  const left = (element: Element | null): number => Math.round(element?.getBoundingClientRect().left ?? -1);
  return ['package', 'finding', 'place', 'fix'].filter(name => {
    const [head, cell] = [body.querySelector(`.columns .cell.${name}`), body.querySelector(`.row .cell.${name}`)];
    return left(head) !== left(cell);
  });
}

/** What of the rows is cut off, but for folders, of which the end is shown: runs in the page. */
function cutOff(body: HTMLElement): readonly string[] {
  const parts = [...body.querySelectorAll<HTMLElement>('.row .two-lines, .row .base')];
  return parts
    .filter(part => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1)
    .map(part => part.textContent ?? '');
}

const ORDER = ['Error', 'Warning', 'Information', 'Hint'];
