// The rules of axe-core (https://github.com/dequelabs/axe-core), applied to a page of the extension.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import type { FrameLocator } from 'playwright-core';

interface Axe {
  run(context: Document): Promise<{ readonly violations: readonly Violation[] }>;
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What a page does against the rules, a line an element; empty where nothing. */
export async function violationsIn(page: FrameLocator): Promise<readonly string[]> {
  const body = page.locator('body');
  // a string is an expression that the browser's debugger runs: the page's own policy lets nothing in
  await body.evaluate(sourceOfAxe());
  return body.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { readonly axe: Axe }).axe.run(document);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary}`),
    );
  });
}

/** Whether the package is there: it is one for development. */
export function hasAxe(): boolean {
  try {
    return resolved() !== '';
  } catch {
    return false;
  }
}

function sourceOfAxe(): string {
  return fs.readFileSync(resolved(), 'utf8');
}

function resolved(): string {
  return createRequire(import.meta.url).resolve('axe-core/axe.min.js');
}
