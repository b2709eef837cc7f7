import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, showReport } from './page.js';
import { filterBox, reportPage, rowsOf } from './reportPage.js';
import { type Session, startSession } from './session.js';
import { EACH, MANIFESTS, manyManifests, teachMany } from './workspaces.js';

const FINDINGS = MANIFESTS * EACH;
/** Rows that are drawn at most, however many there are: what is to be seen, and a little beyond. */
const MOST_DRAWN = 60;

/** Figures of a busy workspace in the real workbench: times are printed, and what was drawn in them is counted. */
describe(`a report of ${FINDINGS} findings in ${MANIFESTS} manifests`, () => {
  let session: Session;
  let report: FrameLocator;

  beforeAll(async () => {
    session = await startSession(manyManifests, { teach: teachMany });
    await showReport(session.page);
    report = reportPage(session.page);
    await report.locator('.empty').getByRole('button', { name: 'Scan workspace' }).click();
    await report.locator('.count', { hasText: '2,000 findings' }).waitFor();
  });
  afterAll(() => session?.stop());

  it('draws no more rows than are to be seen, and tells how many there are', async () => {
    expect(await rowsOf(report).count()).toBeLessThan(MOST_DRAWN);
    expect(await report.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(FINDINGS + 1));
    await report.getByRole('grid').focus();
    await session.page.keyboard.press('End');
    const last = report.locator('.row.active');
    expect(await last.getAttribute('aria-rowindex')).toBe(String(FINDINGS + 1));
    expect(await report.getByRole('grid').getAttribute('aria-activedescendant')).toBe(await last.getAttribute('id'));
    await session.picture('report-many');
  });

  it('filters by drawing what is to be seen only', async () => {
    const costs: Cost[] = [];
    for (const word of ['p', 'pa', 'part-1', 'part-17', 'service-3 high', '', 'nothing', '']) {
      costs.push(await filterBox(report).evaluate(costOfInput, word));
    }
    console.log(`filtering ${FINDINGS} findings: ${figures(costs.map(({ time }) => time))} ms`);
    expect(Math.max(...costs.map(({ drawn }) => drawn))).toBeLessThan(MOST_DRAWN);
    expect(Math.max(...costs.map(({ drawn }) => drawn))).toBeGreaterThan(0);
  });

  it('scrolls by drawing what is to be seen only', async () => {
    const costs = await report.locator('.table').evaluate(costsOfScrolling);
    console.log(`drawing while scrolling through ${FINDINGS} findings: ${figures(costs.map(({ time }) => time))} ms a step`);
    expect(Math.max(...costs.map(({ drawn }) => drawn))).toBeLessThan(MOST_DRAWN);
    expect(Math.max(...costs.map(({ drawn }) => drawn))).toBeGreaterThan(0);
  });

  it('opens again with what was there', async () => {
    const times: number[] = [];
    for (let round = 0; round < 5; round++) times.push(await timeOfOpening(session.page, report));
    console.log(`opening a report of ${FINDINGS} findings: ${figures(times)} ms`);
    expect(await rowsOf(report).count()).toBeLessThan(MOST_DRAWN);
  });
});

/** What one step cost: milliseconds, and rows that were put into the page. */
interface Cost {
  readonly time: number;
  readonly drawn: number;
}

async function timeOfOpening(page: Page, report: FrameLocator): Promise<number> {
  await closeReport(page);
  const start = performance.now();
  await runCommand(page, 'Depwarden: Show Report');
  await rowsOf(report).first().waitFor();
  return performance.now() - start;
}

async function closeReport(page: Page): Promise<void> {
  await runCommand(page, 'View: Close Editor');
  await page.locator('.tab', { hasText: /^Depwarden:/ }).waitFor({ state: 'detached' });
}

/** In the page: from a key stroke to the layout of what is left. */
function costOfInput(input: HTMLElement | SVGElement, word: string): Cost {
  const changes = new MutationObserver(() => {});
  changes.observe(document.body, { childList: true, subtree: true });
  const start = performance.now();
  (input as HTMLInputElement).value = word;
  input.dispatchEvent(new Event('input'));
  document.body.getBoundingClientRect();
  const time = performance.now() - start;
  const added = changes.takeRecords().flatMap(({ addedNodes }) => [...addedNodes]);
  changes.disconnect();
  return { time, drawn: added.filter(node => node instanceof HTMLElement && node.classList.contains('row')).length };
}

/** In the page: what drawing costs at a hundred places on the way down. */
async function costsOfScrolling(table: HTMLElement | SVGElement): Promise<Cost[]> {
  const costs: Cost[] = [];
  const changes = new MutationObserver(() => {});
  changes.observe(table, { childList: true, subtree: true });
  const step = (table.scrollHeight - table.clientHeight) / 100;
  for (let at = 1; at <= 100; at++) {
    const start = performance.now();
    table.scrollTop = at * step;
    table.dispatchEvent(new Event('scroll'));
    table.getBoundingClientRect();
    const time = performance.now() - start;
    const added = changes.takeRecords().flatMap(({ addedNodes }) => [...addedNodes]);
    costs.push({ time, drawn: added.filter(node => node instanceof HTMLElement && node.classList.contains('row')).length });
    await new Promise(resolve => requestAnimationFrame(resolve));
  }
  changes.disconnect();
  return costs;
}

function middle(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] as number;
}

function figures(times: readonly number[]): string {
  const [least, most] = [Math.min(...times), Math.max(...times)];
  return `${middle(times).toFixed(1)} (${least.toFixed(1)} to ${most.toFixed(1)})`;
}
