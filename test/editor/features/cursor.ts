// A place in a fixture, marked by `‸` in one of its files.
import type { Position, Range } from 'vscode-languageserver-types';
import { activeRulesFor } from '../../../server/src/analysis/activeRules.js';
import type { FileResult } from '../../../server/src/analysis/results.js';
import { type Choice, completionsAt } from '../../../server/src/editor/features/completion.js';
import { createReleaseStates } from '../../../server/src/editor/features/releaseStates.js';
import { dependencyAt, versionPlaceAt } from '../../../server/src/editor/features/versionPlace.js';
import type { Manifest, Span } from '../../../server/src/model/index.js';
import { DEFAULT_POLICY } from '../../../server/src/policy/config.js';
import { policyOf } from '../../../server/src/policy/policy.js';
import { readPolicyFile } from '../../../server/src/policy/policyFile.js';
import { type Fixture, readFixture } from '../../support/fixture.js';
import { ROOT, scanFixture, withText } from '../../support/world.js';

/** A fixture whose mark was taken out, and where it stood. */
export interface Marked {
  readonly fixture: Fixture;
  readonly path: string;
  readonly text: string;
  readonly offset: number;
}

/** Throws where no file, or more than one place, is marked. */
export function readMarked(source: string): Marked {
  const fixture = readFixture(source.replaceAll(/[^\S\n]*$/gm, ''));
  const [file, ...others] = fixture.files.filter(({ text }) => text.includes(CURSOR));
  const offset = file?.text.indexOf(CURSOR) ?? -1;
  if (!file || others.length > 0 || file.text.lastIndexOf(CURSOR) !== offset) throw new Error(`one ${CURSOR} is needed`);
  const text = file.text.replace(CURSOR, '');
  return { fixture: withText(fixture, file.path, text), path: file.path, text, offset };
}

/** The judged manifest at the mark. */
export async function resultAt({ fixture, path }: Marked): Promise<FileResult> {
  const result = (await scanFixture(fixture)).find(one => one.path === `${ROOT}/${path}`);
  if (!result) throw new Error(`${path} is no manifest`);
  return result;
}

/** What a list for the mark is made from; undefined where none is offered. */
export async function choiceAt({ fixture, path, text, offset }: Marked): Promise<Choice | undefined> {
  const place = versionPlaceAt(text, offset);
  if (!place) return undefined;
  const result = await resultAt({ fixture: withText(fixture, path, place.completed), path, text: place.completed, offset });
  const manifest: Manifest = {
    ecosystem: result.ecosystem,
    dependencies: result.judged.map(({ dependency }) => dependency),
    problems: [],
    includes: [],
  };
  const dependency = dependencyAt(manifest, place);
  const subject = result.judged.find(one => one.dependency === dependency)?.subject;
  if (!dependency || !subject) return undefined;
  const policy = policyOf(
    { ...DEFAULT_POLICY, rules: fixture.levels },
    fixture.policy === undefined ? undefined : readPolicyFile(fixture.policy),
  );
  const isActive = activeRulesFor(policy, dependency, fixture.now);
  return { place, dependency, manifest, subject, states: createReleaseStates()(subject), isActive };
}

/** What the list at a mark would do: each item as the text around it becomes, with what it says and its marks. */
export async function offeredAt(
  source: string,
): Promise<{ readonly isIncomplete: boolean; readonly lines: readonly string[] } | undefined> {
  const marked = readMarked(source);
  const choice = await choiceAt(marked);
  if (!choice) return undefined;
  const { isIncomplete, items } = completionsAt(choice, rangeOf, { labelDetails: true, deprecatedTag: true, preselect: true });
  return { isIncomplete, lines: items.map(item => shown(item, marked)) };
}

/** Offsets in place of positions. */
export const rangeOf = ({ start, end }: Span): Range => ({ start: positionOf(start), end: positionOf(end) });
export const positionOf = (offset: number): Position => ({ line: 0, character: offset });

const CURSOR = '‸';

type Item = ReturnType<typeof completionsAt>['items'][number];

/** `* ` before what is preselected, `(…)` around what is tagged; then the line that the edit makes, and the description. */
function shown({ textEdit, detail, preselect, tags }: Item, { text, offset }: Marked): string {
  if (!textEdit || !('range' in textEdit)) throw new Error('no edit');
  const { range, newText } = textEdit;
  if (range.start.character > offset || range.end.character < offset) throw new Error('the edit does not hold the cursor');
  const changed = text.slice(0, range.start.character) + newText + text.slice(range.end.character);
  const start = changed.lastIndexOf('\n', range.start.character) + 1;
  const end = `${changed}\n`.indexOf('\n', range.start.character);
  const line = changed.slice(start, end).trim();
  return `${preselect ? '* ' : '  '}${tags ? `(${line})` : line} | ${detail}`;
}
