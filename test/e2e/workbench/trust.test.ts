import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hoverOver, leaveText, marked, openFile, runCommand, statusBarItem } from './page.js';
import { type Session, startSession } from './session.js';
import { untrustworthy } from './workspaces.js';

const ASKS = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'always' };
const INSTALLED = 'litellm 1.82.8 is installed in .venv';

/** A workspace that wants its malware overlooked and a file beside it read is opened, not trusted at first, and then trusted. */
describe('workspace trust, in the real workbench', () => {
  let session: Session;

  beforeAll(async () => {
    session = await startSession(untrustworthy, { settings: ASKS });
  });
  afterAll(() => session?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.picture(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  it('is refused', async () => {
    const { page } = session;
    const dialog = page.locator('.monaco-dialog-box', { hasText: 'Do you trust the authors' });
    await dialog.waitFor();
    await session.picture('trust-dialog');
    await dialog.getByRole('button', { name: /^No/ }).click();
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
  });

  it('silences nothing, and tells what is installed; the status item says so', async () => {
    const { page } = session;
    await openFile(page, 'package.json');
    await expect.poll(() => marked(page, 'package.json')).toContainEqual({ severity: 'error', text: '5.6.1' });
    await expect.poll(() => statusBarItem(page).getAttribute('aria-label')).toMatch(/Depwarden: .*not trusted/);
    await page.locator('.notification-toast', { hasText: INSTALLED }).first().waitFor();
    await statusBarItem(page).hover();
    await page.locator('.monaco-hover', { hasText: 'Not trusted: nothing outside is read' }).waitFor();
    await session.picture('untrusted');
  });

  it('has no file outside read', async () => {
    const { page } = session;
    await leaveText(page);
    await openFile(page, 'shared-requirements.txt');
    const include = { severity: 'error', text: '../outside.txt' };
    await expect.poll(() => marked(page, 'shared-requirements.txt')).toContainEqual(include);
    expect(await hoverOver(page, 'shared-requirements.txt', '../outside.txt')).toContain(
      'it lies outside the workspace, which is not trusted',
    );
    await session.picture('untrusted-include');
    await leaveText(page);
  });

  it('is granted, and everything is looked at again', async () => {
    const { page } = session;
    await runCommand(page, 'Workspaces: Manage Workspace Trust');
    await session.picture('manage-trust');
    await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await expect.poll(() => statusBarItem(page).getAttribute('aria-label')).not.toMatch(/not trusted/);
    await openFile(page, 'package.json');
    await openFile(page, 'shared-requirements.txt');
    await expect.poll(() => marked(page, 'shared-requirements.txt')).toEqual([]);
    await session.picture('trusted');
  });
});
