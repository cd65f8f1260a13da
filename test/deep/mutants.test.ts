import { expect, test } from 'vitest';
import { type Change, torture } from './mutant.ts';

/** A torture that stays green without a guard proves nothing about the guard. */
interface Mutant {
  without: string;
  changes: Change[];
  breaks: string;
}

const mutants: Mutant[] = [
  {
    without: 'the keys that recognise an event',
    changes: [
      { file: 'migrations/0003_inbox.ts', from: 'create unique index inbox_event', to: 'create index inbox_event' },
      { file: 'migrations/0003_inbox.ts', from: 'create unique index inbox_what', to: 'create index inbox_what' },
    ],
    breaks: 'one event causes no two offers',
  },
  {
    without: 'the key that recognises a request',
    changes: [
      {
        file: 'src/ledger/store.ts',
        from: 'if (numInsertedOrUpdatedRows === 1n) return undefined;',
        to: 'if (numInsertedOrUpdatedRows < 2n) return undefined;',
      },
    ],
    breaks: 'no decision is in the log twice',
  },
  {
    without: 'the key that recognises an action',
    changes: [
      { file: 'migrations/0005_action.ts', from: 'create unique index action_key', to: 'create index action_key' },
      {
        file: 'src/actions/store.ts',
        from: "conflict.columns(['ws', 'key']).doNothing()",
        to: 'conflict.doNothing()',
      },
    ],
    breaks: 'no post is in Slack twice',
  },
  {
    without: 'the lock of a destination',
    changes: [
      { file: 'src/edges/locks.ts', from: "if (held.has(dest)) return 'busy';", to: '' },
      { file: 'src/edges/locks.ts', from: "if (!(await open.take(`${ws}/${dest}`))) return 'busy';", to: '' },
    ],
    breaks: 'no post is in Slack twice',
  },
  {
    without: 'settle',
    changes: [
      {
        file: 'src/actions/rules.ts',
        from: 'waitMs: pace.settleMs, absent: 0',
        to: 'waitMs: 0, absent: 0',
      },
    ],
    breaks: 'no post is in Slack twice',
  },
  {
    without: 'the look-up',
    changes: [
      {
        file: 'src/edges/outbox.ts',
        from: "lookUp[row.kind] === 'history' ? await findPosted(app, row) : ({ is: 'no way' } as const)",
        to: "{ is: 'absent' } as Awaited<ReturnType<typeof findPosted>>",
      },
    ],
    breaks: 'no post is in Slack twice',
  },
];

const calm = { kills: 0, freezes: 0, restarts: 0, wipes: 0 };

test.each(mutants)('without $without, torture says so', async ({ changes, breaks }) => {
  const said = await torture(changes, { seed: 7, haste: 30, events: 100, posts: 300, decisions: 50, ...calm });
  expect(said).toContain(`FAIL ${breaks}`);
});

test('with all of them in place the same torture passes', async () => {
  const said = await torture([], { seed: 7, haste: 30, events: 100, posts: 300, decisions: 50, ...calm });
  expect(said).toContain('PASS');
});
