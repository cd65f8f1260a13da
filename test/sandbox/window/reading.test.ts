import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOf, permalinkOf, readAddress, readPermalink } from '../../../src/sandbox/client/address.ts';
import { ago, dayName, momentOf, templateDate, wallTime } from '../../../src/sandbox/client/dates.ts';
import { readMarkdown } from '../../../src/sandbox/client/markdown.ts';
import { callsFor } from '../../../src/sandbox/client/mention.ts';
import { isSafeUrl, type Piece, readMrkdwn } from '../../../src/sandbox/client/mrkdwn.ts';

/** How the page reads markup, dates and addresses. */

const text = (words: string): Piece => ({ is: 'text', text: words });
const bold = (...inside: Piece[]): Piece => ({ is: 'style', style: 'bold', inside });

/** All words in it, in order. */
function wordsOf(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      if ('text' in piece) return piece.text;
      if ('inside' in piece) return wordsOf(piece.inside);
      if (piece.is === 'list') return piece.items.map(wordsOf).join('');
      return piece.is === 'table' ? piece.rows.flat().map(wordsOf).join('') : '';
    })
    .join('');
}

describe('Slack’s markup', () => {
  test.for<[string, Piece[]]>([
    ['plain', [text('plain')]],
    ['*bold* and _it_', [bold(text('bold')), text(' and '), { is: 'style', style: 'italic', inside: [text('it')] }]],
    ['*bold _and both_*', [bold(text('bold '), { is: 'style', style: 'italic', inside: [text('and both')] })]],
    ['2*3*4, a * b * c, snake_case_name', [text('2*3*4, a * b * c, snake_case_name')]],
    ['*<@U1>*', [bold({ is: 'user', id: 'U1', label: '' })]],
    [
      '*a <https://x.example/*|b*> c*',
      [bold(text('a '), { is: 'link', url: 'https://x.example/*', inside: [text('b*')] }, text(' c'))],
    ],
    ['`*code* &lt;b&gt;`', [{ is: 'code', text: '*code* <b>' }]],
    ['```\n*no*\n<@U1>\n```', [{ is: 'fence', text: '*no*\n<@U1>' }]],
    ['```open', [text('```open')]],
    ['&gt; quoted\nnot', [{ is: 'quote', inside: [text('quoted')] }, text('not')]],
    [
      '<#C1|eng> <!here> <!subteam^S1|@ops>',
      [
        { is: 'channel', id: 'C1', label: 'eng' },
        text(' '),
        { is: 'all', range: 'here' },
        text(' '),
        { is: 'group', id: 'S1', label: '@ops' },
      ],
    ],
    [
      '<!date^1795000000^{date}^https://x.example|then>',
      [{ is: 'date', seconds: 1795000000, format: '{date}', url: 'https://x.example', fallback: 'then' }],
    ],
    [':tada: :not an emoji:', [{ is: 'emoji', name: 'tada' }, text(' :not an emoji:')]],
    ['&amp;lt; stays', [text('&lt; stays')]],
    ['*not\nclosed*', [text('*not'), { is: 'break' }, text('closed*')]],
  ])('%s', ([source, pieces]) => {
    expect(readMrkdwn(source)).toEqual(pieces);
  });

  test('loses no words, whatever is written', () => {
    const word = fc.stringMatching(/^[a-z]{1,5}$/);
    const glue = fc.constantFrom(' ', '*', '_', '~', '`', '```', '\n', '&gt; ', '*_', ' *');
    fc.assert(
      fc.property(fc.array(fc.tuple(word, glue), { maxLength: 30 }), (parts) => {
        const source = parts.flat().join('');
        const letters = (all: string) => all.replace(/&gt;|[^a-z]/g, '');
        expect(letters(wordsOf(readMrkdwn(source)))).toBe(letters(source));
      }),
    );
  });

  test('is read in a moment, however hostile', () => {
    for (const source of [
      '*a '.repeat(13_000),
      '<'.repeat(40_000),
      '`'.repeat(39_999),
      ':a'.repeat(20_000),
      '_*~'.repeat(13_000),
    ]) {
      const began = performance.now();
      readMrkdwn(source);
      readMarkdown(source);
      expect(performance.now() - began).toBeLessThan(2_000);
    }
  });
});

describe('Markdown', () => {
  test('has headings, lists, tables, fences, quotes, rules and what stands in a line', () => {
    const pieces = readMarkdown(
      '# One\n- **a**\n- b\n1. c\n| x | y |\n|---|---|\n| 1 | 2 |\n> q\n---\n```js\ncode\n```\n[l](https://x.example) ~~s~~ *i* _j_ ![p](https://x.example/p.png)',
    );
    const kinds = new Set(pieces.map(({ is }) => is));
    for (const kind of ['heading', 'list', 'table', 'quote', 'rule', 'fence', 'link', 'style', 'image'])
      expect([...kinds]).toContain(kind);
    expect(wordsOf(pieces)).toContain('abc');
  });
});

describe('Links', () => {
  test('lead only to places a person can go to', () => {
    for (const url of ['https://a.example', 'http://a.example', 'mailto:a@b.example', 'tel:+31'])
      expect(isSafeUrl(url)).toBe(true);
    for (const url of [
      'javascript:alert(1)',
      'data:text/html,x',
      ' javascript:x',
      'file:///etc/passwd',
      '',
      'nonsense',
      'blob:x',
    ])
      expect(isSafeUrl(url)).toBe(false);
  });
});

describe('Addresses', () => {
  test('come out as they went in', () => {
    const places = [
      { at: 'room', room: 'eng' },
      { at: 'room', room: '@ravi', ts: '1700000000.000100' },
      { at: 'room', room: 'eng', thread: '1700000000.000100' },
      { at: 'room', room: 'eng', thread: '1700000000.000100', ts: '1700000001.000200' },
      { at: 'app', tab: 'messages' },
      { at: 'channels' },
      { at: 'search', words: 'what / we # decided' },
      { at: 'page', name: 'calendar' },
    ] as const;
    for (const place of places) expect(readAddress(addressOf('maya', place))).toEqual({ person: 'maya', place });
    expect(readAddress('')).toEqual({ person: undefined, place: undefined });
    expect(readAddress('#/maya/%E0%A4%A')).toEqual({ person: 'maya', place: { at: 'room', room: '%E0%A4%A' } });
  });

  test('permalinks of this workspace are known, and no others', () => {
    const link = { channel: 'C0ENG0000', ts: '1700000001.000200', thread: '1700000000.000100' };
    expect(readPermalink(permalinkOf('fernhill', link), 'fernhill')).toEqual(link);
    expect(readPermalink('https://fernhill.sandbox/archives/C1/p1700000000000100', 'fernhill')).toEqual({
      channel: 'C1',
      ts: '1700000000.000100',
    });
    for (const other of [
      'https://other.slack.com/archives/C1/p1700000000000100',
      'https://fernhill.slack.com/files/C1',
      'nonsense',
    ])
      expect(readPermalink(other, 'fernhill')).toBeUndefined();
  });
});

describe('Dates', () => {
  const noon = Date.UTC(2026, 10, 21, 12);
  const at = (format: string, zone = 'UTC', seconds = noon / 1000) =>
    templateDate({ seconds, format, fallback: 'then' }, zone, noon);

  test('are told in the reader’s own zone', () => {
    expect(at('{date_num} at {time}')).toBe('2026-11-21 at 12:00');
    expect(at('{time}', 'Asia/Kolkata')).toBe('17:30');
    expect(at('{date_long}')).toBe('Saturday, 21 November 2026');
    expect(at('{date_short_pretty}')).toBe('Today');
    expect(at('{date_pretty}', 'UTC', noon / 1000 - 86_400)).toBe('Yesterday');
    expect(dayName(Date.UTC(2026, 10, 20, 23, 30), 'Asia/Kolkata', noon)).toBe('Today');
    expect(at('{time}', 'Nowhere/Land')).toBe('12:00');
  });

  test('of a clock on somebody’s wall are the moments it shows, also when clocks are changed', () => {
    for (const zone of ['UTC', 'Asia/Kolkata', 'America/New_York', 'Europe/Lisbon'])
      for (const ms of [noon, Date.UTC(2026, 2, 29, 3), Date.UTC(2026, 9, 25, 4), Date.UTC(2026, 10, 1, 9)])
        expect(momentOf(wallTime(ms, zone), zone)).toBe(ms);
    expect(momentOf('2026-11-21T09:15', 'Asia/Kolkata')).toBe(Date.UTC(2026, 10, 21, 3, 45));
    expect(momentOf('nonsense', 'UTC')).toBeNaN();
  });

  test('that are none are told in the app’s other words', () => {
    expect(at('{date}', 'UTC', Number.NaN)).toBe('then');
    expect(at('{unknown}')).toBe('then');
    expect(at('{date}', 'UTC', 9e15)).toBe('then');
  });

  test('of a moment ago are told as that', () => {
    expect([0, 60_000, 3_600_000, 5 * 3_600_000, 3 * 86_400_000].map((ms) => ago(noon - ms, noon))).toEqual([
      'just now',
      '1 minute ago',
      '1 hour ago',
      '5 hours ago',
      '3 days ago',
    ]);
  });
});

test('A text calls for who it names, for groups they are in, and for all at once', () => {
  const groups = [{ id: 'S1', members: ['U1'] }];
  for (const called of ['<@U1> look', '<@U1|maya>', '<!here>', '<!subteam^S1|@ops>'])
    expect(callsFor(called, 'U1', groups)).toBe(true);
  for (const not of ['U1', '<@U12>', '<!subteam^S2>', '@here']) expect(callsFor(not, 'U1', groups)).toBe(false);
});
