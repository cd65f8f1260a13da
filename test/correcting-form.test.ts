import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { offered } from '../src/surfaces/slack-calls.ts';
import { formFor } from '../src/surfaces/slack-forms.ts';
import { channelId, type Hypha, openHypha } from './support/hypha.ts';
import { eventually } from './support/slack.ts';

/** The form in which a decision is corrected: what it asks, and what it says to whoever was not the first. */

let hypha: Hypha;
beforeAll(async () => {
  hypha = await openHypha();
  await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
  await hypha.settled();
});
afterAll(() => hypha.close());

const person = (name: string) => hypha.slack.person(name);
const shown = (value: unknown) => JSON.stringify(value);
const logged = async (statement: string, more: Record<string, string> = {}) =>
  `D-${await hypha.logs('maya', statement, more)}`;

async function opens(name: string, decision: string): Promise<void> {
  const post = await eventually(
    async () => (await person(name).sees('eng')).find(({ text }) => text.includes(`${decision} noted`)) ?? false,
  );
  await person(name).clicks('form:decision.change', { channel: post.channel, ts: post.ts });
  await eventually(async () => expect(shown(await person(name).modal())).toContain(decision));
}

test('whoever comes second is told what the first changed, and not what they changed themselves', async () => {
  const decision = await logged('Deploy on Mondays', { why: 'It is quiet', topic: 'deploys' });
  await opens('ravi', decision);
  await hypha.asks('ana', 'decision.change', { decision, topic: 'releases' });
  const { modal } = await person('ravi').submits({ statement: 'Deploy on Fridays', why: 'Calm' });
  expect(shown(modal)).toContain('*topic, now:* releases');
  expect(shown(modal)).not.toMatch(/\*(statement|why|again|alternatives)(\*|, now)/);
});

test('and of what both changed, how it reads now', async () => {
  const decision = await logged('Meet on Mondays', { why: 'It is quiet' });
  await opens('ravi', decision);
  await hypha.asks('ana', 'decision.change', { decision, why: 'It is loud' });
  const { modal } = await person('ravi').submits({ why: 'Calm' });
  expect(shown(modal)).toContain('*why, now:* It is loud');
  expect(shown(modal)).not.toContain('*statement');
  const again = await person('ravi').submits();
  expect(shown(again.modal)).toContain('was changed by ravi');
});

test('Undo pressed twice in a window shows what came of it, and not that it came too late', async () => {
  const decision = await logged('Paint it black');
  await opens('maya', decision);
  const { modal } = await person('maya').submits({ statement: 'Paint it white' });
  expect(shown(modal)).toContain('decision.undo');
  await Promise.all([person('maya').clicks('decision.undo'), person('maya').clicks('decision.undo')]);
  await hypha.settled();
  const after = shown(await person('maya').modal());
  expect(after).toContain('Paint it black');
  expect(after).not.toContain('can be undone');
});

const Inputs = z.array(
  z.looseObject({
    block_id: z.string(),
    optional: z.boolean(),
    label: z.object({ text: z.string() }),
    hint: z.object({ text: z.string() }).optional(),
    element: z.looseObject({ type: z.string() }),
  }),
);

/** All that it may ask. */
function asks(name: string): z.output<typeof Inputs> {
  const operation = offered.find((one) => one.name === name);
  const known = Object.fromEntries(operation?.fields.map((field) => [field.name, '']) ?? []);
  return Inputs.parse(operation && formFor(operation, known).blocks);
}

test('what a decision says is not called optional there', () => {
  const all = asks('decision.change');
  expect(all.filter(({ optional }) => !optional).map(({ block_id }) => block_id)).toEqual(['decision', 'statement']);
});

const words = (text: string): string[] => text.toLowerCase().match(/\p{L}{3,}/gu) ?? [];

test.each(['decision.change', 'decision.log'])(
  'no hint of %s only repeats its label, or tells how to spell what is chosen from a calendar',
  (name) => {
    const hinted = asks(name).flatMap(({ hint, ...rest }) => (hint ? [{ ...rest, hint }] : []));
    expect(hinted.length).toBeGreaterThan(8);
    for (const { label, hint, element } of hinted) {
      const said = words(label.text).map((word) => word.slice(0, 5));
      const more = words(hint.text).filter((word) => !said.some((one) => word.startsWith(one)));
      expect(more.length, hint.text).toBeGreaterThan(1);
      if (element.type === 'datepicker') expect(hint.text).not.toMatch(/\d{4}/);
    }
  },
);
