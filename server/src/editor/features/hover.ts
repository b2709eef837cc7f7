import type { Judged } from '../../analysis/evaluate.js';
import type { Span } from '../../model/index.js';
import { escapeMarkdown } from '../../text/markdown.js';
import { ignoredLines, problemLines } from './hoverProblems.js';
import { factsLine, healthLines } from './hoverRelease.js';
import { packageLinks } from './packageLinks.js';

/** What a hover shows and over what. */
export interface HoverText {
  readonly span: Span;
  /** Markdown, every text from outside escaped. Never to be shown as trusted. */
  readonly markdown: string;
  /** The same without markup. */
  readonly plain: string;
}

/** What the client shows beside a hover. */
export interface HoverSurroundings {
  /** In the same hover the messages of the diagnostics below the mouse: they are not said again. */
  readonly problems?: boolean;
  /** Among the quick fixes *What to do*. */
  readonly responding?: boolean;
  /** Among the quick fixes *Stop ignoring*. */
  readonly ignoring?: boolean;
}

/**
 * A few lines on the dependency at an offset, or undefined where there is none. They stack with the editor's own hover. Where something is wrong: what it
 * is, the fix in words, what it rests on, then one line of facts; else the facts, and what the dependency could be updated to.
 */
export function hoverAt(judged: readonly Judged[], offset: number, around: HoverSurroundings = {}): HoverText | undefined {
  const found = judged.find(({ dependency }) => contains(dependency.nameSpan, offset) || contains(dependency.specifierSpan, offset));
  if (!found) return undefined;
  const { nameSpan, specifierSpan } = found.dependency;
  const problems = problemLines(found, finding => around.problems === true && contains(finding.span, offset), around.responding === true);
  const health = found.findings.length > 0 ? [] : healthLines(found);
  const lines = [...problems, ...ignoredLines(found, around.ignoring === true), factsLine(found), ...health, ...statusLine(found)];
  const links = packageLinks(found);
  return {
    span: contains(nameSpan, offset) ? nameSpan : specifierSpan,
    markdown: [...lines, ...inOneLine(links.map(({ label, url }) => `[${label}](${url})`))].join('  \n'),
    plain: [...lines.map(withoutMarkup), ...inOneLine(links.map(({ label, url }) => `${label}: ${url}`))].join('\n'),
  };
}

function inOneLine(links: readonly string[]): readonly string[] {
  return links.length === 0 ? [] : [links.join(' · ')];
}

function contains(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end && span.end > span.start;
}

function statusLine({ status }: Judged): readonly string[] {
  switch (status.kind) {
    case 'unknown':
      return [`Could not be checked: ${escapeMarkdown(status.reason)}`];
    case 'skipped':
      return [`Not checked: ${escapeMarkdown(status.reason.replace(/^not checked: /, ''))}`];
    case 'pending':
      return ['Being checked…'];
    case 'checked':
      return [];
  }
}

function withoutMarkup(markdown: string): string {
  return markdown
    .replace(/(?<!\\)\[((?:\\.|[^\]])+)\]\([^)]*\)/g, '$1')
    .replace(/(?<!\\)\*+/g, '')
    .replace(/\\(.)/g, '$1');
}
