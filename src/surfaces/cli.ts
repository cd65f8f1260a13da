import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import type { Field } from '../fields.ts';
import type { Operation } from '../operation.ts';
import { version } from '../version.ts';
import { helpPage } from './cli-help.ts';
import { readTime } from './when.ts';

const Everywhere = z.object({
  as: z.string().optional(),
  at: z.string().optional(),
  key: z.string().optional(),
  json: z.boolean().default(false),
});
type Everywhere = z.infer<typeof Everywhere>;

/** What the command line was asked for. */
export type Asked =
  | ({ what: 'operation'; operation: Operation; input: Record<string, string> } & Everywhere)
  | { what: 'doctor'; json: boolean };

interface Printer {
  out(text: string): void;
  err(text: string): void;
}

/** Reads a command line against the list of operations. What is not understood, or only asks for help, gives an exit code. */
export function readCommandLine(
  argv: readonly string[],
  operations: readonly Operation[],
  to: Printer,
): Asked | number {
  let asked: Asked | undefined;
  const program = commandsFor(operations, to, (found) => {
    asked = found;
  });
  try {
    program.parse(argv.length === 0 ? ['help'] : argv, { from: 'user' });
    return asked ?? 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

type Found = (asked: Asked) => void;

function commandsFor(operations: readonly Operation[], to: Printer, found: Found): Command {
  const program = new Command('hypha')
    .exitOverride()
    .helpCommand(false)
    .showHelpAfterError('"hypha help" lists everything.')
    .configureOutput({ writeOut: to.out, writeErr: to.err, getOutHelpWidth: () => 80, getErrHelpWidth: () => 80 })
    .configureHelp({ showGlobalOptions: true })
    .version(version, '--version')
    .option('--as <person>', 'who asks: a Slack id or a name')
    .addOption(new Option('--at <time>', 'as if it were then, where that person is').argParser(isTime))
    .option('--key <key>', 'the same key is the same request')
    .option('--json', 'the answer for programs');
  program.helpInformation = () => `${helpPage(operations)}\n`;
  for (const operation of operations) {
    addOperation(program, operation, operation.phrase, found);
    for (const way of operation.also) addOperation(program, operation, way, found);
  }
  addOwn(program, to, found);
  return program;
}

function isTime(said: string): string {
  if (!readTime(said, 'UTC')) throw new InvalidArgumentError('Say it as 2026-12-01 09:00.');
  return said;
}

function addOwn(program: Command, to: Printer, found: Found): void {
  program
    .command('doctor')
    .description('What is used, whether it works, and what to do if not.')
    .action((_, command: Command) => found({ what: 'doctor', json: everywhere(command).json }));
  program
    .command('version')
    .description('Which Hypha this is.')
    .action(() => to.out(`hypha ${version}\n`));
  program
    .command('help [command...]')
    .description('This, or all about one command.')
    .action((words: string[]) => explained(program, words).outputHelp());
}

/** The command that some words lead to, as far as they lead. */
function explained(program: Command, words: readonly string[]): Command {
  return words.reduce((command, word) => command.commands.find((one) => isCalled(one, word)) ?? command, program);
}

const isCalled = (command: Command, word: string) => command.name() === word || command.aliases().includes(word);

/** `decision log` is the command `log` of the command `decision`, and `decisions log` is the same. */
function addOperation(program: Command, operation: Operation, way: string, found: Found): void {
  const words = way.split(' ');
  const last = words.pop() ?? way;
  const hidden = way !== operation.phrase;
  const group = words.reduce((parent, word) => subcommand(parent, word, operation, hidden), program);
  const fields = operation.fields;
  const command = group.command(last, { hidden }).description(operation.summary);
  for (const word of operation.words) addArgument(command, fields, word, word === operation.words.at(-1));
  for (const field of fields.filter(({ name }) => !operation.words.includes(name))) command.addOption(optionFor(field));
  command.action((...all: unknown[]) => {
    const given = all.slice(0, operation.words.length);
    const input = { ...Typed.parse(command.opts()), ...positional(operation.words, given) };
    found({ what: 'operation', operation, input, ...everywhere(command) });
  });
}

const Typed = z.record(z.string(), z.string());
const Words = z.union([z.string(), z.array(z.string()).transform((words) => words.join(' '))]);
const everywhere = (command: Command) => Everywhere.parse(command.optsWithGlobals());

function subcommand(parent: Command, word: string, { name }: Operation, hidden: boolean): Command {
  const there = parent.commands.find((command) => isCalled(command, word));
  if (there) return there;
  const group = parent.command(word, { hidden }).helpCommand(false);
  return name.startsWith(`${word}.`) ? group.alias(`${word}s`) : group;
}

function addArgument(command: Command, fields: readonly Field[], word: string, takesRest: boolean): void {
  const field = fields.find(({ name }) => name === word);
  const spelled = takesRest ? `${word}...` : word;
  command.argument(field?.required ? `<${spelled}>` : `[${spelled}]`, field?.description);
}

function optionFor({ name, description, required, choices, fallback, hidden }: Field): Option {
  const about = fallback === undefined ? description : `${description} Otherwise ${fallback}.`;
  const option = new Option(`--${name} <${name}>`, about).makeOptionMandatory(required).hideHelp(hidden);
  return choices.length > 0 ? option.choices([...choices]) : option;
}

function positional(words: readonly string[], given: readonly unknown[]): Record<string, string> {
  const said = words.map((word, n) => [word, Words.safeParse(given[n]).data ?? ''] as const);
  return Object.fromEntries(said.filter(([, value]) => value !== ''));
}
