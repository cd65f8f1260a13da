import { beforeAll, expect, test } from 'vitest';
import { channelId } from '../support/hypha.ts';
import { close, formIn, pressIn, save, see } from './deciding.ts';
import { onStage, type Window } from './stage.ts';

onStage('What looks decided', { hypha: true }, (stage) => {
  const person = (name: string) => stage.slack.person(name);

  beforeAll(async () => {
    await stage.hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
    await stage.hypha.settled();
    const asked = await person('ben').says('Do we keep the old export, or drop it with the next release?', {
      in: 'eng',
    });
    await person('ana').replies(asked, "I'd drop it, nobody opened it since March");
    const closing = await person('maya').replies(
      asked,
      'Decided: we drop the old export with the next release, because nobody opened it since March.',
    );
    await person('ben').reacts(closing, '+1');
    await person('ana').reacts(closing, '+1');
    await stage.hypha.settled();
  });
  const shown = ({ page }: Window, head: string | RegExp) =>
    page.locator('.message-whisper').filter({ hasText: head }).last();

  test('is shown to whoever asks for it, and logged by a form that is filled in already', async () => {
    const maya = await stage.opens('maya', 'eng');
    await maya.says('/hypha decision review');
    const review = shown(maya, '1 thing looks decided');
    await review.getByText('we drop the old export with the next release').waitFor();
    await see(maya, 'what looks decided');
    await pressIn(review, 'Log it');
    const form = formIn(maya);
    await form.waitFor();
    expect(await form.getByLabel('Statement').inputValue()).toBe('we drop the old export with the next release');
    expect(await form.getByLabel('Why').inputValue()).toBe('nobody opened it since March');
    await see(maya, 'the form for what looks decided');
    await save(maya);
    await close(maya);
    await maya.says('/hypha decision review');
    await shown(maya, 'looks decided and is not logged').getByText('Nothing that was said').waitFor();
    await see(maya, 'nothing left that looks decided');
  });
});
