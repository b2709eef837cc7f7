import type { DocumentLink } from 'vscode-languageserver-types';
import type { Judged } from '../../analysis/evaluate.js';
import { ECOSYSTEMS } from '../../ecosystems/index.js';
import type { Dependency, PackageId } from '../../model/index.js';
import { shownName } from '../../rules/messages.js';
import type { ToRange } from './diagnostics.js';

/**
 * Links from the names of dependencies to the pages of their packages. None for what comes from no public registry, nor for names that the
 * registry does not know: such a page may be anybody's tomorrow.
 */
export function documentLinksOf(judged: readonly Judged[], ranged: ToRange): DocumentLink[] {
  const linked = judged.flatMap(({ dependency, subject, status }) => {
    if (dependency.origin.kind !== 'registry' || status.kind === 'skipped' || subject?.registry.kind === 'absent') return [];
    // where it may be private, only once it has turned out to be public
    return dependency.place === undefined || status.kind === 'checked' ? [dependency] : [];
  });
  return oncePerName(linked).map(dependency => ({
    range: ranged(dependency.nameSpan),
    target: packagePage(dependency),
    tooltip: `Open the page of ${shownName(dependency)}`,
  }));
}

/** A package's page on the public registry's website. */
export function packagePage({ ecosystem, name }: PackageId): string {
  return ECOSYSTEMS[ecosystem].pages.ofPackage(name.split('/').map(encodeURIComponent).join('/'));
}

/** Poetry may have several constraints behind one name. */
function oncePerName(dependencies: readonly Dependency[]): readonly Dependency[] {
  return [...new Map(dependencies.map(dependency => [dependency.nameSpan.start, dependency])).values()];
}
