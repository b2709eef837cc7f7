// What a report for people says of the inventory: every component is accounted for by number, the skipped ones also by reason and name.
import { type Inventory, inventoryNumbers } from '../analysis/inventory.js';
import { quoted } from '../text/sanitize.js';

/** One sentence a matter; none where nothing was read. Text from outside in it is neutralized. */
export function inventorySentences(inventory: Inventory): readonly string[] {
  const { components, assessments } = inventoryNumbers(inventory);
  const byAdvisories = inventory.components.filter(one => one.assessment.kind === 'clean' && one.unanswered.includes('registry')).length;
  if (components === 0) return [];
  const parts = [
    ...(assessments.findings > 0 ? [`${assessments.findings} with findings`] : []),
    ...(assessments.clean > 0 ? [`${assessments.clean} clean`] : []),
    ...(assessments.unknown > 0 ? [`${assessments.unknown} unknown`] : []),
    ...(assessments.pending > 0 ? [`${assessments.pending} not looked at yet`] : []),
    ...(assessments.skipped > 0 ? [`${assessments.skipped} skipped`] : []),
  ];
  return [
    `${components} ${components === 1 ? 'component' : 'components'}: ${parts.join(', ')}.`,
    ...(byAdvisories > 0 ? [`${byAdvisories} of them: advisories checked, registry not asked.`] : []),
    ...skippedSentences(inventory),
  ];
}

function skippedSentences({ components }: Inventory): readonly string[] {
  const names = new Map<string, string[]>();
  for (const { assessment, name, version } of components) {
    if (assessment.kind !== 'skipped') continue;
    const what = version === undefined ? name : `${name} ${version}`;
    names.set(assessment.reason, [...(names.get(assessment.reason) ?? []), what]);
  }
  const groups = [...names].map(([reason, all]) => `${shortList(all)} (${quoted(reason.replace(/^not checked: /, ''), LONGEST_REASON)})`);
  return groups.length === 0 ? [] : [`Skipped: ${groups.join('; ')}.`];
}

const NAMES_SHOWN = 5;
const LONGEST_NAME = 60;
const LONGEST_REASON = 120;

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map(name => quoted(name, LONGEST_NAME));
  return `${shown.join(', ')}${names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : ''}`;
}
