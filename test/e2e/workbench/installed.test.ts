import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { editorOf, problems, runCommand, showReport, statusBarItem } from './page.js';
import { reportPage, rowWith } from './reportPage.js';
import { type Session, startSession } from './session.js';
import { infectedEnvironment } from './workspaces.js';

const SHORT = 'Installed in .venv: a compromised release';
const MESSAGE = 'litellm 1.82.8 is installed in .venv: a compromised release';

/** A workspace is opened in whose environment the compromised release lies already; nothing is clicked before the message comes. */
describe('what is already installed', () => {
  let session: Session;

  beforeAll(async () => {
    session = await startSession(infectedEnvironment);
  });
  afterAll(() => session?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.picture(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  it('is told by one message, without an open file', async () => {
    const messages = session.page.locator('.notification-toast', { hasText: MESSAGE });
    await messages.first().waitFor();
    expect(await messages.count()).toBe(1);
    await expect.poll(() => statusBarItem(session.page).getAttribute('aria-label')).toMatch(/Depwarden: 1 malicious installed, 1 error/);
    await session.picture('installed');
  });

  it('has a page that says what to do', async () => {
    const { page } = session;
    await page.locator('.notification-toast', { hasText: MESSAGE }).getByRole('button', { name: 'What to do' }).click();
    await page.locator('.tab', { hasText: 'What to do about litellm 1.82.8' }).waitFor();
    const shown = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await shown.locator('h1', { hasText: 'litellm 1.82.8 is a compromised release' }).waitFor();
    expect(await shown.locator('body').textContent()).toContain('litellm_init.pth');
    expect(await shown.locator('h3').count()).toBe(7);
    expect(await shown.locator('h2').first().textContent()).toBe('What to do now');
    expect(await shown.locator('pre').first().textContent()).toBe(`rm -rf -- ${path.join(session.workspace, '.venv')}`);
    expect(await page.locator('.tab.active .label-name').textContent()).toBe('What to do about litellm 1.82.8');
    await session.picture('response');
  });

  it('stands first in the report, which leads to the page too', async () => {
    const { page } = session;
    await runCommand(page, 'View: Close Editor');
    await showReport(page);
    const report = reportPage(page);
    await rowWith(report, SHORT).click();
    expect(await report.locator('.row').first().textContent()).toContain(SHORT);
    await session.picture('installed-report');
    await report.locator('.detail').getByRole('button', { name: 'What to do' }).click();
    await page.locator('.tab', { hasText: 'What to do about litellm 1.82.8' }).waitFor();
    const shown = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await shown.locator('h1', { hasText: 'litellm 1.82.8 is a compromised release' }).waitFor();
  });

  it('is listed once under Problems', async () => {
    const rows = (await problems(session.page)).filter({ hasText: MESSAGE });
    await rows.first().waitFor();
    expect(await rows.count()).toBe(1);
    expect(await rows.textContent()).toContain('malicious-installed');
    await session.picture('installed-problem');
  });

  it('leads from the side bar to the line that asks for it, not into the environment', async () => {
    const { page } = session;
    await page.locator('.activitybar .action-item', { has: page.locator('[aria-label^="Depwarden"]') }).click();
    await page
      .locator('.sidebar .monaco-list-row', { hasText: /litellm 1\.82\.8/ })
      .first()
      .click();
    await editorOf(page, 'requirements.txt').waitFor();
    await page
      .locator('.sidebar .monaco-list-row', { hasText: /litellm 1\.82\.8/ })
      .first()
      .waitFor();
    await session.picture('installed-tree');
  });
});
