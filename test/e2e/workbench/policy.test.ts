import fs from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { applyQuickFix, editorOf, goTo, lineWith, marked, openFile } from './page.js';
import { type Session, startSession } from './session.js';

const POLICY = '.depwarden.jsonc';

describe('ignoring with a reason, in the real workbench', () => {
  let session: Session;

  beforeAll(async () => {
    session = await startSession();
    await openFile(session.page, 'package.json');
  });
  afterAll(() => session?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.picture(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  it('asks about malware once more, then what, why and for how long', async () => {
    const { page, workspace } = session;
    await expect.poll(() => marked(page, 'package.json')).toHaveLength(3);
    const text = await fs.readFile(path.join(workspace, 'package.json'), 'utf8');
    const lines = text.slice(0, text.indexOf('5.6.1')).split('\n');
    await editorOf(page, 'package.json').locator('.view-line').first().click();
    await goTo(page, lines.length, (lines.at(-1)?.length ?? 0) + 1);
    await applyQuickFix(page, 'Ignore chalk: a malicious release…', () => session.picture('ignore-action'));
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText('This finding is about malware.').waitFor();
    await session.picture('ignore-malware');
    await dialog.getByRole('button', { name: 'Ignore Malware' }).click();
    await step(page, 1);
    await pick(page, 'MAL-2025-46969, for chalk');
    await step(page, 2);
    await answer(page, 'a copy of ours');
    await step(page, 3);
    await session.picture('ignore-steps');
    await page.locator('.quick-input-widget').getByRole('button', { name: 'Back' }).click();
    await step(page, 2);
    await answer(page, 'a copy of ours, looked through');
    await step(page, 3);
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: '90 days' }).waitFor();
    await page.keyboard.press('Enter');
  });

  it('leaves the editor as it is, shows the policy file to who wants to see it, not saved, and heeds it at once', async () => {
    const { page, workspace } = session;
    const told = page.locator('.notification-list-item', { hasText: /ignored until .* \(not saved yet\)/ });
    await told.waitFor();
    expect(await page.locator('.editor-group-container').count()).toBe(1);
    await told.getByRole('button', { name: 'Show' }).click();
    await editorOf(page, POLICY).locator('.view-line').first().waitFor();
    await expect.poll(() => lineWith(page, POLICY, 'reason')).toBe('"reason": "a copy of ours, looked through",');
    expect(await lineWith(page, POLICY, 'advisory')).toBe('"advisory": "MAL-2025-46969",');
    expect(await fs.readFile(path.join(workspace, POLICY), 'utf8')).toBe('');
    await session.picture('ignored');
    await openFile(page, 'package.json');
    await expect
      .poll(async () => (await marked(page, 'package.json')).filter(({ severity }) => severity === 'error'))
      .toEqual([{ severity: 'error', text: 'shop-string-tools-hallucinated' }]);
  });

  it('says by the schema what is wrong in the file, once; an entry with something wrong in it ignores nothing', async () => {
    const { page } = session;
    await openFile(page, POLICY);
    await editorOf(page, POLICY).locator('.view-line', { hasText: 'reason' }).click();
    await page.keyboard.press('Home');
    await page.keyboard.type('"pakage": "npm:chalk", ');
    await expect.poll(() => marked(page, POLICY)).toEqual([{ severity: 'warning', text: '"pakage"' }]);
    await session.picture('policy-schema');
    await openFile(page, 'package.json');
    await expect.poll(() => marked(page, 'package.json')).toContainEqual({ severity: 'error', text: '5.6.1' });
  });
});

async function pick(page: Page, label: string): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
  await row.waitFor();
  await row.click();
}

async function step(page: Page, number: number): Promise<void> {
  await page.locator('.quick-input-widget:not(.hidden) .quick-input-title', { hasText: `(${number}/3)` }).waitFor();
}

async function answer(page: Page, text: string): Promise<void> {
  const input = page.locator('.quick-input-widget:not(.hidden) .quick-input-box input').first();
  await page.locator('.quick-input-widget', { hasText: 'Why? The reason is kept in the policy file.' }).waitFor();
  await input.fill(text);
  await page.keyboard.press('Enter');
}
