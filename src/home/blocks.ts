import type { KnownBlock } from '@slack/types';
import { isStopped } from '../actions/blocks.ts';
import { buttons, type Card, clip, context, day, header, inline, moment, press, section } from '../card.ts';
import { line } from '../decisions/blocks.ts';
import { firstSteps, type Home, type Room } from './rules.ts';

export function homeCard(home: Home): Card {
  return {
    text: 'Hypha',
    blocks: [
      ...stopBlocks(home),
      ...nextBlocks(home),
      ...decidedBlocks(home),
      ...roomBlocks(home),
      ...digestBlocks(home),
    ],
  };
}

const stopBlocks = ({ stopped }: Home): KnownBlock[] => (stopped ? [section(isStopped(stopped))] : []);

/** What to do next, while something is left to do: what is done stands there with its sign. */
function nextBlocks(home: Home): KnownBlock[] {
  const steps = firstSteps(home);
  if (steps.every(({ done }) => done)) return [];
  return [header('Next'), ...steps.flatMap(({ step, done }) => (done ? [section(doneWords[step])] : toDo[step](home)))];
}

type Step = 'let in' | 'decide' | 'hours';

const doneWords: Record<Step, string> = {
  'let in': '✓ Hypha reads a channel that you are in.',
  decide: '✓ Something is decided.',
  hours: '✓ Hypha knows when you work.',
};

/** A step has room for few buttons, and a first one needs but one channel. */
const mostOffered = 2;

const toDo: Record<Step, (home: Home) => KnownBlock[]> = {
  'let in': ({ rooms }) => {
    const words = '*Let Hypha read a channel.* It reads nothing until somebody does, and says so there.';
    const offered = rooms.slice(0, mostOffered).map(({ id, name }, n) => {
      const label = `Let it read #${clip(name, 50)}`;
      return press({ operation: 'channel.join', label, input: { channel: id } }, n);
    });
    const other = press({ operation: 'form:channel.join', label: 'Another channel' });
    if (rooms.length > mostOffered) return [section(words), buttons(...offered, other)];
    if (offered.length > 0) return [section(words), buttons(...offered)];
    return [section(`${words} Type \`/invite @Hypha\` in a channel, then \`/hypha join\`.`)];
  },
  decide: () => [
    section('*Log the first decision.* Here, or with `/decide` and what was decided in the channel it belongs to.'),
    buttons(press({ operation: 'form:decision.log', label: 'Log one' })),
  ],
  hours: ({ hours, zone }) => [
    section(`*When do you work?* Until you say otherwise: ${hours}, ${inline(zone)} time.`),
    buttons(
      press({ operation: 'person.hours', label: 'That is right', input: { hours } }),
      press({ operation: 'form:person.hours', label: 'Change it', input: { hours } }),
    ),
  ],
};

function decidedBlocks({ decisions, total, everDecided, mayLetIn }: Home): KnownBlock[] {
  const lines = decisions.map(line);
  return [
    header('Decided lately'),
    section(lines.length > 0 ? lines.join('\n') : everDecided ? 'Nothing that stands now.' : 'Nothing yet.'),
    buttons(
      ...(mayLetIn
        ? [press({ operation: 'form:decision.log', label: 'Log a decision', style: 'primary' as const })]
        : []),
      press({ operation: 'action.list', label: "What's planned" }),
    ),
    context(
      `${total} ${total === 1 ? 'decision' : 'decisions'} that you can see · \`/hypha help\` lists everything Hypha does · \`/hypha opt out\` leaves you out of it`,
    ),
  ];
}

const mostRooms = 20;

function roomBlocks({ rooms, hours, hoursTold, zone }: Home): KnownBlock[] {
  const read = rooms.filter(({ state }) => state !== 'outside').slice(0, mostRooms);
  const lines = read.map(roomLine);
  const held = read.some(({ unsaid, mayDecide }) => mayDecide && unsaid > 0);
  return [
    ...(lines.length > 0 ? [header('Where Hypha reads'), section(lines.join('\n'))] : []),
    ...(held
      ? [buttons(press({ operation: 'action.list', label: 'What it would have said', input: { state: 'held' } }))]
      : []),
    ...(hoursTold
      ? [
          header('When you work'),
          section(`You work ${hours}, ${inline(zone)} time.`),
          buttons(press({ operation: 'form:person.hours', label: 'Change your hours', input: { hours } })),
        ]
      : []),
  ];
}

function roomLine({ name, state, observingUntil, mayDecide, unsaid, recap }: Room): string {
  if (state === 'about to read') return `#${inline(name)} · as soon as it has said so there`;
  return [
    `#${inline(name)}`,
    observingUntil && `only listens until ${day(observingUntil)}`,
    recap && `is told ${recap} what was decided`,
    mayDecide && unsaid > 0 && `holds ${unsaid} that it would have said`,
    mayDecide && observingUntil && '`/hypha speak up` in it lets it speak',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** As many as are taken back from here; `/hypha unmute` takes back any. */
const mostMuted = 3;

function digestBlocks({ digests, digestAt, muted }: Home): KnownBlock[] {
  const next = digestAt ? ` The next one would come ${moment(digestAt)}, if there is something to say.` : '';
  const comes = digests
    ? `Your digest comes at ${digests.replace(/, (?=[^,]*$)/, ' and ')} on your working days.${next}`
    : 'You get no digests.';
  const again = muted
    .slice(0, mostMuted)
    .map(({ what, name }, n) =>
      press({ operation: 'person.unmute', label: `Hear of ${clip(name, 40)} again`, input: { what } }, n),
    );
  return [
    header('What comes to you'),
    section(comes),
    buttons(
      press({ operation: 'form:person.digests', label: 'Change when', ...(digests && { input: { times: digests } }) }),
      press({ operation: 'digest.show', label: 'See it now' }),
      press({ operation: 'form:person.mute', label: 'Mute something' }),
    ),
    ...(muted.length > 0
      ? [context(`Muted: ${muted.map(({ name }) => inline(name)).join(', ')}`), buttons(...again)]
      : []),
  ];
}
