import { expect, test } from 'vitest';
import { type Change, torture } from './mutant.ts';

/** A torture that stays green without a guard proves nothing about the guard. */
interface Mutant {
  without: string;
  changes: Change[];
  breaks: string[];
}

const twice = 'no post is in Slack twice';

const mutants: Mutant[] = [
  {
    without: 'the keys by which events, requests and actions are recognised',
    changes: [
      { file: 'migrations/0003_inbox.ts', from: 'create unique index inbox_event', to: 'create index inbox_event' },
      { file: 'migrations/0003_inbox.ts', from: 'create unique index inbox_what', to: 'create index inbox_what' },
      {
        file: 'src/ledger/store.ts',
        from: 'if (numInsertedOrUpdatedRows === 1n) return undefined;',
        to: 'if (numInsertedOrUpdatedRows < 2n) return undefined;',
      },
      { file: 'migrations/0005_action.ts', from: 'create unique index action_key', to: 'create index action_key' },
      {
        file: 'src/actions/store.ts',
        from: "(conflict) => conflict.columns(['ws', 'key']).doNothing()",
        to: '(conflict) => conflict.doNothing()',
      },
    ],
    breaks: ['one event causes no two offers', 'no decision is in the log twice', twice],
  },
  {
    without: 'settle',
    changes: [{ file: 'src/actions/rules.ts', from: 'waitMs: pace.settleMs, absent: 0', to: 'waitMs: 0, absent: 0' }],
    breaks: [twice],
  },
  {
    without: 'the look-up',
    changes: [
      {
        file: 'src/edges/outbox.ts',
        from: 'await findPosted(app, row)',
        to: "({ is: 'absent' } as Awaited<ReturnType<typeof findPosted>>)",
      },
    ],
    breaks: [twice],
  },
  {
    without: 'the lock of a destination',
    changes: [
      { file: 'src/edges/locks.ts', from: "if (held.has(dest)) return 'busy';", to: '' },
      { file: 'src/edges/locks.ts', from: ")) return 'busy';\n        try {", to: ')) void 0;\n        try {' },
    ],
    breaks: ['nothing is taken from a sender who lives'],
  },
  {
    without: 'the look at what an error is called before it is written down',
    changes: [
      {
        file: 'src/edges/slack.ts',
        from: "isName(error.data.error) ? error.data.error : 'no_clear_answer'",
        to: 'error.data.error',
      },
    ],
    breaks: ['no words of people stand in a log'],
  },
];

const flags = {
  haste: 30,
  events: 100,
  posts: 300,
  decisions: 60,
  kills: 0,
  freezes: 0,
  restarts: 0,
  wipes: 0,
};

/** Chance has a part in what goes wrong, and on a busy machine less of it does: each gets as many storms. */
const seeds = [7, 8, 9];

test.each(mutants)('without $without, torture says so', async ({ changes, breaks }) => {
  const missing = new Set(breaks);
  for (const seed of seeds) {
    const said = await torture(changes, { ...flags, seed });
    for (const holds of breaks) if (said.includes(`FAIL ${holds}`)) missing.delete(holds);
    if (missing.size === 0) return;
  }
  expect([...missing]).toEqual([]);
});

test('with all of them in place the same torture passes', async () => {
  expect(await torture([], { ...flags, seed: 7 })).toContain('PASS');
});
