import { COMMANDS, type CommandRow, type OptionRow } from './commands.js';

/** What `depwarden --help` prints: the commands, and what holds for all. */
export function helpOfAll(): string {
  return [
    ...COMMANDS.map(command => columns(usageOf(command), command.summary)),
    columns('depwarden COMMAND --help', 'the options of a command'),
    'depwarden --help | --version',
    '',
    'Environment: DEPWARDEN_OSV_URL, DEPWARDEN_OSV_EXPORT_URL, DEPWARDEN_NPM_REGISTRY, DEPWARDEN_PYPI_URL, DEPWARDEN_CACHE_DIR, NO_COLOR, SOURCE_DATE_EPOCH.',
    '',
  ].join('\n');
}

/** What `depwarden COMMAND --help` prints: this command alone. */
export function helpOf(command: CommandRow): string {
  const options = command.options.map(option => columns(`  ${writtenOption(option)}`, option.brief));
  return [columns(usageOf(command), command.summary), ...options, '', `Exit status: ${command.status}.`, ''].join('\n');
}

/** Its options as rows of a table in Markdown. */
export function optionsTable({ options }: CommandRow): string {
  const rows = options.map(option => `| \`${writtenOption(option).replaceAll('|', '\\|')}\` | ${option.meaning.replaceAll('|', '\\|')} |`);
  return ['| option | meaning |', '| --- | --- |', ...rows, '| `-h`, `--help` | The options of this command in short. |'].join('\n');
}

function usageOf({ name, takes }: CommandRow): string {
  return `depwarden ${name} ${takes}`;
}

function writtenOption({ name, value, choices }: OptionRow): string {
  if (choices) return `--${name}[${choices.map(choice => `=${choice}`).join('|')}]`;
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

const WIDTH = 27;

function columns(left: string, right: string): string {
  return left.length < WIDTH ? `${left.padEnd(WIDTH)}${right}` : `${left}\n${' '.repeat(WIDTH)}${right}`;
}
