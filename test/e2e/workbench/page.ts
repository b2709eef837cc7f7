// What a person does in the workbench, and what they see there.
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Text under one squiggle. */
export interface Marked {
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly text: string;
}

export function editorOf(page: Page, file: string): Locator {
  return page.locator(`.editor-instance .monaco-editor[data-uri$="/${file}"]`).first();
}

/** Opens a file of the workspace by its name and waits until its text is shown. */
export async function openFile(page: Page, file: string): Promise<void> {
  await choose(page, 'Control+P', '', file);
  await editorOf(page, file).locator('.view-line').first().waitFor();
}

/** Closes the active editor, which shows `file`. */
export async function closeEditor(page: Page, file: string): Promise<void> {
  await runCommand(page, 'View: Close Editor');
  await editorOf(page, file).waitFor({ state: 'detached' });
}

export async function runCommand(page: Page, title: string): Promise<void> {
  await choose(page, 'F1', '>', title);
}

/** What the squiggles of an open file cover, from top to bottom. */
export async function marked(page: Page, file: string): Promise<readonly Marked[]> {
  return editorOf(page, file).evaluate(editor => {
    const found: { top: number; left: number; severity: Marked['severity']; text: string }[] = [];
    for (const squiggle of editor.querySelectorAll('[class*="squiggly-"]')) {
      const severity = /squiggly-(error|warning|info|hint)/.exec(squiggle.className)?.[1] as Marked['severity'] | undefined;
      if (severity === undefined) continue;
      const box = squiggle.getBoundingClientRect();
      found.push({ top: box.top, left: box.left, severity, text: textUnder(box) });
    }
    found.sort((a, b) => a.top - b.top || a.left - b.left);
    return found.map(({ severity, text }) => ({ severity, text }));

    function textUnder(box: DOMRect): string {
      let text = '';
      for (const line of editor.querySelectorAll('.view-line')) {
        const middle = (line.getBoundingClientRect().top + line.getBoundingClientRect().bottom) / 2;
        if (middle < box.top || middle > box.bottom) continue;
        for (const { character, centre } of charactersOf(line)) {
          if (centre > box.left && centre < box.right) text += character;
        }
      }
      return text.replaceAll('\u00a0', ' ');
    }

    function* charactersOf(line: Element): Generator<{ character: string; centre: number }> {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const content = node.textContent ?? '';
        for (let at = 0; at < content.length; at++) {
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          const { left, right } = range.getBoundingClientRect();
          yield { character: content.charAt(at), centre: (left + right) / 2 };
        }
      }
    }
  });
}

/** The text of the line of an open file that contains `part`. */
export async function lineWith(page: Page, file: string, part: string): Promise<string> {
  return (await textOf(editorOf(page, file).locator('.view-line', { hasText: part }).first())).trim();
}

/** A hover as it is shown: its text, how high it is, in pixels, and whether some of it is only seen by scrolling. */
export interface ShownHover {
  readonly text: string;
  readonly height: number;
  readonly scrolls: boolean;
}

/** The hover over the first place where `text` stands, once `said` is in it. */
export async function hoverShown(page: Page, file: string, text: string, said: string): Promise<ShownHover> {
  const hover = page.locator('.monaco-hover:not(.hidden)', { hasText: said }).first();
  // a hover that is shown while something is looked up stays as it is
  await expect
    .poll(async () => {
      await page.mouse.move(0, 0);
      await hoverOver(page, file, text);
      return hover.isVisible();
    })
    .toBe(true);
  return hover.evaluate(element => {
    const content = element.querySelector('.monaco-hover-content') ?? element;
    const part = content.closest('.monaco-scrollable-element') ?? element;
    return {
      text: (element.textContent ?? '').replaceAll('\u00a0', ' '),
      height: Math.round(element.getBoundingClientRect().height),
      scrolls: content.scrollHeight > Math.ceil(part.getBoundingClientRect().height) + 1,
    };
  });
}

/** Puts the mouse on the first place where `text` stands in an open file, and waits for what is shown there. */
export async function hoverOver(page: Page, file: string, text: string): Promise<string> {
  const place = await editorOf(page, file).evaluate((editor, wanted) => {
    const walker = document.createTreeWalker(editor.querySelector('.view-lines') ?? editor, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = node.textContent?.indexOf(wanted) ?? -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      const { left, right, top, bottom } = range.getBoundingClientRect();
      return { x: (left + right) / 2, y: (top + bottom) / 2 };
    }
    throw new Error(`no ${wanted} to be seen`);
  }, text);
  await page.mouse.move(place.x, place.y);
  const hover = page.locator('.monaco-hover:not(.hidden)', { hasText: /\S/ }).first();
  await hover.waitFor();
  return textOf(hover);
}

/** Takes the mouse off the text: a hover that re-renders can close other widgets. */
export async function leaveText(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.mouse.move(5, 5);
}

/** Puts the cursor at a one-based line and column of the active editor. */
export async function goTo(page: Page, line: number, column: number): Promise<void> {
  await typeInto(page, 'Control+G', `:${line}:${column}`);
  await page.keyboard.press('Enter');
  await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` }).waitFor();
}

/** Milliseconds before a key is pressed again, times the attempt: more than two minutes in all. */
const SHORT_PATIENCE = 4_000;
const MOST_ATTEMPTS = 8;

/**
 * Opens the quick fixes at the cursor and chooses one by its title; `before` runs while the menu is open.
 * The shortcut is pressed again where the menu did not come or was closed by something that arrived late.
 */
export async function applyQuickFix(page: Page, title: string, before: () => Promise<unknown>): Promise<void> {
  const action = page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press('Control+.');
    try {
      await action.waitFor({ timeout: attempt * SHORT_PATIENCE });
      await before();
      await action.click({ timeout: attempt * SHORT_PATIENCE });
      return;
    } catch (error) {
      if (attempt === MOST_ATTEMPTS) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

/** Asks for suggestions at the cursor: what each row shows, from top to bottom. */
export async function suggestions(page: Page): Promise<readonly string[]> {
  const rows = page.locator('.suggest-widget.visible .monaco-list-row');
  await page.keyboard.press('Control+Space');
  await rows.first().waitFor();
  return (await rows.allTextContents()).map(text => text.replaceAll('\u00a0', ' '));
}

/** The rows of the Problems view, which is opened where it is not. A page that is just being opened may swallow a key: then it is pressed again. */
export async function problems(page: Page): Promise<Locator> {
  const rows = page.locator('.markers-panel .monaco-list-row');
  for (let attempt = 1; ; attempt++) {
    if (!(await page.locator('.markers-panel').isVisible())) await page.keyboard.press('Control+Shift+M');
    try {
      await rows.first().waitFor({ timeout: attempt * SHORT_PATIENCE });
      return rows;
    } catch (error) {
      if (attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

/** Opens the report by the menu of the status bar item. */
export async function showReport(page: Page): Promise<void> {
  await chooseInMenu(page, 'Show report');
}

/** Clicks the status bar item and chooses in its menu. */
export async function chooseInMenu(page: Page, label: string): Promise<void> {
  await statusBarItem(page).click();
  const input = page.locator('.quick-input-widget:not(.hidden) input').first();
  await input.waitFor();
  await input.fill(label);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: label }).waitFor();
  await input.press('Enter');
  await input.waitFor({ state: 'hidden' });
}

export function statusBarItem(page: Page): Locator {
  return page.locator('.statusbar-item[id$="depwarden.status"]');
}

async function textOf(place: Locator): Promise<string> {
  return ((await place.textContent()) ?? '').replaceAll('\u00a0', ' ');
}

async function choose(page: Page, shortcut: string, prefix: string, label: string): Promise<void> {
  const input = await typeInto(page, shortcut, prefix + label);
  await page.locator('.quick-input-list .monaco-list-row .label-name').getByText(label, { exact: true }).first().click();
  await input.waitFor({ state: 'hidden' });
}

async function typeInto(page: Page, shortcut: string, text: string): Promise<Locator> {
  const input = page.locator('.quick-input-widget:not(.hidden) input').first();
  await page.keyboard.press(shortcut);
  await input.waitFor();
  await input.fill(text);
  return input;
}
