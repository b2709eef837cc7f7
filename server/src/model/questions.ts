/** A question about a release that a service, or what is at hand, answers. */
export const QUESTIONS = ['advisories', 'registry', 'digests'] as const;
export type Question = (typeof QUESTIONS)[number];
