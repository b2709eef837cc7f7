import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Services } from '../../support/services/index.js';
import { chooseInMenu, openFile, runCommand, showReport, statusBarItem } from './page.js';
import { reportPage } from './reportPage.js';
import { type Session, startSession } from './session.js';
import { infectedEnvironment } from './workspaces.js';

const MESSAGE = 'litellm 1.82.8 is installed in .venv: a compromised release';

function spoken({ page }: Session): Promise<string | null> {
  return statusBarItem(page).getAttribute('aria-label');
}

/** A folder is opened in which nothing is scanned by itself, while the advisory service fails; then that is back. */
describe('how things stand', () => {
  let session: Session;
  let services: Services;

  beforeAll(async () => {
    session = await startSession(undefined, {
      teach: known => {
        services = known;
        services.osv.fault('/', { kind: 'status', status: 503 });
      },
    });
    await session.page.setViewportSize({ width: 1280, height: 800 });
  });
  afterAll(() => session?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.picture(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  it('is said before anything was scanned, and the view offers a scan', async () => {
    const { page } = session;
    await expect.poll(() => spoken(session)).toMatch(/Depwarden: not scanned yet: \d+ manifests/);
    await runCommand(page, 'View: Show Depwarden');
    await page.locator('.pane-body .monaco-button', { hasText: 'Scan Workspace' }).waitFor();
    await session.picture('states-not-scanned');
  });

  it('has a menu, which offers the scan first', async () => {
    const { page } = session;
    await statusBarItem(page).click();
    await expect
      .poll(() => page.locator('.quick-input-list .monaco-list-row').first().textContent())
      .toMatch(/Scan workspace.*not scanned yet/);
    await session.picture('states-menu');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Scan workspace' }).click();
    await expect.poll(() => spoken(session)).toMatch(/\d+ direct.* not checked/);
  });

  it('names the service that failed in view and report, and tries again on a click', async () => {
    const { page } = session;
    await runCommand(page, 'View: Show Depwarden');
    await page.locator('.pane-body .message', { hasText: /not checked: OSV .* answers HTTP 503, next try at/ }).waitFor();
    await showReport(page);
    const notice = reportPage(page).locator('.notice', { hasText: 'answers HTTP 503' });
    await notice.waitFor();
    await session.picture('states-failed');
    services.osv.heal();
    await notice.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => spoken(session)).not.toMatch(/not checked/);
    await notice.waitFor({ state: 'hidden' });
    await session.picture('states-whole');
  });

  it('marks files with malware in the explorer, and tells of the open file in the language status', async () => {
    const { page } = session;
    await runCommand(page, 'View: Show Explorer');
    await openFile(page, 'package.json');
    const marked = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'package.json' });
    await expect.poll(() => marked.first().getAttribute('aria-label')).toContain('Malicious dependency');
    await page
      .locator('.statusbar-item[id="status.languageStatus"], .statusbar-item[aria-label*="Editor Language Status"]')
      .first()
      .hover();
    await page.locator('.monaco-hover', { hasText: 'Depwarden: Checked' }).waitFor();
    await session.picture('states-language-status');
  });

  it('is offline where its user pauses the network, and goes on', async () => {
    const { page } = session;
    await chooseInMenu(page, 'Pause network');
    await expect.poll(() => spoken(session)).toMatch(/, offline/);
    await session.picture('states-offline');
    await chooseInMenu(page, 'Resume network');
    await expect.poll(() => spoken(session)).not.toMatch(/offline/);
  });
});

/** The compromised release is installed, and the workspace is scanned when it is opened. */
describe('an incident', () => {
  let session: Session;

  beforeAll(async () => {
    const settings = { 'depwarden.scan.onOpen': 'manifests', 'workbench.colorTheme': 'Default Dark Modern' };
    session = await startSession(infectedEnvironment, { settings });
    await session.page.setViewportSize({ width: 1280, height: 800 });
  });
  afterAll(() => session?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.picture(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  it('is told once, alarms the status bar, and everything is scanned without being asked', async () => {
    const { page } = session;
    const toast = page.locator('.notification-toast', { hasText: MESSAGE });
    await toast.first().waitFor();
    for (const name of ['What to do', 'Show', "Don't show again"]) await toast.getByRole('button', { name, exact: true }).waitFor();
    await expect.poll(() => spoken(session)).toMatch(/1 malicious installed, \d+ errors(?!.*(not scanned|scanning|checking))/);
    expect(await statusBarItem(page).getAttribute('class')).toContain('error-kind');
    await session.picture('states-incident');
    await toast.getByRole('button', { name: 'Show', exact: true }).click();
    await page.locator('.tab.active', { hasText: 'requirements.txt' }).waitFor();
  });

  it('is not told again after the window was loaded again', async () => {
    const { page } = session;
    await page.reload({ waitUntil: 'domcontentloaded' });
    await expect.poll(() => spoken(session)).toMatch(/1 malicious installed, \d+ errors(?!.*(not scanned|scanning|checking))/);
    expect(await page.locator('.notification-toast', { hasText: MESSAGE }).count()).toBe(0);
    await session.picture('states-reloaded');
  });
});
