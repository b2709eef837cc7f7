import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { editorOf, goTo, lineWith, marked, openFile, runCommand } from './page.js';
import { type Session, startSession } from './session.js';

/** From a squiggle to a safe line by the keyboard alone; and what healthy lines offer to who asks. */
describe('fast help, in the real workbench', () => {
  let session: Session;

  beforeAll(async () => {
    session = await startSession(undefined, {
      settings: { 'depwarden.codeLens.enabled': true, 'depwarden.inlayHints.enabled': true },
      teach: ({ pypi }) => {
        pypi.projects.set('python-dotenv', { releases: { '1.1.0': { date: '2025-03-25' }, '1.1.1': { date: '2025-06-24' } } });
      },
    });
    await openFile(session.page, 'package.json');
  });
  afterAll(() => session?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.picture(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  it('makes a line safe by Ctrl+. and Enter', async () => {
    const { page } = session;
    await expect.poll(() => marked(page, 'package.json')).toHaveLength(3);
    await cursorOn(session, 'package.json', '5.6.1');
    const titles = await menu(page, 'Pin chalk to 5.6.0');
    await session.picture('fast-menu');
    expect(titles[0]).toContain('Pin chalk to 5.6.0');
    expect(titles.at(-1)).toContain('Explain: a malicious release');
    await page.keyboard.press('Enter');
    // behind the comma stands the hint: there is a newer one
    await expect.poll(() => lineWith(page, 'package.json', '"chalk": "5')).toBe('"chalk": "5.6.0",→ 5.6.2');
  });

  it('calls an unknown name private by Ctrl+. and Enter, and removes nothing', async () => {
    const { page } = session;
    await cursorOn(session, 'package.json', 'shop-string-tools-hallucinated');
    const titles = await menu(page, 'It is private');
    await session.picture('fast-private');
    expect(titles[0]).toContain('It is private: add npm:shop-string-tools-hallucinated to privateScopes');
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => (await marked(page, 'package.json')).some(({ text }) => text.includes('hallucinated')), { timeout: 60_000 })
      .toBe(false);
    expect(await lineWith(page, 'package.json', 'hallucinated')).toBe('"shop-string-tools-hallucinated": "^2.0.0"');
  });

  it('offers the newest release on a healthy line, and all minors of the file, after a look', async () => {
    const { page } = session;
    await openFile(page, 'requirements.txt');
    await expect.poll(() => lineWith(page, 'requirements.txt', 'python-dotenv')).toBe('python-dotenv==1.1.0→ 1.1.1');
    await page.locator('.codelens-decoration', { hasText: 'Fix all' }).first().waitFor();
    await cursorOn(session, 'requirements.txt', '1.1.0');
    const titles = await menu(page, 'Update python-dotenv');
    await session.picture('fast-update');
    expect(titles[0]).toContain('Update python-dotenv to 1.1.1 (newest minor)');
    await page.keyboard.press('Escape');
    await runCommand(page, 'Depwarden: Update All Safe Minors in This File');
    const summary = page.locator('.notification-list-item', { hasText: 'in requirements.txt, each within its major line' });
    await summary.getByRole('button', { name: 'Apply' }).click();
    await expect.poll(() => lineWith(page, 'requirements.txt', 'python-dotenv')).toBe('python-dotenv==1.1.1✓');
    await session.picture('fast-updated');
  });
});

/** What the menu of actions shows from top to bottom, once it has an action. The shortcut is pressed again where the menu did not come. */
async function menu(page: Page, title: string): Promise<readonly string[]> {
  const rows = page.locator('.action-widget .monaco-list-row.action');
  await expect
    .poll(
      async () => {
        if (await rows.filter({ hasText: title }).first().isVisible()) return true;
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+.');
        return rows
          .filter({ hasText: title })
          .first()
          .waitFor({ timeout: 8_000 })
          .then(
            () => true,
            () => false,
          );
      },
      { timeout: 120_000 },
    )
    .toBe(true);
  return rows.allTextContents();
}

async function cursorOn({ page, workspace }: Session, file: string, word: string): Promise<void> {
  const text = await readFile(path.join(workspace, file), 'utf8');
  const lines = text.slice(0, text.indexOf(word)).split('\n');
  await editorOf(page, file).locator('.view-line').first().click();
  await goTo(page, lines.length, (lines.at(-1)?.length ?? 0) + 2);
}
