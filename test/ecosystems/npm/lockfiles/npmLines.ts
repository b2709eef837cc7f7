import type { LockfileFormat } from '../../../../server/src/model/lockfile.js';

/** One line a package: `key = name version <text at its span> (why it is skipped) -> keys of its dependencies`. */
export function packageLines(format: LockfileFormat, text: string): string[] {
  return [...format.parse(text).packages].map(([key, { name, version, span, skipped, dependencies }]) => {
    const reason = skipped === undefined ? '' : ` (${skipped})`;
    const edges = dependencies.length === 0 ? '' : ` -> ${dependencies.join(' ')}`;
    return `${key} = ${name} ${version} <${text.slice(span.start, span.end)}>${reason}${edges}`;
  });
}

/** One line a problem: `level: message <text at its span>`. */
export function problemLines(format: LockfileFormat, text: string): string[] {
  return format.parse(text).problems.map(({ level, message, span }) => `${level}: ${message} <${text.slice(span.start, span.end)}>`);
}
