// The pages about a package: where everybody can read about it, and what it says of itself.
import type { Judged } from '../../analysis/evaluate.js';
import { ECOSYSTEMS } from '../../ecosystems/index.js';
import { changelogPage, repositoryPage } from '../../ecosystems/shared/repositoryAddress.js';
import type { PackageFacts, PackageId } from '../../model/index.js';
import { RULE_DESCRIPTIONS } from '../../rules/index.js';
import { webAddress } from '../../text/sanitize.js';

/** A page, and what it is called. */
export interface PageLink {
  readonly label: string;
  /** One that `webAddress` lets through. */
  readonly url: string;
}

/** A package's page on the public registry's website. */
export function packagePage({ ecosystem, name }: PackageId): string {
  return ECOSYSTEMS[ecosystem].pages.ofPackage(name.split('/').map(encodeURIComponent).join('/'));
}

/**
 * Whether a dependency's package has a page on the public registry's website: not what comes from no public registry, nor a name that the registry does
 * not know, for such a page may be anybody's tomorrow.
 */
export function hasPage({ dependency, subject, status }: Judged): boolean {
  if (dependency.origin.kind !== 'registry' || status.kind === 'skipped' || subject?.registry.kind === 'absent') return false;
  // where it may be private, only once it has turned out to be public
  return dependency.place === undefined || status.kind === 'checked';
}

/**
 * The page on the registry's website, and the repository (else the homepage) and changelog as far as the registry's answer names them. Where something
 * speaks for an attack only the first: the others are what its publisher says.
 */
export function packageLinks(judged: Judged): readonly PageLink[] {
  if (!hasPage(judged)) return [];
  const { dependency, subject } = judged;
  const page: PageLink = { label: ECOSYSTEMS[dependency.ecosystem].pages.site, url: packagePage(dependency) };
  return isSuspect(judged) || subject?.registry.kind !== 'found' ? [page] : [page, ...ownLinks(subject.registry.value)];
}

function isSuspect({ findings }: Judged): boolean {
  return findings.some(({ rule, through }) => !through && SUSPICIONS.includes(rule));
}

/** Ids of the rules that tell of attacks, or of signs of them. */
const SUSPICIONS: readonly string[] = RULE_DESCRIPTIONS.filter(({ category }) => category === 'malware' || category === 'signal').map(
  ({ id }) => id,
);

function ownLinks({ repository = '', homepage = '' }: PackageFacts): readonly PageLink[] {
  return [
    ...linkTo('repository', repositoryPage(repository)),
    ...linkTo('changelog', changelogPage(repository)),
    ...linkTo('homepage', repository === '' ? webAddress(homepage) : undefined),
  ];
}

function linkTo(label: string, url: string | undefined): readonly PageLink[] {
  return url === undefined ? [] : [{ label, url }];
}
