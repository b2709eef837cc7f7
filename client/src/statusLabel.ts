import type { StatusParams } from '../../server/src/protocol/index.js';
import {
  capitalized,
  countsInWords,
  coverageInWords,
  doingInWords,
  grouped,
  progressInWords,
  retryInWords,
  uncheckedInWords,
} from './standing.js';

/** What the status bar item says: in the bar, on hover, and to a screen reader. Plain text, `text` with VS Code's `$(icon)`. */
export interface StatusLabel {
  readonly text: string;
  readonly tooltip: string;
  readonly spoken: string;
  /** Malware is installed. */
  readonly isAlarming: boolean;
}

/** VS Code drops a plain space behind an icon. */
const ICON_GAP = '\u00a0';
/** While fewer are looked up, as after a key stroke, the icon alone says so. */
const MANY = 20;

/** While no server runs. */
export const STOPPED: StatusLabel = {
  text: `$(error)${ICON_GAP}not running`,
  tooltip: 'Depwarden is not running: nothing is checked.\nClick to start it.',
  spoken: 'Depwarden is not running',
  isAlarming: false,
};

/** The label of a status; without one, that of a server that has said nothing yet. */
export function statusLabel(status?: StatusParams): StatusLabel {
  if (status === undefined)
    return { text: `$(shield)${ICON_GAP}starting`, tooltip: 'Depwarden is starting', spoken: 'Depwarden: starting', isAlarming: false };
  const said = factsOf(status).join(', ');
  return {
    text: [iconOf(status), shortFactsOf(status).join(' · ')].join(ICON_GAP),
    tooltip: [`Depwarden: ${said}`, ...linesOf(status), 'Click for what to do.'].join('\n'),
    spoken: `Depwarden: ${said}`,
    isAlarming: status.maliciousInstalled > 0,
  };
}

function iconOf({ state, untrusted }: StatusParams): string {
  if (state === 'checking') return '$(sync~spin)';
  return untrusted === undefined ? '$(shield)' : '$(workspace-untrusted)';
}

/** The gravest alone, and what keeps it from being all. */
function shortFactsOf(status: StatusParams): readonly string[] {
  const { state, scan, checking, maliciousInstalled, unknown, unknownLocked } = status;
  const [gravest] = maliciousInstalled > 0 ? [`${maliciousInstalled} malicious installed`] : countsInWords(status.counts);
  const facts = [
    ...(gravest === undefined ? [] : [gravest]),
    ...(scan.running && scan.running.of > 0 ? [`scanning ${progressInWords(scan.running)}`] : []),
    ...(!scan.running && checking && checking.of - checking.done > MANY ? [`checking ${progressInWords(checking)}`] : []),
    ...(state === 'offline' ? ['offline'] : []),
    ...(state !== 'checking' && unknown + unknownLocked > 0 ? [`${grouped(unknown + unknownLocked)} not checked`] : []),
    ...(state !== 'checking' && scan.state === 'partial' ? [`${grouped(scan.done)} of ${grouped(scan.of ?? 0)} scanned`] : []),
  ];
  if (facts.length > 0) return facts;
  if (state === 'checking') return ['checking'];
  if (scan.state === 'none') return ['not scanned'];
  return [scan.of === 0 ? 'no manifests' : 'nothing found'];
}

function factsOf(status: StatusParams): readonly string[] {
  const { state, scan, untrusted, maliciousInstalled } = status;
  const doing = doingInWords(status);
  const facts = [
    ...(maliciousInstalled > 0 ? [`${maliciousInstalled} malicious installed`] : []),
    ...countsInWords(status.counts),
    ...present(doing ?? uncheckedInWords(status)),
    ...(state === 'offline' ? ['offline'] : []),
    ...present(doing === undefined ? coverageInWords(scan) : undefined),
    ...(untrusted === undefined ? [] : ['not trusted']),
  ];
  if (facts.length > 0) return facts;
  return [scan.of === 0 ? 'no manifests found' : 'nothing found'];
}

function linesOf(status: StatusParams): readonly string[] {
  const { reasons, retryAt, databaseFrom, untrusted } = status;
  return [
    ...reasons.map(reason => `• ${reason}`),
    ...present(retryInWords(retryAt)).map(words => `${capitalized(words)}.`),
    ...(databaseFrom === undefined ? [] : [`Advisories: offline database of ${new Date(databaseFrom).toISOString().slice(0, 10)}`]),
    ...present(untrusted),
  ];
}

function present(words: string | undefined): readonly string[] {
  return words === undefined ? [] : [words];
}
