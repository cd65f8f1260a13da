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
  md: z.boolean().default(false),
});
type Everywhere = z.infer<typeof Everywhere>;

/** What the command line was asked for. */
export type Asked =
  | ({ what: 'operation'; operation: Operation; input: Record<string, string> } & Everywhere)
  | { what: 'doctor'; json: boolean }
  | ({ what: 'connect' } & Connecting);

/** How Hypha is to be connected, as far as a command line says it: secrets are asked for, or come from the environment. */
const Connecting = z.object({
  me: z.string().optional(),
  url: z.string().optional(),
  compare: z.boolean().default(false),
  listen: z.boolean().default(true),
  wait: z.string().default('180'),
});
type Connecting = z.infer<typeof Connecting>;

interface Printer {
  out(text: string): void;
  err(text: string): void;
}

/**
 * Reads a command line against the list of operations. What is not understood, or only asks for help, gives an exit code.
 * With a real Slack, what exists only in the sandbox is listed nowhere; typed all the same, it is refused with a reason.
 */
export function readCommandLine(
  argv: readonly string[],
  operations: readonly Operation[],
  to: Printer,
  live = false,
): Asked | number {
  let asked: Asked | undefined;
  const found = (what: Asked) => {
    asked = what;
  };
  const program = commandsFor({ operations, to, found, listed: ({ sandboxOnly }) => !live || !sandboxOnly });
  try {
    program.parse(argv.length === 0 ? ['help'] : argv, { from: 'user' });
    return asked ?? 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

type Found = (asked: Asked) => void;

interface Given {
  operations: readonly Operation[];
  to: Printer;
  found: Found;
  listed(operation: Operation): boolean;
}

function commandsFor({ operations, to, found, listed }: Given): Command {
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
    .option('--json', 'the answer for programs')
    .option('--md', 'the answer as a document in Markdown');
  program.helpInformation = () => `${helpPage(operations.filter(listed))}\n`;
  for (const operation of operations) {
    addOperation(program, operation, operation.phrase, found, !listed(operation));
    for (const way of operation.also) addOperation(program, operation, way, found, true);
  }
  addOwn(program, to, found);
  return program;
}

function isTime(said: string): string {
  if (!readTime(said, 'UTC')) throw new InvalidArgumentError('Say it as 2026-12-01 09:00.');
  return said;
}

function isSeconds(said: string): string {
  if (!/^[1-9]\d{0,3}$/.test(said)) throw new InvalidArgumentError('Say how many seconds.');
  return said;
}

function addOwn(program: Command, to: Printer, found: Found): void {
  program
    .command('doctor')
    .description('What is used, whether it works, and what to do if not.')
    .action((_, command: Command) => found({ what: 'doctor', json: everywhere(command).json }));
  program
    .command('connect')
    .description('Connects Hypha to your Slack, step by step. Tokens are asked for, or taken from the environment.')
    .option('--me <person>', 'who you are there: a name or a member ID')
    .option('--url <address>', 'where Slack reaches Hypha over HTTP, instead of Socket Mode')
    .option('--compare', 'compare the whole app with manifest.yml, with an app configuration token')
    .option('--no-listen', 'do not wait for events to be heard')
    .addOption(new Option('--wait <seconds>', 'how long to wait for each event').argParser(isSeconds))
    .action((_, command: Command) => found({ what: 'connect', ...Connecting.parse(command.opts()) }));
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
function addOperation(program: Command, operation: Operation, way: string, found: Found, hidden: boolean): void {
  const words = way.split(' ');
  const last = words.pop() ?? way;
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
