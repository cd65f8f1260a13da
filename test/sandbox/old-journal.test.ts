import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { openSlack } from '../support/slack.ts';
import { callerOf } from './everything.ts';

const journalAt = () => join(mkdtempSync(join(tmpdir(), 'hypha-old-')), 'slack.jsonl');
const at = '1790000000.000100';
const anything = z.looseObject({});

/** What a sandbox wrote down before it knew of guests' companies, files, pins and the rest. */
const old = [
  {
    kind: 'opened',
    run: 'ABCDE',
    team: { id: 'T0HYPHA0', name: 'Fernhill', domain: 'fernhill' },
    credentials: { botToken: 'xoxb-1', appToken: 'xapp-1', signingSecret: 's' },
    app: { id: 'A0HYPHA000', name: 'Hypha', botId: 'B0HYPHA000', botUserId: 'U0HYPHA000' },
  },
  { kind: 'person', person: { id: 'U0HYPHA000', name: 'hypha', real_name: 'Hypha', role: 'bot' }, at },
  { kind: 'person', person: { id: 'U0MAYA000', name: 'maya', real_name: 'Maya', role: 'owner', updated: 1 }, at },
  { kind: 'channel', channel: { id: 'C0ENG0000', name: 'eng', kind: 'public', creator: 'U0MAYA000', created: 1 }, at },
  { kind: 'joined', channel: 'C0ENG0000', user: 'U0MAYA000', at },
  { kind: 'joined', channel: 'C0ENG0000', user: 'U0HYPHA000', at },
  { kind: 'founded' },
  { kind: 'posted', message: { channel: 'C0ENG0000', ts: at, text: 'from before', user: 'U0MAYA000' } },
];

it('a journal from before is read as it was meant', async () => {
  const journal = journalAt();
  writeFileSync(journal, old.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
  const slack = await openSlack({ journal });
  expect(await slack.person('maya').sees('eng')).toMatchObject([{ text: 'from before', by: 'maya' }]);
  const { channel } = await callerOf(slack)('conversations.info', { channel: 'C0ENG0000' });
  expect(channel).toMatchObject({ is_ext_shared: false, previous_names: [] });
  await slack.close();
});

it('what people did to each other, to channels and to files is there again after a restart', async () => {
  const journal = journalAt();
  const first = await openSlack({ journal });
  const does = (verb: string, args: object) => first.control(verb, args, anything);
  await first.addPerson({ name: 'pia', company: 'Harbor' });
  await does('share-channel', { person: 'maya', channel: 'eng', with: 'Harbor' });
  await does('group', { person: 'maya', handle: 'leads', users: ['maya', 'ana'] });
  await does('status', { person: 'ravi', text: 'Away' });
  const { file } = await does('upload', { person: 'maya', channel: 'eng', name: 'a.txt', text: 'kept' });
  const said = await first.person('maya').says('Pin this', { in: 'eng' });
  await does('pin', { person: 'maya', channel: 'eng', ts: said.ts });
  await callerOf(first)('canvases.create', { title: 'Notes' });
  await first.person('maya').createsChannel('brief');
  await does('delete-channel', { person: 'maya', channel: 'brief' });
  const told = await everythingOf(first, String(file));
  await first.close();
  const again = await openSlack({ journal });
  expect(await everythingOf(again, String(file))).toEqual(told);
  await again.close();
});

/** Addresses change with every start; all else stays. */
async function everythingOf(slack: Awaited<ReturnType<typeof openSlack>>, file: string): Promise<unknown> {
  const call = callerOf(slack);
  const answers = [
    await call('conversations.list', { types: 'public_channel,private_channel' }),
    await call('conversations.history', { channel: 'C0ENG0000' }),
    await call('usergroups.list', { include_users: true }),
    await call('users.profile.get', { user: 'U0RAVI000' }),
    await call('pins.list', { channel: 'C0ENG0000' }),
    await call('files.info', { file }),
    await call('team.info', { team: 'T0HARBOR0' }),
  ];
  expect(answers.map(({ error }) => error)).toEqual(answers.map(() => undefined));
  return JSON.parse(JSON.stringify(answers).replaceAll(slack.url, ''));
}
