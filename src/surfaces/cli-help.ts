import type { Operation } from '../operation.ts';

/** A call as somebody could type it; what has to be filled in stands in angle brackets. */
export function cliCall(operation: Operation, input: Record<string, string>): string {
  const asked = operation.fields.flatMap(({ name, required, hidden }) => {
    if (hidden) return [];
    const value = input[name] === undefined ? required && `<${name}>` : quoted(input[name]);
    return value ? [{ name, value }] : [];
  });
  const words = operation.words.flatMap((word) => asked.filter(({ name }) => name === word));
  const others = asked.filter(({ name }) => !operation.words.includes(name));
  return [
    `hypha ${operation.phrase}`,
    ...words.map(({ value }) => value),
    ...others.map(({ name, value }) => `--${name} ${value}`),
  ].join(' ');
}

const quoted = (value: string) => (/^[\w.,:/@+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`);

const headings: Record<string, string> = {
  decision: 'Decisions',
  channel: 'Channels',
  person: 'You',
  home: 'You',
  action: 'What Hypha says',
  sending: 'What Hypha says',
  token: 'Programs that act for you',
  health: 'This Hypha',
  message: 'This Hypha',
  clock: 'This Hypha',
};

const here: [string, string][] = [
  ['connect', 'Connects Hypha to your Slack, step by step.'],
  ['doctor', 'What is used, whether it works, and what to do if not.'],
  ['version', 'Which Hypha this is.'],
  ['help [command]', 'This, or all about one command.'],
];

const everywhere: [string, string][] = [
  ['--as <person>', 'Who asks: a Slack id or a name.'],
  ['--at <time>', 'As if it were then: 2026-12-01 09:00, where that person is.'],
  ['--key <key>', 'The same key is the same request: it happens once.'],
  ['--json', 'The answer for programs, as the HTTP API gives it.'],
];

const width = 80;
const column = 28;

/** Everything that can be asked, on one page of 80 columns. */
export function helpPage(operations: readonly Operation[]): string {
  const groups = Map.groupBy(operations, ({ name }) => headingOf(name));
  const listed = [...groups].map(([heading, members]): [string, [string, string][]] => [
    heading,
    [...members.map(lineOf), ...(heading === 'This Hypha' ? here : [])],
  ]);
  if (!groups.has('This Hypha')) listed.push(['This Hypha', here]);
  return [
    'hypha: what your team decided, and what follows from it.',
    ...[...listed, ['With every command', everywhere] as const].map(
      ([heading, lines]) => `${heading}\n${lines.map(([left, right]) => twoColumns(left, right)).join('\n')}`,
    ),
    'A channel can be named without its #, which a shell takes for a comment.',
  ].join('\n\n');
}

const headingOf = (name: string): string => {
  const noun = name.slice(0, name.indexOf('.'));
  return headings[noun] ?? `${noun[0]?.toUpperCase() ?? ''}${noun.slice(1)}s`;
};

function lineOf(operation: Operation): [string, string] {
  const fields = operation.fields;
  const words = operation.words.map((word) =>
    fields.some(({ name, required }) => name === word && required) ? `<${word}>` : `[${word}]`,
  );
  return [[operation.phrase, ...words].join(' '), operation.summary];
}

function twoColumns(left: string, right: string): string {
  const lines = [''];
  for (const word of right.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && column + line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  const [first = '', ...more] = lines;
  const start = `  ${left}`.padEnd(column);
  const head = start.length > column ? `${start}\n${' '.repeat(column)}${first}` : `${start}${first}`;
  return [head, ...more.map((line) => ' '.repeat(column) + line)].join('\n');
}
