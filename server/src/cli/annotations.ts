// Annotations of GitHub Actions: lines on standard output that GitHub shows beside the changed lines of a pull request.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
import { randomUUID } from 'node:crypto';
import type { FileResult } from '../analysis/results.js';
import { rangesIn, relativeTo } from '../reports/positions.js';
import { marked, oneLine } from '../text/sanitize.js';
import type { Found } from './foundManifests.js';
import { inert } from './runner.js';

export type Annotated = Omit<Found, 'keys'>;

/** A text for standard output in which the runner looks for no commands: names from a manifest may be written like one. */
export function withoutCommands(text: string, token: string = randomUUID()): string {
  return `::stop-commands::${token}\n${inert(text).replace(/\n*$/, '\n')}::${token}::\n`;
}

/**
 * One line for each error and warning. GitHub shows ten of either for a step: where there are more, the tenth says how many.
 * @param workspace the folder that paths are to be relative to: the checked-out repository
 */
export function annotations(found: readonly Annotated[], workspace: string): string {
  return [...ofLevel('error', found, workspace), ...ofLevel('warning', found, workspace)].map(line => `${line}\n`).join('');
}

/** What is wrong with manifests themselves. */
export function problemsIn(results: readonly FileResult[]): readonly Annotated[] {
  return results.flatMap(({ path, text, problems }) => {
    const ranges = rangesIn(text);
    return problems.map(({ level, message, span }) => ({ rule: 'manifest', level, path, message, range: ranges(span) }));
  });
}

/** As many of a level as GitHub shows of one step. */
const MOST_SHOWN = 10;

function ofLevel(level: 'error' | 'warning', found: readonly Annotated[], workspace: string): readonly string[] {
  const own = found.filter(one => one.level === level);
  if (own.length <= MOST_SHOWN) return own.map(one => commandOf(level, one, workspace));
  const shown = own.slice(0, MOST_SHOWN - 1);
  const more = `${own.length - shown.length} more ${level}s are in the log of this step.`;
  return [...shown.map(one => commandOf(level, one, workspace)), `::${level} title=Depwarden::${more}`];
}

function commandOf(level: string, { path, range, message, rule }: Annotated, workspace: string): string {
  const place = range && {
    line: range.start.line + 1,
    col: range.start.character + 1,
    ...(range.end.line === range.start.line && { endColumn: range.end.character + 1 }),
  };
  const properties = Object.entries({ file: marked(relativeTo(workspace, path)), ...place, title: `Depwarden: ${rule}` });
  return `::${level} ${properties.map(([name, value]) => `${name}=${property(String(value))}`).join(',')}::${data(oneLine(message))}`;
}

/** As the runner reads it back: `%25`, `%0D`, `%0A`. */
function data(text: string): string {
  return text.replaceAll('##[', '# #[').replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
