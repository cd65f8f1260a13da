import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  buttons,
  type Card,
  choosing,
  context,
  day,
  escaped,
  header,
  inline,
  press,
  say,
  section,
} from '../../src/card.ts';
import { plain, type Terminal, widthOf } from '../../src/surfaces/plain.ts';

const paper: Terminal = { colour: false, links: false, width: 80 };
const screen: Terminal = { colour: true, links: true, width: 80 };
const card = (...blocks: Card['blocks']): Card => ({ text: '', blocks });

describe('a card in the terminal', () => {
  test.each([
    ['*D-42 · Use Postgres*', 'D-42 · Use Postgres'],
    ['decided <!date^1762948800^{date_short}|12 Nov> by Maya', 'decided 12 Nov by Maya'],
    ['<https://a.example/p1?a=1&amp;b=2|Maya, 12 Nov>', 'Maya, 12 Nov (https://a.example/p1?a=1&b=2)'],
    [
      'by Maya, <!date^1762948800^{date_short}, #eng^https://a.example/p1|12 Nov, #eng>',
      'by Maya, 12 Nov, #eng (https://a.example/p1)',
    ],
    ['<https://a.example>', 'https://a.example'],
    ['_because_ it holds', 'because it holds'],
    ['say `/hypha go` here', 'say `hypha go` here'],
    ['> a quote\nMaya', '│ a quote\nMaya'],
    ['2 * 3 * 4 and a_b_c', '2 * 3 * 4 and a_b_c'],
    ['&lt;@U1&gt; &amp;lt; &amp;amp;', '<@U1> &lt; &amp;'],
    ['<#C1|eng> and <javascript:alert|here>', '#eng and here'],
  ])('%j reads %j', (source, words) => {
    expect(plain(card(section(source)), paper)).toBe(words);
  });

  it('shows what people typed letter by letter, also inside our own bold', () => {
    const typed = 'use *stars*, _lines_, `ticks` & <tags> ~here~';
    expect(plain(card(section(`*D-1 · ${inline(typed)}*`)), paper)).toBe(`D-1 · ${typed}`);
  });

  it('puts weight on what is bold where colour is on, and hides an address behind its label', () => {
    expect(plain(card(section('*D-1* <https://a.example|there>')), screen)).toBe(
      '\u001b[1mD-1\u001b[22m \u001b]8;;https://a.example\u001b\\there\u001b]8;;\u001b\\',
    );
  });

  it('says the same words with and without colour', () => {
    const shown = card(
      header('Decided lately'),
      section(`*D-1* ${inline('a *b* c')} · ${day('2026-03-01T00:00:00Z')}`),
    );
    expect(stripVTControlCharacters(plain(shown, screen))).toBe(plain(shown, paper));
  });

  it('turns buttons into the commands that do the same, or into nothing', () => {
    const pressable = say(
      'Held.',
      buttons(press({ operation: 'action.release', label: 'Release', input: { action: 'a1' } }, 1)),
    );
    expect(plain(pressable, paper)).toBe('Held.');
    expect(plain(pressable, paper, (operation, { action }) => `hypha ${operation} ${action}`)).toBe(
      'Held.\n  hypha action.release a1',
    );
  });

  it('writes out what stands beside words, a button as well as choices under ⋯', () => {
    const hold = { operation: 'action.hold', label: 'Hold' };
    const cancel = { operation: 'action.cancel', label: 'Cancel' };
    const undo = press({ operation: 'action.release', label: 'Undo', input: { action: 'a0' } });
    const shown = card({ ...section('Held.'), accessory: undo }, choosing('Soon.', [hold, cancel], { action: 'a1' }));
    expect(plain(shown, paper, (operation, { action }) => `hypha ${operation} ${action}`)).toBe(
      'Held.\n  hypha action.release a0\n\nSoon.\n  hypha action.hold a1\n  hypha action.cancel a1',
    );
  });

  it('sets sections apart and keeps what belongs to them close', () => {
    expect(plain(card(section('One.'), context('about one'), section('Two.')), paper)).toBe('One.\nabout one\n\nTwo.');
  });

  it('falls back to its text when it has no blocks that can be read', () => {
    expect(plain({ text: 'Nothing &lt;here&gt;', blocks: [] }, paper)).toBe('Nothing <here>');
  });

  it('continues long lines further in, and never cuts an address', () => {
    const address = `https://a.example/${'x'.repeat(100)}`;
    const lines = plain(card(section(`${'word '.repeat(30)}${address} end`)), paper).split('\n');
    expect(lines).toContain(`  ${address}`);
    expect(lines[1]).toMatch(/^ {2}word/);
  });

  it('lets nothing a person wrote reach the terminal as a command', () => {
    expect(plain(say(escaped('a\u001b[31mred\u0007\u009b2J\u202eback\r\nnext')), paper)).toBe(
      'a␛[31mred␇\ufffd2Jback\nnext',
    );
    const hostile = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(hostile, hostile, (one, two) => {
        const shown = plain(
          card(section(`*${inline(one)}* ${escaped(two)}`), context(escaped(one)), header(two)),
          screen,
        );
        const ours = shown.replaceAll('\u001b[1m', '').replaceAll('\u001b[22m', '');
        expect(ours).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('fits the width, whatever is written', () => {
    const words = fc.array(fc.oneof(fc.stringMatching(/^\w{1,120}$/), fc.constantFrom('会议', '👩‍👩‍👧', 'é', '✓')), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(words, (written) => {
        const lines = plain(card(section(`*Why:* ${inline(written.join(' '))}`)), paper).split('\n');
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80);
      }),
    );
  });
});
