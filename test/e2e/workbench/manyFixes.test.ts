import fs from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { editorOf, lineWith, marked, openFile, problems, runCommand } from './page.js';
import { type Session, startSession } from './session.js';
import { shopWithLockfile } from './workspaces.js';

/** Every manifest of a workspace fixed at once, with a look at what changes the major line; then the lockfile that is behind. */
describe('many fixes at once', () => {
  let session: Session;

  beforeAll(async () => {
    session = await startSession(shopWithLockfile);
    await openFile(session.page, 'package.json');
  });
  afterAll(() => session?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.picture(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  it('are told first, then shown before they are made, none of them ticked', async () => {
    const { page } = session;
    await expect.poll(() => marked(page, 'package.json')).not.toHaveLength(0);
    await runCommand(page, 'Depwarden: Fix All in Workspace');
    const summary = page.locator('.notification-list-item', {
      hasText: /\d+ changes in 2 files .*only by a preview.*lockfile will be behind/,
    });
    await summary.waitFor();
    await session.picture('fix-workspace-summary');
    const row = (text: string) => page.locator('.bulk-edit-panel .monaco-list-row', { hasText: text }).first();
    const preview = summary.getByRole('button', { name: 'Preview' });
    // a click may fall in between two drawings of the message
    await expect
      .poll(async () => {
        if (await preview.isVisible()) await preview.click();
        return row('requirements.txt').isVisible();
      })
      .toBe(true);
    const isTicked = (text: string) => row(text).getByRole('checkbox').first().getAttribute('aria-checked');
    expect([await isTicked('5.6.15.6.0'), await isTicked('^4.21.2^5.1.0')]).toEqual(['false', 'false']);
    await row('5.6.15.6.0').getByRole('checkbox').first().click();
    await expect.poll(() => isTicked('5.6.15.6.0')).toBe('true');
    await expect.poll(() => page.locator('.notification-toast').count(), { message: 'the search has ended' }).toBe(0);
    await session.picture('fix-workspace-preview');
    await page.locator('.bulk-edit-panel').getByRole('button', { name: 'Apply' }).click();
    await expect.poll(() => lineWith(page, 'package.json', '"chalk": "5')).toBe('"chalk": "5.6.0",');
    expect(await lineWith(page, 'package.json', '"express"')).toBe('"express": "^4.21.2",');
    await page.locator('.notification-list-item', { hasText: '1 file changed, not saved yet' }).waitFor();
    expect(await fs.readFile(path.join(session.workspace, 'package.json'), 'utf8'), 'nothing is saved').toContain('"chalk": "5.6.1"');
    await session.picture('fix-workspace-applied');
  });

  it('leave the lockfile behind, which is said with the command to run, and a terminal to put it into', async () => {
    const { page } = session;
    const lock = await fs.readFile(path.join(session.workspace, 'package-lock.json'), 'utf8');
    const stale = (await problems(page)).filter({ hasText: 'npm install --package-lock-only --ignore-scripts' });
    await stale.first().waitFor();
    expect(await stale.count()).toBe(1);
    await stale.first().dblclick();
    await editorOf(page, 'package.json').locator('.cursor').first().waitFor();
    // the list of actions is drawn anew when more of them come, and a click may fall in between
    await expect.poll(() => opensTerminal(page), { interval: 1000 }).toBe(true);
    await session.picture('lock-command');
    expect(await fs.readFile(path.join(session.workspace, 'package-lock.json'), 'utf8')).toBe(lock);
  });
});

async function opensTerminal(page: Page): Promise<boolean> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+.');
  await page.locator('.action-widget .monaco-list-row', { hasText: 'into a terminal' }).first().click();
  const tab = page.locator('.single-terminal-tab', { hasText: 'Depwarden' });
  return tab.waitFor({ timeout: 20_000 }).then(
    () => true,
    () => false,
  );
}
