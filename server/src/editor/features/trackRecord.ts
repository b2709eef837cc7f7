import type { PastAdvisories, TrackRecord } from '../../analysis/trackRecord.js';
import { DAY } from '../../model/time.js';
import { listed, quoted } from '../../rules/messages.js';
import { escapeMarkdown } from '../../text/markdown.js';

/** A track record in two or three lines of Markdown; what is not known is not said. */
export function trackRecordLines(record: TrackRecord): readonly string[] {
  const lines = [releasesLine(record), record.advisories && advisoriesLine(record.advisories), publishingLine(record)];
  return lines.filter(line => line !== undefined && line !== '').map(line => escapeMarkdown(line ?? ''));
}

function releasesLine({ firstAt, lastAt, releases }: TrackRecord): string {
  const count = `${releases} ${releases === 1 ? 'release' : 'releases'}`;
  const parts = [firstAt === undefined ? count : `first release ${dayOf(firstAt)}, ${count}`];
  if (lastAt !== undefined && releases > 1) parts.push(`last ${dayOf(lastAt)}`);
  return sentence(parts.join(', '));
}

function advisoriesLine({ compromised, vulnerabilities, fixesKnown, medianFix }: PastAdvisories): string {
  const bad = compromised === undefined || compromised === 0 ? [] : [`${counted(compromised, 'compromised release')} ever`];
  if (vulnerabilities === 0)
    return sentence([...bad, bad.length > 0 || compromised === undefined ? 'no other advisory' : 'no advisory known'].join('; '));
  const known = fixesKnown === vulnerabilities ? '' : ` (${fixesKnown} of ${vulnerabilities} known)`;
  const fixed = medianFix === undefined ? '' : `, fixed ${within(medianFix, vulnerabilities)}${known}`;
  return sentence([...bad, `${vulnerabilities} ${vulnerabilities === 1 ? 'advisory' : 'advisories'}${fixed}`].join('; '));
}

function within(milliseconds: number, vulnerabilities: number): string {
  const days = Math.round(milliseconds / DAY);
  return `in ${vulnerabilities === 1 ? '' : 'a median of '}${counted(days, 'day')}`;
}

function publishingLine({ maintainers = [], provenance }: TrackRecord): string {
  const who = maintainers.length === 0 ? [] : [`Maintained by ${listed(maintainers.map(name => quoted(name, 40)))}.`];
  const how = provenance === undefined ? [] : [provenance ? 'This release has provenance.' : 'This release has no provenance.'];
  return [...who, ...how].join(' ');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
