import { h, render } from 'preact';
import { readAddress } from './address.ts';
import { Refused } from './ask.ts';
import { takeEmoji } from './emoji.ts';
import { openSession, type Session } from './session.ts';
import { showTheme } from './theme.ts';
import { App } from './view/app.ts';

/** The page: whoever the address names, at the place that it names. */

const root = document.body;
let session: Session | undefined;
let emojiReady = false;
let turn = 0;

function draw(): void {
  if (session) render(h(App, { key: session.person, session, emojiReady }), root);
}

async function arrive(): Promise<void> {
  const mine = ++turn;
  const { person, place } = readAddress(location.hash);
  try {
    if (!session || (person !== undefined && person !== session.person)) {
      const opened = await openSession(person, place);
      if (mine !== turn) return opened.close();
      session?.close();
      session = opened;
    }
    draw();
    await session.arrive(place);
  } catch (error) {
    say(error instanceof Refused ? error.message : 'The page could not be shown.');
  }
}

function say(words: string): void {
  const home = h('a', { href: '#/', onClick: () => location.reload() }, 'Begin again');
  render(h('main', { class: 'empty' }, h('p', {}, words), home), root);
}

async function loadEmoji(): Promise<void> {
  const answer = await fetch('/client/emoji.json');
  takeEmoji(await answer.json());
  emojiReady = true;
  draw();
}

showTheme();
addEventListener('storage', showTheme);
addEventListener('hashchange', () => void arrive());
void arrive();
void loadEmoji();
