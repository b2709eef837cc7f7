// The report's page: what a person does in it, and what they see there.
import type { FrameLocator, Locator, Page } from 'playwright-core';

/** The page of the webview that is shown. */
export function reportPage(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
}

export function rowsOf(report: FrameLocator): Locator {
  return report.locator('.row');
}

export function rowWith(report: FrameLocator, text: string): Locator {
  return rowsOf(report).filter({ hasText: text }).first();
}

export function filterBox(report: FrameLocator): Locator {
  return report.getByLabel('Filter findings by words');
}
