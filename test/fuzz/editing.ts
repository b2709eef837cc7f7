// A manifest under the editor's hands: changes come as ranges of the client's encoding, and after each the text is read and judged again.
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createInspect, type InspectContext, type Judged } from '../../server/src/analysis/evaluate.js';
import { formatOf } from '../../server/src/ecosystems/manifests.js';
import { fromClient, type PositionEncoding, toRange, toSpan } from '../../server/src/editor/session/encoding.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { policyOf } from '../../server/src/policy/policy.js';
import { insist, insistOnManifest } from './invariants.js';
import { mutatedText } from './mutateText.js';
import type { Random } from './random.js';
import type { Target } from './run.js';
import type { Format } from './seeds.js';

/** UTF-16 units: each input is read ten times. */
const LONGEST = 2_000;

const NOW = Date.parse('2026-06-01T00:00:00Z');
const CONTEXT: InspectContext = {
  peek: () => ({ registry: { kind: 'unknown', reason: 'not asked' }, advisories: { kind: 'pending' } }),
  policy: policyOf(DEFAULT_POLICY, undefined),
  constraints: new Map(),
  evidenceOf: () => [],
  lockedOf: () => undefined,
  project: { hasLockfile: false, extraIndexes: [], privateScopes: [] },
  inherited: undefined,
};

/** The document is what the edits make of it, in every encoding; what is remembered of the text before changes no judgement. */
export function editing(name: string, file: string, { seeds, words }: Format): Target {
  return {
    name,
    make: random => mutatedText(seeds, words, random).slice(0, LONGEST),
    check: (input, random) => {
      const encoding = random.pick<PositionEncoding>(['utf-16', 'utf-8', 'utf-32']);
      const inspect = createInspect(() => NOW);
      let document = TextDocument.create('file:///x', 'x', 0, input);
      for (let edit = 0; edit < 3; edit++) {
        const text = document.getText();
        const { start, end } = spanIn(text, random);
        const newText = random.chance(0.3)
          ? ''
          : random.chance(0.5)
            ? random.pick(words)
            : mutatedText([random.pick(words)], words, random).slice(0, 200);
        const range = toRange(document, { start, end }, encoding);
        insist(same(toSpan(document, range, encoding), { start, end }), 'a span is the same after it went through the client');
        document = TextDocument.update(document, [{ range: fromClient(document, range, encoding), text: newText }], edit + 1);
        insist(document.getText() === text.slice(0, start) + newText + text.slice(end), 'the document is what the edit makes of it');
        judge(document.getText(), file, inspect);
      }
    },
  };
}

function judge(text: string, file: string, inspect: ReturnType<typeof createInspect>): void {
  const manifest = formatOf(`/x/${file}`)?.parse(text);
  insist(manifest !== undefined, `${file} is read`);
  insistOnManifest(text, manifest);
  const judged = inspect(manifest, CONTEXT);
  insist(toldIn(judged) === toldIn(createInspect(() => NOW)(manifest, CONTEXT)), 'the judgement is that of the text as it is');
}

function toldIn(judged: readonly Judged[]): string {
  return JSON.stringify(judged.map(({ status, findings }) => [status, findings.map(({ rule, message, span }) => [rule, message, span])]));
}

/** Where a client can put its cursor: not inside of a character, nor of a line break. */
function spanIn(text: string, random: Random): { readonly start: number; readonly end: number } {
  const [a, b] = [random.int(text.length + 1), random.int(text.length + 1)].map(offset => boundaryAt(text, offset)) as [number, number];
  const far = random.chance(0.1);
  const start = Math.min(a, b);
  return { start, end: far ? Math.max(a, b) : boundaryAt(text, Math.min(text.length, start + random.int(12))) };
}

function boundaryAt(text: string, offset: number): number {
  const isInside = /[\ud800-\udbff]/.test(text.charAt(offset - 1)) && /[\udc00-\udfff]/.test(text.charAt(offset));
  const isInBreak = text.charAt(offset - 1) === '\r' && text.charAt(offset) === '\n';
  return isInside || isInBreak ? offset + 1 : offset;
}

function same(a: { readonly start: number; readonly end: number }, b: { readonly start: number; readonly end: number }): boolean {
  return a.start === b.start && a.end === b.end;
}
