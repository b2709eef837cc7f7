import type { PastAdvisories, TrackRecord } from '../../analysis/trackRecord.js';
import { DAY } from '../../model/time.js';
import { counted, dateOf } from '../../rules/age.js';
import { listed, quoted } from '../../rules/messages.js';
import { escapeMarkdown } from '../../text/markdown.js';

/** A track record in one or two lines of Markdown; what is not known is not said. */
export function trackRecordLines(record: TrackRecord): readonly string[] {
  const lines = [packageLine(record), record.advisories && advisoriesLine(record.advisories)];
  return lines.filter(line => line !== undefined).map(line => escapeMarkdown(line ?? ''));
}

function packageLine({ firstAt, releases, maintainers = [] }: TrackRecord): string {
  const parts = [
    ...(firstAt === undefined ? [] : [`first release ${dateOf(firstAt)}`]),
    counted(releases, 'release'),
    ...(maintainers.length === 0 ? [] : [`maintained by ${listed(maintainers.map(name => quoted(name, 40)))}`]),
  ];
  return sentence(parts.join(', '));
}

function advisoriesLine({ compromised, vulnerabilities, fixesKnown, medianFix }: PastAdvisories): string {
  const bad = compromised === undefined || compromised === 0 ? [] : [`${counted(compromised, 'compromised release')} ever`];
  if (vulnerabilities === 0)
    return sentence([...bad, bad.length > 0 || compromised === undefined ? 'no other advisory' : 'no advisory known'].join('; '));
  const many = `${vulnerabilities} ${vulnerabilities === 1 ? 'vulnerability' : 'vulnerabilities'} ever`;
  // of a few out of many it is no rule
  const isUsual = medianFix !== undefined && fixesKnown * 2 > vulnerabilities;
  return sentence([...bad, isUsual ? `${many}, ${fixedIn(medianFix, vulnerabilities)}` : many].join('; '));
}

function fixedIn(milliseconds: number, vulnerabilities: number): string {
  const days = Math.round(milliseconds / DAY);
  const usually = vulnerabilities === 1 ? '' : 'usually ';
  return `${usually}fixed ${days === 0 ? 'on the day it became known' : `within ${counted(days, 'day')}`}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
