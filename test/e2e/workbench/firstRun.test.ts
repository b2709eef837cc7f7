import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PATIENCE } from '../../support/limits.mjs';
import { editorOf, marked, openFile } from './page.js';
import { ROOT, type Session, startSession } from './session.js';

describe('the first run, in the real workbench', () => {
  let session: Session;
  /** The window that the example is opened in. */
  let example: Page;

  beforeAll(async () => {
    session = await startSession();
  });
  afterAll(() => session?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    const name = `failed-${task.name.replaceAll(/\W+/g, '-')}`;
    await session.picture(name);
    await example?.screenshot({ path: path.join(ROOT, 'test/pictures', `${name}-example.png`) });
  });

  it('has a walkthrough whose steps are not done by being looked at', async () => {
    const { page } = session;
    await openWalkthrough(page);
    const steps = page.locator('.getting-started-step');
    await steps.filter({ hasText: 'Decide what is sent' }).click();
    await step(page, 'Decide what is sent').locator('.monaco-button', { hasText: 'What Is Sent Where' }).waitFor();
    expect(await steps.count()).toBe(5);
    expect(await page.locator(DONE).count()).toBe(0);
    await session.picture('walkthrough');
  });

  it('opens a copy of the example, shows its files, and marks the incidents in them', async () => {
    const { page } = session;
    const opening = button(page, 'See an example', 'Open Example');
    [example] = await Promise.all([page.context().waitForEvent('page'), opening.click()]);
    example.setDefaultTimeout(PATIENCE);
    await editorOf(example, 'package.json').locator('.view-line').first().waitFor();
    const path = await editorOf(example, 'package.json').getAttribute('data-uri');
    expect(path).toMatch(/\/globalStorage\/depwarden\.depwarden\/example\/package\.json$/);
    await expect.poll(() => marked(example, 'package.json')).toContainEqual({ severity: 'error', text: '1.14.1' });
    await openFile(example, 'requirements.txt');
    await expect.poll(() => marked(example, 'requirements.txt')).toContainEqual({ severity: 'error', text: '==1.82.7' });
    await page.locator(DONE).waitFor();
  });

  it('has the step on fixes done once a marked line is safe', async () => {
    await openWalkthrough(example);
    await button(example, 'Make a line safe', 'Show the Fixes of a Marked Line').click();
    await example.locator('.action-widget .monaco-list-row', { hasText: /^Pin/ }).first().click();
    await openWalkthrough(example);
    await step(example, 'Make a line safe').locator(DONE).waitFor();
    const own = await readFile(path.join(ROOT, 'assets/example/package.json'), 'utf8');
    expect(own).toContain('"axios": "1.14.1"');
  });

  it('scans from its button', async () => {
    await button(example, 'Scan your workspace', 'Scan Workspace').click();
    await step(example, 'Scan your workspace').locator(DONE).waitFor();
  });

  it('shows what to do about malware, and what is sent where', async () => {
    await button(example, 'Know what to do about malware', 'Show the Steps for litellm 1.82.8').click();
    await heading(example, 'litellm 1.82.8').waitFor();
    await openWalkthrough(example);
    await button(example, 'Decide what is sent', 'What Is Sent Where').click();
    await heading(example, 'Privacy: what is sent where').waitFor();
  });

  it('offers scan and report in the title of a manifest, and of no other file', async () => {
    const menu = example.locator('.editor-actions [aria-label^="Depwarden"]');
    await openFile(example, 'README.md');
    expect(await menu.count()).toBe(0);
    await openFile(example, 'package.json');
    await menu.click();
    const entries = example.locator('.monaco-menu .action-item', { hasText: /\S/ });
    expect((await entries.allTextContents()).map(text => text.trim())).toEqual(['Scan Workspace', 'Show Report']);
    await entries.filter({ hasText: 'Show Report' }).click();
    await example.locator('.tab', { hasText: 'Depwarden Report' }).waitFor();
  });
});

const DONE = '.codicon-getting-started-step-checked';

async function openWalkthrough(page: Page): Promise<void> {
  const input = page.locator('.quick-input-widget:not(.hidden) input').first();
  const rows = page.locator('.quick-input-list .monaco-list-row');
  await page.keyboard.press('F1');
  await input.waitFor();
  await input.fill('>Welcome: Open Walkthrough');
  await rows.filter({ hasText: 'Open Walkthrough' }).first().click();
  await rows.filter({ hasText: 'Get Started with Depwarden' }).first().click();
  await input.waitFor({ state: 'hidden' });
  await page.locator('.getting-started-step').first().waitFor();
}

function step(page: Page, title: string): Locator {
  return page.locator('.getting-started-step', { hasText: title });
}

/** A step shows its buttons once it is chosen. */
function button(page: Page, title: string, label: string): { click(): Promise<void> } {
  return {
    click: async () => {
      await step(page, title).click();
      await step(page, title).locator('.monaco-button', { hasText: label }).click();
    },
  };
}

function heading(page: Page, text: string): Locator {
  return page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame').locator('h1', { hasText: text });
}
