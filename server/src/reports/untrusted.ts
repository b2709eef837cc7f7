/** What a report leaves out in a workspace that is not trusted; docs/trust.md says why. One sentence, under 160 characters. */
export const UNTRUSTED =
  'Not trusted: what is installed or lies outside is not looked at; registries, cooldowns, levels and exceptions set here do not count.';
