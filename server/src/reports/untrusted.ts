import { counted } from '../rules/age.js';

/** What a report leaves out in a workspace that is not trusted; docs/trust.md says why. One sentence, under 160 characters. */
export const UNTRUSTED =
  'Not trusted: nothing outside is read, and registries, cooldowns, levels and exceptions set here do not count; what is installed decides no version.';

/**
 * The same in a report.
 * @param wouldIgnore how many findings the folder's policy would ignore, for the command line, whose words for it are then named; undefined in an editor
 */
export function untrustedText(wouldIgnore: number | undefined): string {
  if (wouldIgnore === undefined) return UNTRUSTED;
  const ignored = wouldIgnore > 0 ? ` ${counted(wouldIgnore, 'finding')} that this folder's policy would ignore: --trust or --config.` : '';
  return `${UNTRUSTED} To obey it: --trust, or depwarden trust.${ignored}`;
}
