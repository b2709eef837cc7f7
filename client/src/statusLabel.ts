import type { FindingCounts, StatusParams } from '../../server/src/protocol/index.js';

/** What the status bar item says: with icons, on hover, and to a screen reader. Plain text, `text` with VS Code's `$(icon)`. */
export interface StatusLabel {
  readonly text: string;
  readonly tooltip: string;
  readonly spoken: string;
}

/** VS Code drops a plain space between two icons. */
const ICON_GAP = '\u00a0';

/** While no server runs. */
export const STOPPED: StatusLabel = {
  text: `$(error)${ICON_GAP}Depwarden`,
  tooltip: 'Depwarden is not running: nothing is checked.\nClick to start it.',
  spoken: 'Depwarden is not running',
};

/** The label of a status; without one, that of a server that has said nothing yet. */
export function statusLabel(status?: StatusParams): StatusLabel {
  if (status === undefined) return { text: `$(shield)${ICON_GAP}Depwarden`, tooltip: 'Depwarden', spoken: 'Depwarden' };
  const facts = [...countsInWords(status.counts), ...stateInWords(status)];
  const said = facts.length > 0 ? facts.join(', ') : 'nothing found';
  return {
    text: textOf(status),
    tooltip: [
      `Depwarden: ${said}`,
      ...status.reasons.map(reason => `• ${reason}`),
      ...database(status),
      ...trust(status),
      'Click for the report.',
    ].join('\n'),
    spoken: `Depwarden: ${said}`,
  };
}

function database({ databaseFrom }: StatusParams): readonly string[] {
  return databaseFrom === undefined ? [] : [`Advisories: offline database of ${new Date(databaseFrom).toISOString().slice(0, 10)}`];
}

function trust({ untrusted }: StatusParams): readonly string[] {
  return untrusted === undefined ? [] : [untrusted];
}

/** The name stands in the bar only where there is nothing else to say. */
function textOf(status: StatusParams): string {
  const facts = shortFacts(status);
  return [status.state === 'checking' ? '$(sync~spin)' : '$(shield)', facts.length > 0 ? facts.join(' ') : 'Depwarden'].join(ICON_GAP);
}

function shortFacts({ state, counts, unknown, untrusted }: StatusParams): string[] {
  const remarks = counts.information + counts.hint;
  return [
    ...(counts.error > 0 ? [`$(error) ${counts.error}`] : []),
    ...(counts.warning > 0 ? [`$(warning) ${counts.warning}`] : []),
    ...(remarks > 0 ? [`$(info) ${remarks}`] : []),
    ...(state === 'offline' ? ['offline'] : []),
    ...(untrusted === undefined ? [] : ['$(workspace-untrusted)']),
    ...(unknown > 0 && state !== 'checking' ? [`$(question) ${unknown} not checked`] : []),
  ];
}

function countsInWords(counts: FindingCounts): string[] {
  return [
    ...quantity(counts.error, 'error', 'errors'),
    ...quantity(counts.warning, 'warning', 'warnings'),
    ...quantity(counts.information, 'information', 'information'),
    ...quantity(counts.hint, 'hint', 'hints'),
  ];
}

function stateInWords({ state, unknown, untrusted }: StatusParams): string[] {
  return [
    ...(unknown > 0 ? [`${unknown} not checked`] : []),
    ...(state === 'checking' ? ['checking…'] : []),
    ...(state === 'offline' ? ['offline'] : []),
    ...(state === 'degraded' ? ['a service did not answer'] : []),
    ...(untrusted === undefined ? [] : ['not trusted']),
  ];
}

function quantity(count: number, one: string, many: string): string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
}
