import { type BillOfMaterials, billOfMaterialsOf, type Part } from '../analysis/billOfMaterials.js';
import { type InventoryNumbers, inventoryNumbers, inventoryOf } from '../analysis/inventory.js';
import { ECOSYSTEMS } from '../ecosystems/index.js';
import { NO_GITIGNORE } from '../model/gitignore.js';
import type { Ecosystem } from '../model/index.js';
import { baseName, withoutSeparator } from '../text/paths.js';
import { oneLine, webAddress } from '../text/sanitize.js';
import { bomHashes } from './bomHashes.js';
import { bomVersion, bomVulnerabilities } from './bomVulnerabilities.js';
import { gitignoreSentences, shownEffect, withoutRead } from './gitignore.js';
import { NOTHING_INSTALLED } from './installed.js';
import { onLines } from './installedOnLines.js';
import { shownIn, uncheckedIn } from './overview.js';
import { effectSentence, effectsOf } from './policyEffects.js';
import { encoded, purlOf } from './purl.js';
import type { ScanOutcome } from './scanOutcome.js';
import { uncheckedText } from './uncheckedText.js';
import { untrustedText } from './untrusted.js';

/**
 * What a workspace is made of, as a CycloneDX 1.6 bill of materials (https://cyclonedx.org/docs/1.6/json/). One for the whole workspace, and flat, for few
 * readers look into nested components: the manifests of the workspace's own folder are the project itself, each further one is a component of type
 * `application` that the project depends on. The same input gives the same text, its serial number included, but for the time.
 */
export function cycloneDx(given: ScanOutcome): unknown {
  const outcome = { ...given, ...onLines(given.results, given.installed ?? NOTHING_INSTALLED) };
  const numbers = inventoryNumbers(inventoryOf(outcome.results, outcome.installed.reports));
  const { results, roots, version, now, writtenAt = now, databaseFrom, settings, installed = NOTHING_INSTALLED } = outcome;
  const { isTrusted = true, wouldIgnore, gitignore = NO_GITIGNORE, policies = [] } = outcome;
  const found = installed.reports.flatMap(({ findings, ignored = [] }) => [...findings, ...ignored.flatMap(one => one.findings)]);
  const bill = billOfMaterialsOf(results, { shown: shownIn(roots), name: nameOf(roots), further: found });
  const refs = bomRefs(bill);
  const parts = [...bill.parts.values()];
  const content = {
    component: { type: 'application', 'bom-ref': bill.root.ref, ...named(bill.root) },
    properties: [
      { name: 'depwarden:advisories', value: databaseFrom === undefined ? 'osv' : `database of ${new Date(databaseFrom).toISOString()}` },
      ...inventoryProperties(numbers),
      ...(isTrusted ? [] : [{ name: 'depwarden:not-trusted', value: untrustedText(wouldIgnore) }]),
      ...gitignoreSentences(shownEffect(withoutRead(gitignore, results), shownIn(roots))).map(value => ({
        name: 'depwarden:gitignore',
        value,
      })),
      ...effectsOf({ policies, settings }, results, installed).map(effect => ({
        name: 'depwarden:policy',
        value: oneLine(effectSentence(effect)),
      })),
      ...uncheckedIn(results, installed, shownIn(roots)).map(one => ({
        name: 'depwarden:not-checked',
        value: `${one.file}: ${uncheckedText(one)}`,
      })),
    ],
    components: parts.map(part => componentOf(part, refs)),
    dependencies: [bill.root, ...parts].filter(({ ref }) => !bill.open.has(ref)).map(part => dependsOn(part, refs)),
    vulnerabilities: bomVulnerabilities(results, installed, bill, refs),
    compositions: compositionsOf(bill, refs),
  };
  const { component, properties, ...lists } = content;
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(outcome.sha256(JSON.stringify([version, content])))}`,
    version: 1,
    metadata: {
      timestamp: new Date(writtenAt).toISOString(),
      tools: { components: [{ type: 'application', name: 'depwarden', version }] },
      component,
      properties,
    },
    ...lists,
  };
}

/** A part's name in the bill: the package URL where there is one. */
export type BomRefs = (ref: string) => string;

function bomRefs({ parts }: BillOfMaterials): BomRefs {
  return ref => {
    const part = parts.get(ref);
    return (part && purlOfPart(part)) ?? ref;
  };
}

/** What comes from elsewhere, or is private, has none: it would name somebody else's package. */
function purlOfPart({ name, version, release }: Part): string | undefined {
  return release && release.skipped === undefined ? purlOf({ ecosystem: release.ecosystem, name }, version) : undefined;
}

function componentOf(part: Part, refs: BomRefs): unknown {
  const { ref, manifest, release } = part;
  if (!release) {
    const properties = manifest === undefined ? [] : [{ name: 'depwarden:manifest', value: manifest }];
    return { type: 'application', 'bom-ref': ref, ...named(part), ...(properties.length > 0 && { properties }) };
  }
  const { evidence, skipped, unknown, use } = release;
  const purl = purlOfPart(part);
  const { sole, several } = bomHashes(release.integrity);
  const references = [...distributionOf(part), ...several.map(hash => fileOf(part, release.ecosystem, hash))];
  const told = { ecosystem: release.ecosystem, evidence, skipped, 'not-checked': unknown };
  return {
    type: 'library',
    'bom-ref': refs(ref),
    ...scoped(part),
    ...(use !== undefined && { scope: SCOPES[use] }),
    ...(sole.length > 0 && { hashes: sole }),
    ...(purl !== undefined && { purl }),
    ...(references.length > 0 && { externalReferences: references }),
    properties: Object.entries(told).flatMap(([name, value]) => (value === undefined ? [] : [{ name: `depwarden:${name}`, value }])),
  };
}

/** One that is missing in the graph has dependencies that are not known; one without any has none. */
function dependsOn({ ref, needs }: Part, refs: BomRefs): object {
  return { ref: refs(ref), dependsOn: [...needs].map(refs) };
}

const SCOPES = { run: 'required', optional: 'optional', build: 'excluded' } as const;

function named({ name, version }: Part): object {
  return { name, ...(version !== undefined && { version: bomVersion(version) }) };
}

/** A scope is the component's group. */
function scoped(part: Part): object {
  const parts = part.release && ECOSYSTEMS[part.release.ecosystem].names.scopes?.split(part.name);
  return parts === undefined ? named(part) : { group: parts[0], ...named({ ...part, name: parts[1] }) };
}

/** Where the artefact is, without what may be a secret. */
function distributionOf({ release }: Part): readonly object[] {
  const address = release?.resolved?.replace(/^(https?:\/\/)[^/@]*@/, '$1').replace(/[?#].*$/s, '') ?? '';
  const url = /\.(?:tgz|whl|zip|tar\.\w+)$/.test(address) ? webAddress(address) : undefined;
  return url === undefined ? [] : [{ type: 'distribution', url }];
}

/** A release of several files has several hashes, and none is that of the component. */
function fileOf({ name, version = '' }: Part, ecosystem: Ecosystem, hash: object): object {
  const page = ECOSYSTEMS[ecosystem].pages.ofRelease?.(encoded(name), encoded(version)) ?? purlOf({ ecosystem, name }, version);
  return { type: 'distribution', url: page, comment: 'One of the files of this release.', hashes: [hash] };
}

/** What is missing is said; that nothing is, never. */
function compositionsOf({ incomplete, open }: BillOfMaterials, refs: BomRefs): readonly object[] {
  return [
    ...(incomplete.size > 0 ? [{ aggregate: 'incomplete', dependencies: [...incomplete].map(refs) }] : []),
    ...(open.size > 0 ? [{ aggregate: 'unknown', dependencies: [...open].map(refs) }] : []),
  ];
}

function nameOf(roots: readonly string[]): string {
  const [root] = roots;
  return (roots.length === 1 && root !== undefined && baseName(withoutSeparator(root))) || 'workspace';
}

/** RFC 9562, version 8: the first 122 bits of a hash. */
function uuidOf(sha256: string): string {
  const variant = ((Number.parseInt(sha256[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  const digits = `${sha256.slice(0, 12)}8${sha256.slice(13, 16)}${variant}${sha256.slice(17, 32)}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** How many components there are by what became of them, and of the unknown and skipped ones why. */
function inventoryProperties({ components, assessments, reasons }: InventoryNumbers): readonly object[] {
  return [
    { name: 'depwarden:inventory:components', value: String(components) },
    ...Object.entries(assessments).map(([kind, count]) => ({ name: `depwarden:inventory:${kind}`, value: String(count) })),
    ...reasons.map(one => ({ name: `depwarden:inventory:${one.assessment}:reason`, value: `${one.components}: ${oneLine(one.reason)}` })),
  ];
}
