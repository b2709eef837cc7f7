import type { AdvisoryGroup, Answer, Effective, Level, PackageFacts, PackageId } from '../model.js';
import type { Requirement, VersionScheme } from '../versions/index.js';

/** What documentation and settings say of a rule, whatever it looks at. */
export interface RuleDescription {
  /** Diagnostic code, key under `depwarden.rules` and heading in docs/rules.md at once. */
  readonly id: string;
  /** `severity`: by the severity of the worst advisory. */
  readonly defaultLevel: Level | 'severity';
  /** One line for tables and settings. */
  readonly summary: string;
  /** Markdown for the documentation: what it means, when it speaks, what to do. */
  readonly explanation: string;
}

/** One signal: looks at a subject and says what is wrong, or nothing. Pure, and independent of where the dependency stands. */
export interface Rule extends RuleDescription {
  /** Ids of rules, earlier in the table, beside which this one has nothing to add. */
  readonly unless?: readonly string[];
  check(subject: Subject): Verdict | undefined;
}

/** One dependency with all that is known of its package, without its place in a file. */
export interface Subject extends PackageId {
  /** What the dependency's own specifier and `constraints` ask for together. */
  readonly requirement: Requirement;
  /** What constraints files add to the specifier (pip's `-c`), joined by commas; `''` where they add nothing. */
  readonly constraints: string;
  readonly versions: VersionScheme;
  /** Undefined where it cannot be known: no registry answer, or no release fits. */
  readonly effective: Effective | undefined;
  readonly registry: Answer<PackageFacts>;
  /** Everything known about the package, the built-in incidents included; aliases joined. */
  readonly advisories: readonly AdvisoryGroup[];
  /** Whether the advisory service has answered; the built-in incidents alone are no answer. */
  readonly advisoriesKnown: boolean;
}

/** What a rule says of a subject. */
export interface Verdict {
  /** What of the line it is about. */
  readonly at: 'name' | 'specifier';
  /** Instead of the rule's default level; a level that the user set wins over both. */
  readonly level?: Level;
  /** Under 160 characters, the fact first. */
  readonly message: string;
  /** The release judged, where one is. */
  readonly version?: string;
  readonly advisories?: readonly AdvisoryGroup[];
  /** Bad versions that the specifier admits. */
  readonly bad?: readonly string[];
  readonly deprecated?: boolean;
}
