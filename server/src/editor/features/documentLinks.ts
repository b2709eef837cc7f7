import type { DocumentLink } from 'vscode-languageserver-types';
import type { Judged } from '../../analysis/evaluate.js';
import { ECOSYSTEMS } from '../../ecosystems/index.js';
import type { Dependency } from '../../model/index.js';
import { shownName } from '../../rules/messages.js';
import type { ToRange } from './diagnostics.js';
import { hasPage, packagePage } from './packageLinks.js';

/** Links from the names of dependencies to the pages of their packages, where they have one. */
export function documentLinksOf(judged: readonly Judged[], ranged: ToRange): DocumentLink[] {
  return oncePerName(judged.filter(hasPage).map(({ dependency }) => dependency)).map(dependency => ({
    range: ranged(dependency.nameSpan),
    target: packagePage(dependency),
    tooltip: `Open ${shownName(dependency)} on ${ECOSYSTEMS[dependency.ecosystem].pages.site}`,
  }));
}

/** Poetry may have several constraints behind one name. */
function oncePerName(dependencies: readonly Dependency[]): readonly Dependency[] {
  return [...new Map(dependencies.map(dependency => [dependency.nameSpan.start, dependency])).values()];
}
