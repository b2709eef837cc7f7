import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasAxe, violationsIn } from './axe.js';
import { runCommand, showReport } from './page.js';
import { filterBox, reportPage, rowWith } from './reportPage.js';
import { type Session, startSession } from './session.js';
import { infectedEnvironment, manyKinds } from './workspaces.js';

/** The pages of the extension, as somebody meets them who does not see them or uses no mouse. */
describe.runIf(hasAxe())('the pages of the extension', () => {
  let session: Session;

  beforeAll(async () => {
    session = await startSession(async workspace => {
      await manyKinds(workspace);
      await infectedEnvironment(workspace);
    });
    await showReport(session.page);
    const report = reportPage(session.page);
    await report.locator('header').getByRole('button', { name: 'Scan workspace' }).first().click();
    await rowWith(report, 'Brought in by express').click();
  });
  afterAll(() => session?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.picture(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  it.each(['light', 'dark'])('break no rule in a %s theme', async kind => {
    const { page } = session;
    const report = reportPage(page);
    if (kind === 'dark') await runCommand(page, 'Preferences: Toggle between Light/Dark Themes');
    await report.locator(`body.vscode-${kind}`).waitFor();
    for (const width of [1280, 800]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await violationsIn(report)).toEqual([]);
      await session.picture(`report-${kind}-${width}`);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('lead the focus from the head by the filters to the list and the details', async () => {
    const { page } = session;
    const report = reportPage(page);
    await report.getByRole('button', { name: 'Fix all…' }).focus();
    const order: string[] = [];
    for (let step = 0; step < 40; step++) {
      order.push(await report.locator('body').evaluate(partWithFocus));
      await page.keyboard.press('Tab');
    }
    const parts = order.filter((part, index) => part !== order[index - 1]);
    expect(parts.slice(0, 5)).toEqual(['header', 'filters', 'table', 'detail', 'files']);
  });

  it('tell by live regions how many findings are left', async () => {
    const report = reportPage(session.page);
    await filterBox(report).fill('express');
    await expect.poll(() => report.getByRole('status').last().textContent()).toMatch(/^\d+ of \d+ findings$/);
    await filterBox(report).fill('');
  });
});

/** Runs in the page. */
function partWithFocus(): string {
  return document.activeElement?.closest('header, .filters, .table, .detail, .files')?.className.split(' ')[0] || 'header';
}
