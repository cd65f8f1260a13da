import type { ActionsBlock, Button, ContextBlock, HeaderBlock, KnownBlock, SectionBlock } from '@slack/types';

/** What is shown. `text` stands alone: it is the notification, and what a screen reader reads. */
export interface Card {
  text: string;
  blocks: KnownBlock[];
}

/** Slack's limits, which it enforces by refusing the whole message. */
export const limits = { text: 3_900, section: 3_000, context: 2_000, button: 75, value: 2_000, quote: 160 } as const;

/** The three characters that mean something to Slack. Escaped, no text can mention, link or broadcast. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** What Slack escaped on the way in, or we on the way out, as people wrote it. */
export const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Also defuses formatting, for a name or a statement that stands inside our own bold or italics. */
export const inline = (text: string): string =>
  escaped(text.replace(/\s+/g, ' ').trim()).replace(/[*_~`]/g, (mark) => `${mark}\u200b`);

export const clip = (text: string, length: number): string => {
  const letters = [...text];
  return letters.length <= length ? text : `${letters.slice(0, length - 1).join('')}…`;
};

export const section = (text: string): SectionBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text: clip(text, limits.section), verbatim: true },
});

export const context = (text: string): ContextBlock => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: clip(text, limits.context), verbatim: true }],
});

export const header = (text: string): HeaderBlock => ({
  type: 'header',
  text: { type: 'plain_text', text: clip(text, 150) },
});

export const buttons = (...elements: Button[]): ActionsBlock => ({ type: 'actions', elements });

export interface Press {
  /** An operation's name: pressing the button is calling it. `form:` before it opens its form instead. */
  operation: string;
  label: string;
  input?: Record<string, string>;
  style?: 'primary' | 'danger';
}

/** Several buttons in one block need different ids, so each after the first gets a number that the surface drops. */
export const press = ({ operation, label, input = {}, style }: Press, n = 0): Button => ({
  type: 'button',
  text: { type: 'plain_text', text: clip(label, limits.button) },
  action_id: n === 0 ? operation : `${operation}#${n}`,
  value: JSON.stringify(input),
  ...(style && { style }),
});

/**
 * Words, and under a ⋯ what can be done about them: each choice names an operation, and the block carries what it is
 * asked, for a choice has room for a name only.
 */
export const choosing = (
  text: string,
  choices: readonly Pick<Press, 'operation' | 'label'>[],
  input: Record<string, string>,
): SectionBlock => ({
  ...section(text),
  block_id: JSON.stringify(input),
  accessory: {
    type: 'overflow',
    action_id: 'choose',
    options: choices.map(({ operation, label }) => ({
      text: { type: 'plain_text', text: clip(label, limits.button) },
      value: operation,
    })),
  },
});

/** Slack shows it in each reader's own zone; the fallback is for everything else. */
export function day(iso: string): string {
  const at = new Date(iso);
  return `<!date^${Math.floor(at.getTime() / 1000)}^{date_short}|${dayWords(at)}>`;
}

/** The same as a link, with words after it that belong to the link. */
export function dayLink(iso: string, after: string, link: string): string {
  const at = new Date(iso);
  const words = after.replace(/[\^|{}]/g, '');
  return `<!date^${Math.floor(at.getTime() / 1000)}^{date_short}${words}^${link}|${dayWords(at)}${words}>`;
}

export function moment(iso: string): string {
  const at = new Date(iso);
  const words = `${dayWords(at)} ${at.toISOString().slice(11, 16)} UTC`;
  return `<!date^${Math.floor(at.getTime() / 1000)}^{date_short} {time}|${words}>`;
}

/** Made once: making one costs more than all else of a page of days. */
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const dayWords = (at: Date) => days.format(at);

export const say = (text: string, ...more: KnownBlock[]): Card => ({
  text: clip(text, limits.text),
  blocks: [section(text), ...more],
});
