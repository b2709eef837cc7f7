import type { Cooldown } from '../ecosystems/shared/cooldown.js';
import type { Requirement, VersionScheme } from '../ecosystems/shared/versionScheme.js';
import type { Baseline } from '../model/baseline.js';
import type {
  AdvisoryGroup,
  Answer,
  Effective,
  ForeignSource,
  HashOption,
  Level,
  PackageAnswers,
  PackageFacts,
  PackageId,
} from '../model/index.js';
import type { LockedPackage } from '../model/lockfile.js';
import type { ReleaseBook } from './releaseIndex.js';

/** What kind of problem a rule finds. A signal is a hint and no proof: several of them on one dependency become one finding. */
export type RuleCategory = 'malware' | 'vulnerability' | 'integrity' | 'source' | 'signal' | 'upkeep';

/** Where the release that a rule judges was read: on a line of a manifest, in a lockfile, on the disk, or in another file that runs packages. */
export type RuleScope = 'direct' | 'locked' | 'installed' | 'place';

/** How a finding of a rule can be fixed; the functions behind these ids are in fixes/proposals.ts. */
export type FixStrategy =
  | 'none'
  | 'remove'
  | 'remove-or-replace'
  | 'replace-or-remove'
  | 'correct-name'
  | 'leave-compromise'
  | 'exclude-compromise'
  | 'leave-vulnerability'
  | 'nearest-release'
  | 'newer-release'
  | 'older-release'
  | 'pin';

/** What documentation and settings say of a rule, whatever it looks at. */
export interface RuleDescription {
  /** Diagnostic code, key under `depwarden.rules` and heading in docs/rules.md at once. */
  readonly id: string;
  /** `severity`: by the severity of the worst advisory. */
  readonly defaultLevel: Level | 'severity' | 'off';
  readonly category: RuleCategory;
  readonly appliesTo: readonly RuleScope[];
  readonly fix: FixStrategy;
  /** What it finds, in words that fit behind `Explain:`; begins with an article. */
  readonly title: string;
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
  /** Where the release was read; on a line of a manifest where not given. */
  readonly scope?: RuleScope;
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
  /** It is private: of the records that anybody publishes those count that are known locally. */
  readonly isPrivate?: true;
  /** Malicious-package records on a public package that has the name of this one, which is the project's own. */
  readonly namesakes?: { readonly advisories: readonly AdvisoryGroup[]; readonly host: string | undefined };
  /** Whether the advisory service has answered; the built-in incidents alone are no answer. */
  readonly advisoriesKnown: boolean;
  /** What is worked out of the package's releases. */
  readonly book: ReleaseBook;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How old a release has to be. */
  readonly cooldown: Cooldown;
  /** The cooldown that the package manager obeys itself: it takes nothing younger. */
  readonly obeyed?: Cooldown | undefined;
  /** A change that was published longer ago than this says nothing about an attack now. Milliseconds. */
  readonly recent: number;
  /** What the project says of the dependency beside its specifier. */
  readonly project: ProjectFacts;
  /** The other dependencies of the manifest. Only fixes are looked for with them: what rules say is remembered without. */
  readonly neighbours?: Neighbours | undefined;
  /** What is known of another package. One that was never asked about is pending, and is learnt because it was looked at here. */
  answersOf(id: PackageId): PackageAnswers;
}

/** What a manifest's dependencies are to each other (npm's peers). */
export interface Neighbours {
  /** The release that the project gets of a package it names itself; undefined where it does not, or where that is not known. */
  releaseOf(name: string): string | undefined;
  /** The releases among them that want a package beside them. */
  wanting(name: string): readonly WantingRelease[];
}

/** A release and in which releases it wants a peer, as it says so itself. */
export interface WantingRelease extends Pick<PackageId, 'name'> {
  readonly version: string;
  readonly range: string;
}

/** A rule on dependencies that no registry serves: it looks at where they come from instead. */
export interface SourceRule extends RuleDescription {
  readonly defaultLevel: Level | 'off';
  /** @param locked its entry in the lockfile, where there is one */
  check(source: ForeignSource, dependency: PackageId, locked: Locked | undefined): Verdict | undefined;
}

/** What a project says of one dependency beside its specifier. */
export interface ProjectFacts {
  /** `--hash` options on its line. */
  readonly hashes: readonly HashOption[];
  /** Its entry in the lockfile. */
  readonly locked?: Locked;
  /** The project's policy denies the package. */
  readonly isDenied?: true;
  /** The project has a lockfile. */
  readonly hasLockfile: boolean;
  /** What is installed has not changed since. Milliseconds since 1970; undefined where it is not installed or that cannot be told. */
  readonly installedSince?: number;
  /** Hosts of the further indexes that pip asks beside its own (`--extra-index-url`, pip.conf, the environment). */
  readonly extraIndexes: readonly string[];
  /** They are asked before the index that everybody has (uv), so that nobody there can take a name of theirs. */
  readonly extraIndexesFirst?: true;
  /** What they have was asked of them alone: an answer of the public index says so (`from`). */
  readonly extraIndexesPrivate?: true;
  /** npm scopes whose packages come from a private registry: `@acme`. */
  readonly privateScopes: readonly string[];
  /** What the manifest says of the Node.js or Python that the project runs on: a range. */
  readonly runtime?: string;
  /** What was agreed on of the releases that are used. */
  readonly baseline?: Baseline;
}

/** What a lockfile says of one dependency. */
export interface Locked {
  /** The file, as a message names it: `package-lock.json`. */
  readonly file: string;
  readonly entry: LockedPackage;
  /** What is wrong with the address that the entry names, as it stands behind the release: `comes from …`; undefined where nothing is. */
  readonly misplaced?: string;
}

/** What a rule says of a subject. */
export interface Verdict {
  /** What of the line it is about; `hashes` where it has none are the specifier. */
  readonly at: 'name' | 'specifier' | 'hashes';
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
  /**
   * The fact as it stands behind a release's name, the longest wording first: `is a compromised release (MAL-2026-2144, 2026-03-24)`. A rule that
   * applies to locked releases always gives it: its finding may stand on the line of another package.
   */
  readonly facts?: readonly string[];
  /** Of a signal: the same in few words, as they follow the release's name among others: `adds plain-crypto-js (18 hours old)`. Under 60 characters. */
  readonly clause?: string;
}
