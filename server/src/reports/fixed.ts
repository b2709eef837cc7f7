import type { OfferedFix } from '../fixes/fixAll.js';
import { marked } from '../text/sanitize.js';
import { relativeTo } from './positions.js';

/** What `--fix` has done. */
export interface Fixed {
  readonly changes: readonly (OfferedFix & { readonly path: string })[];
  /** Manifests that have preferred fixes and were left as they are, and why. */
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
}

/** One line a change, and one a manifest that was left as it is; empty where there is neither. */
export function fixedText({ changes, refused }: Fixed, root: string): string {
  const lines = [
    ...changes.map(({ path, fix }) => `${relativeTo(root, path)}  fixed  ${fix.title}`),
    ...refused.map(({ path, reason }) => `${relativeTo(root, path)}  not fixed  ${reason}`),
  ];
  return lines.length === 0 ? '' : `${lines.map(marked).join('\n')}\n\n`;
}

/** The same for programs. */
export function fixedJson({ changes, refused }: Fixed, root: string): unknown {
  return {
    changes: changes.map(({ path, finding, fix }) => ({
      path: relativeTo(root, path),
      package: finding.dependency.name,
      rule: finding.rule,
      title: fix.title,
      target: fix.target ?? null,
      explanation: fix.explanation ?? null,
    })),
    refused: refused.map(({ path, reason }) => ({ path: relativeTo(root, path), reason })),
  };
}
