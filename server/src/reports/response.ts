// What to do about a malicious release that was installed: one page, the same in the editor, the terminal and reports.
import { reportedOn } from '../advisories/group.js';
import { type IncidentFacts, incidentFacts } from '../advisories/incidentFacts.js';
import { firstCleanAfter, lastCleanBefore } from '../advisories/neighbours.js';
import type { Malice } from '../analysis/malwareVerdict.js';
import { ECOSYSTEMS, versionsOf } from '../ecosystems/index.js';
import type { AffectedProject } from '../ecosystems/shared/responseRecipe.js';
import { listed, quoted, shownName, shownVersion } from '../rules/messages.js';
import { removal } from '../text/shell.js';
import { MARKUPS, type Markup, type MarkupFormat, type ShownCommand, type Step } from './markup.js';
import { COMMON_TRACES, NO_RECIPE, SECRETS } from './responseSteps.js';

/** Where the release was found on this machine. Paths as they are to be shown. */
export interface FoundHere {
  readonly paths: readonly string[];
  /** Files that it left. */
  readonly left: readonly string[];
  /** What package managers' caches still hold of it. */
  readonly cached?: readonly string[];
  /** The projects that it is installed in. */
  readonly projects?: readonly AffectedProject[];
}

/**
 * The response page: what to do now, with commands to copy that fit the projects of this machine, then what is known: what the release does, when it was up,
 * what it reads and sends. Depwarden runs none of the commands. Where nothing known calls the release malicious the text says that, and whether that can be relied on.
 * @returns text that ends with a line break
 */
export function responseText(malice: Malice, options: { readonly format: MarkupFormat; readonly found?: FoundHere | undefined }): string {
  const markup = MARKUPS[options.format];
  const blocks = malice.advisories.length === 0 ? harmless(malice, markup) : page(malice, options.found, markup);
  return `${blocks.filter(block => block !== '').join('\n\n')}\n`;
}

function harmless({ unknown, ...malice }: Malice, markup: Markup): readonly string[] {
  const release = nameOf(malice, markup);
  const fact = `Nothing that is known here says that ${release} is malicious.`;
  if (unknown === undefined) return [markup.paragraph(fact)];
  return [markup.paragraph(`${fact} But it was not checked against the advisories: ${markup.text(unknown)}.`)];
}

function page(malice: Malice, found: FoundHere | undefined, markup: Markup): readonly string[] {
  const facts = incidentFacts(malice, malice.version);
  const judgement = malice.everyRelease ? 'is a malicious package' : 'is a compromised release';
  return [
    markup.title(`${nameOf(malice, markup)} ${judgement}`),
    markup.paragraph(
      'Treat every machine that has installed it as compromised, until you know better. Removing it does not undo what it has done.',
    ),
    markup.heading('What to do now'),
    markup.steps(steps(malice, facts, found, markup)),
    markup.paragraph('Depwarden runs none of these commands. Read each before you run it.'),
    ...(found === undefined ? [] : foundHere(found, markup)),
    markup.heading('What is known'),
    markup.list(knowledge(malice, facts, markup)),
  ];
}

function knowledge(malice: Malice, facts: IncidentFacts | undefined, markup: Markup): readonly string[] {
  const pages = malice.advisories.map(({ lead }) => markup.link(quoted(lead.id, 40), lead.url));
  const others = malice.advisories.flatMap(({ ids, lead }) => ids.filter(id => id !== lead.id)).map(id => markup.text(id));
  const reads = facts?.reads ?? [];
  return [
    `Advisory: ${pages.join(', ')}${others.length > 0 ? `; also ${listed(others, 6)}` : ''}.`,
    ...when(malice, facts, markup),
    ...(facts?.did === undefined ? told(malice, markup) : [`What it does: ${markup.own(facts.did)}`]),
    ...(reads.length === 0 ? [] : [`It reads: ${markup.own(reads.join('; '))}.`]),
    ...(facts?.sends === undefined ? [] : [`Where that goes: ${markup.own(facts.sends)}`]),
    ...codes('It talks to', facts?.domains, markup),
    ...codes('It leaves beside packages', facts?.files, markup),
    ...(facts?.did === undefined
      ? ['What it reads and sends is not in the built-in list: see the advisory, and assume everything that the account could read.']
      : []),
    ...(facts?.pages ?? []).map(url => `More: ${markup.link(url, url)}`),
  ];
}

function when(malice: Malice, facts: IncidentFacts | undefined, markup: Markup): readonly string[] {
  const [group] = malice.advisories;
  const reported = group && reportedOn(group, malice.version);
  const since = facts?.since ?? reported ?? group?.lead.published;
  if (since === undefined) return [];
  const otherwise = reported === undefined ? 'The advisory was published' : 'The release was reported';
  const what = facts?.isReleaseTime ? 'Published' : facts ? 'It began' : otherwise;
  const minutes = facts?.aboutMinutesUp;
  return [`${what} ${markup.text(moment(since))}${minutes ? `; the releases could be installed for about ${minutes} minutes` : ''}.`];
}

/** `2026-03-24T10:52:00Z` as `2026-03-24 10:52 UTC`; what has no time stays as it is. */
function moment(time: string): string {
  const [, day, clock] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(time) ?? [];
  return day === undefined || clock === undefined ? time : `${day} ${clock} UTC`;
}

function told({ advisories }: Malice, markup: Markup): readonly string[] {
  const summary = advisories
    .flatMap(({ members }) => members)
    .find(member => member.summary !== '' && member.neighbours === undefined)?.summary;
  return summary === undefined ? [] : [`The advisory says: ${markup.text(summary)}`];
}

function codes(what: string, names: readonly string[] = [], markup: Markup): readonly string[] {
  return names.length === 0 ? [] : [`${what}: ${names.map(markup.code).join(', ')}.`];
}

function foundHere({ paths, left, cached = [] }: FoundHere, markup: Markup): readonly string[] {
  if (paths.length + left.length + cached.length === 0) return [];
  return [
    markup.heading('Found on this machine'),
    markup.list([
      ...paths.map(path => `Installed: ${markup.code(path)}`),
      ...left.map(path => `Left behind: ${markup.code(path)}`),
      ...cached.map(path => `Still in a cache: ${markup.code(path)}`),
    ]),
  ];
}

function steps(malice: Malice, facts: IncidentFacts | undefined, found: FoundHere | undefined, markup: Markup): readonly Step[] {
  const recipe = ECOSYSTEMS[malice.ecosystem].response ?? NO_RECIPE;
  const projects = found?.projects ?? [];
  const commands = (all: readonly ShownCommand[]): readonly string[] => (all.length === 0 ? [] : [markup.commands(onceEach(all))]);
  const reads = facts?.reads ?? [];
  return [
    {
      title: 'Isolate the machine',
      text: `Take it off the network and stop the build jobs that use it. Keep its logs and a copy of the folder for whoever investigates. ${recipe.caution}`.trimEnd(),
      blocks: [],
    },
    {
      title: 'Rotate secrets',
      text: `Do it from another, clean machine, and revoke the old ones. ${reads.length > 0 ? `First what it is known to read: ${markup.own(reads.join('; '))}. Then all else` : 'All'} that this account, or the build job, could use:`,
      blocks: [markup.list(SECRETS)],
    },
    { title: 'Remove what is installed', ...removalOf(projects, markup) },
    {
      title: 'Install again',
      text: `${advice(malice, markup)} Then install again${recipe.how}.`,
      blocks: commands(projects.length === 0 ? recipe.reinstall() : projects.flatMap(project => recipe.reinstall(project))),
    },
    {
      title: 'Clear the caches',
      text: 'The bad artefact may still lie there; also in those of build jobs, container images and internal mirrors.',
      blocks: commands(recipe.caches(malice.name, projects)),
    },
    {
      title: 'Look for what it left',
      text: 'Look for what it may have left to come back, and for its use of what it took.',
      blocks: [
        markup.list([
          ...(facts?.persists ?? []).map(item => `${markup.own(item)} (known of this release)`),
          ...recipe.persistence,
          ...COMMON_TRACES,
        ]),
      ],
    },
    {
      title: 'Tell others',
      text: 'Tell who is responsible for security, and the users of anything that was built or published with it.',
      blocks: [],
    },
  ];
}

/** Commands only for what is known to hold nothing else; what cannot be removed as a whole, or not by a command, is named. */
function removalOf(projects: readonly AffectedProject[], markup: Markup): Pick<Step, 'text' | 'blocks'> {
  if (projects.length === 0)
    return { text: 'Remove the whole environment or folder that it is installed in, not the package alone.', blocks: [] };
  const removals = projects.map(({ environment, isRemovable }) => ({
    environment,
    command: isRemovable ? removal(environment) : undefined,
  }));
  const commands = removals.flatMap(({ command }) => (command === undefined ? [] : [{ command }]));
  const byHand = removals.filter(({ command }) => command === undefined).map(({ environment }) => markup.code(environment));
  return {
    text: 'Remove the whole folder, not the package alone.',
    blocks: [
      ...(commands.length > 0 ? [markup.commands(commands)] : []),
      ...(byHand.length > 0
        ? [
            markup.paragraph(
              `No command is given for ${byHand.join(', ')}: it may hold other things too. Look at it, and set it up anew as a whole.`,
            ),
          ]
        : []),
    ],
  };
}

function onceEach(commands: readonly ShownCommand[]): readonly ShownCommand[] {
  return [...new Map(commands.map(one => [one.command, one])).values()];
}

function advice(malice: Malice, markup: Markup): string {
  const scheme = versionsOf(malice.ecosystem);
  const neighbours = malice.advisories.flatMap(group => group.neighbours);
  const known = malice.everyRelease || !scheme.isValid(malice.version) ? [] : neighbours;
  const last = lastCleanBefore(known, malice.version, scheme);
  const first = firstCleanAfter(known, malice.version, scheme);
  const clean = [
    ...(last === undefined ? [] : [`the last safe release before it is ${markup.text(last)}`]),
    ...(first === undefined ? [] : [`the next safe one after it ${markup.text(first)}`]),
  ];
  const task = malice.everyRelease
    ? 'Take the package out of manifests and lockfiles; every release of it is malicious.'
    : 'See to it that no manifest or lockfile asks for this release';
  return malice.everyRelease ? task : `${task}${clean.length > 0 ? `: ${clean.join(', ')}` : ''}.`;
}

function nameOf(malice: Pick<Malice, 'name' | 'version'>, markup: Markup): string {
  return markup.text(`${shownName(malice)} ${shownVersion(malice.version)}`);
}
