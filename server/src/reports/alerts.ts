import { fitting, listed, quoted, shownName, shownVersion } from '../rules/messages.js';
import type { Alert } from '../scan/watch.js';
import { relativeTo } from './positions.js';

/**
 * What has turned bad, as one sentence, however much it is.
 * @param root of the folder that holds a manifest
 */
export function alertMessage(alerts: readonly Alert[], root: (manifest: string) => string): string {
  const [first, ...others] = alerts;
  if (!first) return '';
  if (others.length > 0) return messageOnSeveral(alerts);
  const [id = ''] = first.ids;
  const what = `${named(first)} is now known ${KNOWN_AS[first.gravity]} (${quoted(id, 32)})`;
  const manifest = quoted(relativeTo(root(first.manifest), first.manifest), 60);
  return fitting(`${what}. It is in use by ${manifest}.`, `${what}.`);
}

const KNOWN_AS = { malicious: 'as malicious', critical: 'to have a critical vulnerability' } as const;

function messageOnSeveral(alerts: readonly Alert[]): string {
  const malicious = alerts.filter(({ gravity }) => gravity === 'malicious').length;
  const known =
    malicious === alerts.length
      ? 'as malicious'
      : malicious === 0
        ? 'to have critical vulnerabilities'
        : 'as malicious or critically vulnerable';
  const what = `${alerts.length} releases in use are now known ${known}`;
  const names = alerts.toSorted((a, b) => Number(b.gravity === 'malicious') - Number(a.gravity === 'malicious')).map(named);
  return fitting(`${what}: ${listed(names)}.`, `${what}.`);
}

function named(alert: Alert): string {
  return `${shownName(alert)} ${shownVersion(alert.version)}`.trim();
}
