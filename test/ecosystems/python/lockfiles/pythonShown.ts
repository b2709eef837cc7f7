import type { Lockfile } from '../../../../server/src/model/lockfile.js';

/** Every package in one line: key, what its span cuts out, keys of what it depends on, why it is skipped. */
export function shownPackages(text: string, { packages }: Lockfile): readonly string[] {
  return [...packages].map(([key, { span, dependencies, skipped }]) => {
    const parts = [key, text.slice(span.start, span.end), dependencies.join(', ')];
    return [...parts, ...(skipped === undefined ? [] : [`(${skipped})`])].join(' | ');
  });
}
