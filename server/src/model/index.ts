import type { Question } from './questions.js';

// The values that everything else speaks in. Readonly, plain, and the same in the editor, the terminal and the tests.

/** Ecosystem names as OSV spells them (case-sensitive). */
export type Ecosystem = 'npm' | 'PyPI';

/** Half-open range of UTF-16 offsets in the text of one file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How much a finding matters, strongest first. The names are the ones used in settings and on the command line. */
export const LEVELS = ['error', 'warning', 'information', 'hint'] as const;
export type Level = (typeof LEVELS)[number];

/** One package of one ecosystem; `name` is normalised (PyPI: PEP 503). */
export interface PackageId {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  /** Who is asked about it in the public registry's stead: the key that `Registries` gave the place. Nobody else may be told a private name. */
  readonly place?: string;
}

// ---- manifests -----------------------------------------------------------------------------------------------

/** One declared requirement in a manifest. */
export interface Dependency extends PackageId {
  /** The name as it is written at `nameSpan`; of an npm alias, the alias. */
  readonly writtenName: string;
  /** Where in the manifest it is declared: `dependencies`, `pnpm.overrides`, `requirements`, `constraints`… */
  readonly group: string;
  /** The specifier as written; `''` where none is. */
  readonly specifier: string;
  readonly nameSpan: Span;
  /** Exactly `specifier`; where none is written, the empty span at which one would be inserted. */
  readonly specifierSpan: Span;
  /** What to delete to remove the whole dependency, its separator (comma, line break) included. */
  readonly removalSpan: Span;
  readonly origin: Origin;
  /** `--hash` options on the line (requirements files only). */
  readonly hashes?: readonly HashOption[];
  /** The environment marker after `;` as written, without the semicolon (PEP 508). */
  readonly marker?: string;
  /** Of an override that holds below one package only: the name of that package. */
  readonly below?: string;
  /** Python: the name of the index that it is taken from, as written: uv's and Pipfile's `index`, Poetry's `source`. */
  readonly index?: string;
  /** Places outside registries that it is taken from under a condition; else `origin` holds (uv's sources with markers). */
  readonly elsewhere?: readonly Origin[];
  /** Specifiers that its releases have to fit besides, laid down in the same file (uv's `constraint-dependencies`). */
  readonly constraints?: readonly string[];
}

/** Where a dependency's releases come from. */
export type Origin =
  /** A registry: `range` is the part of the specifier that limits versions (of `npm:a@^1` it is `^1`), `rangeSpan` exactly that part. */
  | {
      readonly kind: 'registry';
      readonly range: string;
      readonly rangeSpan: Span;
      /** The text at `rangeSpan` is Poetry's (`^1.2`, `~1.2`, `1.*`, `*`), and `range` what it means in PEP 440. */
      readonly notation?: 'poetry';
      /** Where no range is written: what has to stand before and behind one that is put at `rangeSpan` (`version = "` and `", `). */
      readonly around?: readonly [before: string, behind: string];
      /** An override replaces what is written at `rangeSpan` by `range`: it is changed there, not here. */
      readonly isOverridden?: true;
      /** The range stands in the catalog of this name, and what is at `rangeSpan` only refers to it: it is changed there, not here. */
      readonly catalog?: string;
      /** The release is named by the address of its archive in the registry: `rangeSpan` is that address, in whose place no range can be written. */
      readonly address?: ForeignSource;
    }
  /** No registry release to judge; `reason` is shown: `workspace package`, `git source`… */
  | {
      readonly kind: 'skipped';
      readonly reason: string;
      readonly source?: ForeignSource;
      /** The text does not tell what is installed, so that it counts as unknown, not as left out on purpose: `${NAME}==1`. */
      readonly isUnknown?: true;
    };

/** A source outside registries and outside this disk, as the specifier writes it. */
export interface ForeignSource {
  readonly kind: 'git' | 'archive';
  /** The scheme is one that neither encrypts nor authenticates: plain `http:` or `git:`. */
  readonly insecure: boolean;
  /** What it is fixed to: a whole commit hash, or a digest of the archive; undefined where it may change. */
  readonly fixedTo?: string;
  /** The release that it names by the customs of tags and archives. Nothing proves that it is this one. */
  readonly release?: NamedRelease;
}

/** What the address of a git tag or an archive tells of a release. */
export interface NamedRelease {
  /** Normalised as in a dependency; undefined where the address tells the version alone. */
  readonly name?: string;
  readonly version: string;
  /** Of an archive under the name that a registry gives it: the address's host, and the range that admits this release alone. */
  readonly registry?: { readonly host: string; readonly range: string };
}

/** One `--hash=ALGORITHM:DIGEST` of a requirement line; `span` is the whole option, without white space around it. */
export interface HashOption {
  readonly algorithm: string;
  readonly digest: string;
  readonly span: Span;
}

/** Something that is wrong with the manifest itself, or that could not be read. */
export interface Problem {
  readonly message: string;
  readonly span: Span;
  readonly level: Level;
  /** Something of the file, or of what it names, was not read: there may be more dependencies. Of an error that is always so. */
  readonly leavesUnread?: true;
}

/** Dependencies that no text declares: a program computes them when the project is built. */
export interface Computed {
  /** What is said where neither a lockfile nor a file beside it tells them. */
  readonly message: string;
  readonly span: Span;
}

/** A file that a requirements file names with `-r` or `-c`. */
export interface Include {
  readonly kind: 'requirements' | 'constraints';
  /** The target as written. */
  readonly target: string;
  readonly span: Span;
}

/** What a requirements file says of indexes and pre-releases (pip's global options). */
export interface PipOptions {
  readonly indexUrl?: string;
  readonly extraIndexUrls: readonly string[];
  readonly findLinks: readonly string[];
  readonly trustedHosts: readonly string[];
  readonly noIndex: boolean;
  readonly pre: boolean;
}

/** Python tools that name indexes in a table of their own. */
export type PythonInstaller = 'uv' | 'poetry' | 'pdm' | 'pipenv';

/** An index that such a tool is told of. */
export interface PackageIndex {
  readonly installer: PythonInstaller;
  /** `''` where it has none. */
  readonly name: string;
  /** As written: it may hold credentials and variables. */
  readonly url: string;
  /** It stands in the place of PyPI. */
  readonly isDefault: boolean;
  /** It is asked for nothing but the packages that name it. */
  readonly isExplicit: boolean;
  /** It is asked before PyPI, and what it has is taken from it (uv). */
  readonly isFirst?: true;
  /** No credentials are sent to it (uv's `authenticate = "never"`). */
  readonly isAnonymous?: true;
  /** Its certificate is not checked (`verify_ssl = false`). */
  readonly isUnverified?: true;
}

/** Python: indexes that are asked beside the public one, so that either may answer for a name. */
export interface FurtherIndexes {
  readonly hosts: readonly string[];
  /** They are asked first, and what they have is taken from them (uv): nobody on the public index can take a name of theirs. */
  readonly areFirst: boolean;
  /** Their names are private: only what they do not have is asked of the public one, whose answers say so (`from`). */
  readonly arePrivate: boolean;
}

/** What one manifest declares. */
export interface Manifest {
  readonly ecosystem: Ecosystem;
  readonly dependencies: readonly Dependency[];
  readonly problems: readonly Problem[];
  readonly includes: readonly Include[];
  /** What it says of indexes in pip's words. */
  readonly pip?: PipOptions;
  /** pyproject.toml and Pipfile: the indexes that it names. */
  readonly indexes?: readonly PackageIndex[];
  /** pyproject.toml and Pipfile: the tools that it is written for, as far as their tables tell. */
  readonly installers?: readonly PythonInstaller[];
  /** Python: what of its dependencies the build computes. */
  readonly computed?: Computed;
  /** Why the file turned out to be no manifest, as it stands behind a colon: nothing of it is read, and nobody is asked about it. */
  readonly skipped?: string;
  /** What the project says of the Node.js or Python that it runs on, as a range of the ecosystem: `>=20`, `>=3.10,<4`. */
  readonly runtime?: string;
}

// ---- what the world says ----------------------------------------------------------------------------------------

/** One published version, as the registry describes it. A field that is missing is unknown. */
export interface Release {
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly publishedAt?: number;
  /** PEP 592: every file of the release is yanked; the reason, `''` where none is given. */
  readonly yanked?: string;
  /** npm: the deprecation text. */
  readonly deprecated?: string;
  /** npm: the account that published it. */
  readonly publisher?: string;
  /** npm: what runs when it is installed: `preinstall`, `install`, `postinstall`, `binding.gyp`; empty where nothing does. */
  readonly installScripts?: readonly string[];
  /** npm: names of the packages that are installed with it (`dependencies`, `optionalDependencies`). */
  readonly dependencies?: readonly string[];
  /** Whether the registry has an attestation of where it was built; any file's counts. */
  readonly provenance?: boolean;
  /** The beginnings of its files' digests, `sha512-` and 16 base64 digits (npm) or `sha256:` and 24 hexadecimal ones (PyPI). */
  readonly digests?: readonly string[];
  /** PyPI: what its files say of the Python they need, where all say the same. */
  readonly requiresPython?: string;
  /** npm: what it says of the Node.js it needs (`engines.node`). */
  readonly requiresNode?: string;
  /** npm: the packages that it works together with (`peerDependencies`), those included that may be missing. Undefined where it names none. */
  readonly peers?: readonly Peer[];
  /** npm: address of the source repository, as this release names it. */
  readonly repository?: string;
  /** npm: the registry lists it without a file, as other releases have one: nobody can install it. */
  readonly hasNoFile?: true;
}

/** A package that a release wants beside it, and in which releases, as the release writes them. */
export interface Peer extends Pick<PackageId, 'name'> {
  readonly range: string;
}

/** Releases in the registry's order. There may be thousands, kept as columns: a `Release` is put together when it is asked for. */
export interface Releases extends Iterable<Release> {
  readonly length: number;
  readonly versions: readonly string[];
  at(index: number): Release | undefined;
  /** The release whose version is written so; the last one where there are several. Cheaper than looking through `versions`. */
  find(version: string): Release | undefined;
}

/** A version that the registry once had and no longer lists. */
export interface WithdrawnRelease {
  readonly version: string;
  readonly publishedAt?: number;
}

/** PyPI project status (PEP 792). */
export type ProjectStatus = 'active' | 'archived' | 'quarantined' | 'deprecated';

/** What a registry knows of one package. */
export interface PackageFacts extends PackageId {
  /** Every listed release. */
  readonly releases: Releases;
  /** npm dist-tags; empty for PyPI. */
  readonly distTags: Readonly<Record<string, string>>;
  /** npm: versions in `time` that are not in `versions`; undefined where the registry does not tell. */
  readonly withdrawn?: readonly WithdrawnRelease[];
  /** Undefined where the registry does not tell. */
  readonly status?: ProjectStatus;
  readonly statusReason?: string;
  /** When the package first appeared, in milliseconds since 1970; undefined where the registry does not tell. */
  readonly createdAt?: number;
  /** npm: the accounts that may publish it now. */
  readonly maintainers?: readonly string[];
  /** npm: address of the source repository, `''` where none is given. */
  readonly repository?: string;
  /** npm: address of its own page, where it names no repository. */
  readonly homepage?: string;
  /** Python: of a private index that pip asks together with the public one: what that says of the same name. */
  readonly publicSide?: PublicSide;
}

/** What a public index says of a name that a private one has. */
export type PublicSide =
  | { readonly kind: 'found'; readonly value: PackageFacts }
  | { readonly kind: 'absent' }
  /** `isUnasked`: the name is told to nobody, for no setting allows it. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly isUnasked?: true };

/** One hash of one file of a release. */
export interface FileDigest {
  readonly filename: string;
  readonly algorithm: string;
  readonly digest: string;
}

/** The answer of a service about one thing. Never thrown: what could not be learnt is a value with a reason. */
export type Lookup<T> =
  | {
      readonly kind: 'found';
      readonly value: T;
      /** When the service last said so, in milliseconds since 1970. */
      readonly fetchedAt: number;
      /** Why a newer answer could not be had, where one was asked for and did not come. */
      readonly staleBecause?: string;
      /**
       * `database`: the offline database says so, of which `fetchedAt` is the time of the export. `public registry`: the private ones that were asked
       * first have no such package, so that its name is no secret. Undefined: who was asked.
       */
      readonly from?: 'database' | 'public registry';
    }
  /** The service knows no such thing. */
  | { readonly kind: 'absent'; readonly fetchedAt: number; readonly staleBecause?: string; readonly from?: 'public registry' }
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      /** It was not asked, and is not meant to be: the package is private. */
      readonly deliberate?: true;
      /** With `deliberate`: what the package being private rests on; that the user or a trusted folder says so where not given. */
      readonly secrecy?: Secrecy;
      /** With `deliberate`: what is known on this computer, without asking anybody. */
      readonly local?: T;
      /** It was not asked, because the network is not to be used. */
      readonly offline?: true;
    };

/** What it rests on that a package is private. Nobody else is told its name in any case. */
export interface Secrecy {
  /**
   * `own`: the user or a trusted folder says so. `shared`: a public index is asked as well. `untrusted`: a folder that is not trusted says so alone.
   * `unread`: configuration that might say so could not be read.
   */
  readonly kind: 'own' | 'shared' | 'untrusted' | 'unread';
  /** The private registry or index, where one is named. */
  readonly host?: string;
}

/** A look-up that may not have come back yet. */
export type Answer<T> = Lookup<T> | { readonly kind: 'pending' };

/** What is known of one package now. */
export interface PackageAnswers {
  readonly registry: Answer<PackageFacts>;
  readonly advisories: Answer<readonly Advisory[]>;
}

// ---- advisories ---------------------------------------------------------------------------------------------------

export type SeverityName = 'critical' | 'high' | 'medium' | 'low';

/** One OSV record (or one row of the built-in incident list), reduced to what matching and messages need. */
export interface Advisory {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly kind: 'malicious' | 'vulnerability';
  /** One line, text from outside: escape where shown. */
  readonly summary: string;
  /** RFC 3339, as in the record. */
  readonly published?: string;
  readonly modified: string;
  readonly withdrawn: boolean;
  readonly severity?: SeverityName;
  readonly affected: readonly Affected[];
  /** A page about it. */
  readonly url: string;
  /** Files that the releases are said to leave on a disk, as the record writes them; malicious-package records only. */
  readonly files?: readonly string[];
  /** When single releases were reported, as far as that was on another day than `published`; malicious-package records only. */
  readonly reported?: readonly ReportedRelease[];
  /** Built-in incidents: the clean releases next to the compromised ones. */
  readonly neighbours?: readonly CleanNeighbours[];
}

/** A release that a record was told of, and when (RFC 3339). */
export interface ReportedRelease {
  readonly version: string;
  readonly time: string;
}

/** What of one package an advisory covers. */
export interface Affected extends PackageId {
  readonly versions: readonly string[];
  readonly ranges: readonly AffectedRange[];
  /** GHSA's bound where a record has no `fixed`: `<= 1.4.44`. Narrows how sure a match is, never adds one. */
  readonly lastKnownAffected?: string;
  /** Part of it cannot be read: a release that nothing else covers may be covered as well. */
  readonly isUnreadable?: true;
}

/** One OSV range; GIT ranges are dropped on reading, they say nothing about registry versions. */
export interface AffectedRange {
  readonly type: 'SEMVER' | 'ECOSYSTEM';
  readonly events: readonly RangeEvent[];
}

export interface RangeEvent {
  readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit';
  /** `0` in `introduced` is the beginning of time. */
  readonly version: string;
}

/** Records about one and the same thing. */
export interface AdvisoryGroup {
  /** The record to name first: malicious-package records, then GitHub's, then PyPA's, then others; `members[0]`. */
  readonly lead: Advisory;
  /** All records, the most telling first; where one is malicious all are, for they tell of the same thing. */
  readonly members: readonly Advisory[];
  /** Ids of all records, in the order of `members`, then their further aliases. */
  readonly ids: readonly string[];
  /** Malicious when any member is. */
  readonly kind: Advisory['kind'];
  /** The gravest that a member tells. */
  readonly severity?: SeverityName;
  /** The clean releases that a built-in incident among the members names; empty where there is none. */
  readonly neighbours: readonly CleanNeighbours[];
}

export interface CleanNeighbours {
  readonly last?: string;
  readonly first?: string;
}

// ---- judgement ------------------------------------------------------------------------------------------------------

export type Evidence = 'installed' | 'locked' | 'pinned' | 'resolved';

/** The release a project really gets, and how that is known. */
export interface Effective {
  readonly version: string;
  readonly evidence: Evidence;
  /** Installed or locked: where, as a message names it: `node_modules`, `.venv`, `uv.lock`. */
  readonly where?: string;
  /** Weaker evidence that says otherwise. */
  readonly against?: Effective;
}

/** Whether one dependency could be judged. */
export type Status =
  /** `unanswered`: what was not asked all the same, because that was not wanted (offline). */
  | { readonly kind: 'checked'; readonly unanswered?: readonly Question[] }
  | { readonly kind: 'pending' }
  | { readonly kind: 'unknown'; readonly reason: string; readonly unanswered?: readonly Question[] }
  /** `unanswered`: it is a folder that is not trusted that wants nobody asked. */
  | { readonly kind: 'skipped'; readonly reason: string; readonly unanswered?: readonly Question[] };

/** What a rule says of one dependency. */
export interface Finding {
  readonly rule: string;
  /** A further rule that says the same: of a release that a line asks for and that is installed, what is said of the line. */
  readonly alsoRule?: string;
  /** Where the release is installed, where `rule` says so: the folder of the environment. */
  readonly environment?: string;
  readonly level: Level;
  /** The rules among those that it is by that the policy makes matter less than they would by themselves; undefined where there are none. */
  readonly lowered?: readonly string[];
  readonly dependency: Dependency;
  /** The release judged; undefined where the whole package is meant. */
  readonly version?: string;
  readonly span: Span;
  /** One sentence or two, under 160 characters, the fact first. Text from outside in it is already neutralised. */
  readonly message: string;
  /** What it rests on, the most telling first; aliases joined. */
  readonly advisories: readonly AdvisoryGroup[];
  /** Versions that are bad and that the specifier admits; what an exclusion would name. */
  readonly bad: readonly string[];
  readonly deprecated?: boolean;
  /** Several signals on one release, the strongest first: `rule` is the first one's. Of a finding on one thing alone undefined. */
  readonly signals?: readonly Signal[];
  /** Of a finding on what the dependency brings in: the releases meant, worst first. Its own release is none of them. */
  readonly through?: readonly Through[];
}

/** One of several hints, each by a rule of its own, that something may be wrong with a release. */
export interface Signal {
  readonly rule: string;
  /** What the rule says where it speaks alone. */
  readonly message: string;
}

/** A bad release below a direct dependency. */
export interface Through extends Pick<PackageId, 'name'> {
  readonly version: string;
  /** From the direct dependency down, the last with its version: `dspy`, `litellm 1.82.7`. A shortest one. */
  readonly path: readonly string[];
  readonly advisories: readonly AdvisoryGroup[];
  /** What is wrong with it where no advisory says so, as it stands behind the release: `comes from …`. */
  readonly fact?: string;
}

/** A file as it was read. */
export interface SourceText {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** There is no such file yet; `text` is empty. */
  readonly isNew?: true;
}

/** A replacement of one span of a text. */
export interface Edit {
  readonly span: Span;
  readonly newText: string;
  /** The file it is made in, where that is another one than the manifest of the finding. */
  readonly file?: SourceText;
}

/** One offered change that makes a finding go away: of the manifest, or of another file that its title names. */
export interface Fix {
  readonly title: string;
  /** Why this release: `1.82.6: last safe release, 2026-03-22; no known advisories; 8 months old`. */
  readonly explanation?: string;
  readonly preferred: boolean;
  /** It takes the dependency out of the manifest. */
  readonly removes?: true;
  /** The release that the dependency will get; undefined where no single one is meant (remove, exclude), or one of another package (override). */
  readonly target?: string;
  /** The release that the dependency gets with the next installation, where that is another one than `target` or there is no target. */
  readonly gives?: string;
  readonly edits: readonly Edit[];
  /** The line carries hashes: they have to be replaced by those of `target`, which must be asked of the index first. */
  readonly needsDigests?: boolean;
}
