import { beforeAll, expect, test } from 'vitest';
import { channelId } from '../support/hypha.ts';
import {
  chooseIn,
  close,
  focused,
  formIn,
  keys,
  leave,
  moveTime,
  numberIn,
  pressIn,
  save,
  see,
  tabTo,
  typesOut,
  upTo,
} from './deciding.ts';
import { onStage, type Window } from './stage.ts';

onStage('What becomes of a decision', { hypha: true }, (stage) => {
  beforeAll(async () => {
    await stage.hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
    await stage.hypha.settled();
  });
  const log = async (by: string, statement: string, more: Record<string, string> = {}) =>
    `D-${await stage.hypha.logs(by, statement, more)}`;
  /** What one person is shown of it, and what all are. */
  const cardOf = ({ page }: Window, name: string) => page.locator('.message-whisper').filter({ hasText: name }).last();
  const notice = ({ page }: Window, name: string) =>
    page.locator('.main .message:not(.message-whisper)').filter({ hasText: name }).last();

  test('is taken back with a button for ten minutes, and not after that', async () => {
    const [maya, ravi] = [await stage.opens('maya', 'eng'), await stage.opens('ravi', 'eng')];
    await maya.says('/decide Chairs are blue');
    const name = await numberIn(maya.message(/D-\d+ · Chairs are blue/));
    await notice(ravi, `✎ ${name} noted: Chairs are blue`).waitFor();
    await pressIn(cardOf(maya, name), 'Undo');
    await cardOf(maya, name).getByText(`✓ ${name} was taken back by maya.`).waitFor();
    await see(maya, 'what was taken back');
    await notice(ravi, `↺ ${name} was dropped: Chairs are blue`).waitFor();
    await see(ravi, 'the channel where it was taken back');

    await maya.says('/decide Tables are green');
    const other = await numberIn(maya.message(/D-\d+ · Tables are green/));
    await moveTime(maya, '+1 hour');
    await pressIn(cardOf(maya, other), 'Undo');
    await maya.message('can be undone, for ten minutes').waitFor();
    await notice(ravi, `✎ ${other} noted: Tables are green`).waitFor();
    await see(maya, 'what cannot be taken back any more');
  });

  test('is asked where something close stands already: replaced, it is so everywhere', async () => {
    const old = await log('maya', 'Store invoices in the accounting bucket');
    const [ravi, ana] = [await stage.opens('ravi', 'eng'), await stage.opens('ana', 'eng')];
    await notice(ana, `✎ ${old} noted`).waitFor();
    await ravi.says('/decide Store invoices in the archive bucket');
    const asked = ravi.message('Does this replace it?');
    const newer = await numberIn(asked);
    await asked.getByText(`Close to ${old} Store invoices in the accounting bucket`).waitFor();
    await see(ravi, 'what is asked of something close');
    await pressIn(asked, `It replaces ${old}`);
    await ravi.message(`✓ ${old} was replaced with ${newer} by ravi.`).getByText(`Now: ${newer}`).waitFor();
    await see(ravi, 'what was replaced');
    await notice(ana, `↺ ${old} was replaced by ${newer}: Store invoices in the accounting bucket`).waitFor();
    expect(await notice(ana, `${old} was replaced`).locator('s, del').innerText()).toContain('accounting bucket');
    await see(ana, 'the channel where it was replaced');
    await ana.says('/decisions invoices');
    await ana.message('1 decision about invoices').getByText(`Replaces ${old}`).waitFor();
    await ana.says('/decisions invoices state superseded');
    await ana.message('1 decision about invoices that is superseded').getByText(`Now: ${newer}`).waitFor();
  });

  test('that both stand is an answer too, and a step is taken under the ⋯', async () => {
    const old = await log('maya', 'Print the invoices on recycled paper');
    const [ravi, ana] = [await stage.opens('ravi', 'eng'), await stage.opens('ana', 'eng')];
    await ravi.says('/decide Print the invoices on thick paper');
    const asked = ravi.message('Does this replace it?');
    const newer = await numberIn(asked);
    await pressIn(asked, 'Both stand');
    await cardOf(ravi, newer).getByText('Does this replace it?').waitFor({ state: 'detached' });
    await notice(ana, `✎ ${old} noted`).waitFor();
    await chooseIn(ravi, cardOf(ravi, newer), 'Done');
    await cardOf(ravi, newer).getByText(`✓ ${newer} was marked as done by ravi.`).waitFor();
    await notice(ana, `✓ ${newer} done: Print the invoices on thick paper`).waitFor();
    await see(ravi, 'what is done');
    await chooseIn(ravi, cardOf(ravi, newer), 'Drop it…');
    await formIn(ravi).getByLabel('Reason').fill('Too dear');
    await see(ravi, 'the form that asks for a reason');
    await save(ravi);
    await formIn(ravi).getByText(`✓ ${newer} was dropped by ravi.`).waitFor();
    await see(ravi, 'what was dropped');
    await close(ravi);
    await notice(ana, `↺ ${newer} was dropped`).waitFor();
  });

  test('of two who change it at once, the second sees what the first did, and keeps their own words', async () => {
    const name = await log('maya', 'Deploy on Mondays');
    const [ravi, ana] = [await stage.opens('ravi', 'eng'), await stage.opens('ana', 'eng')];
    for (const window of [ravi, ana]) {
      await pressIn(notice(window, name), 'Change');
      await formIn(window).getByRole('heading', { name }).waitFor();
    }
    await see(ravi, 'the form that changes it');
    await formIn(ana).getByLabel('Statement').fill('Deploy on Tuesdays');
    await save(ana);
    await formIn(ana).getByText(`✓ ${name} was changed by ana.`).waitFor();
    await see(ana, 'what was changed');
    await close(ana);

    await formIn(ravi).getByLabel('Statement').fill('Deploy on Fridays');
    await formIn(ravi).getByLabel('Why').fill('It is calm then');
    await save(ravi);
    await formIn(ravi).getByText(`${name} was changed meanwhile by ana.`).waitFor();
    await formIn(ravi).getByText('statement, now: Deploy on Tuesdays').waitFor();
    expect(await formIn(ravi).getByLabel('Statement').inputValue()).toBe('Deploy on Fridays');
    expect(await formIn(ravi).getByLabel('Why').inputValue()).toBe('It is calm then');
    await see(ravi, 'the form of whoever came second');
    await save(ravi);
    await formIn(ravi).getByText(`✓ ${name} was changed by ravi.`).waitFor();
    await formIn(ravi).getByText('Why: It is calm then').waitFor();
    await close(ravi);
    await notice(ana, `✎ ${name} noted: Deploy on Fridays`).waitFor();
    await pressIn(notice(ana, name), 'Show');
    await pressIn(cardOf(ana, name), 'History');
    await cardOf(ana, name)
      .getByText(/changed by ana.*Deploy on Tuesdays.*changed by ravi.*Fridays/s)
      .waitFor();
    await see(ana, 'the history of it');
  });

  test('with the keys alone: taken back, put in place of another, and changed', async () => {
    const old = await log('ana', 'Run the backups on the old server');
    const ben = await stage.opens('ben', 'eng');
    await typesOut(ben, '/decide Lamps are on at six');
    await upTo(ben, /D-\d+ · Lamps are on at six/);
    const lamps = await numberIn(ben.message(/D-\d+ · Lamps/));
    await tabTo(ben, 'Undo');
    await notice(ben, `↺ ${lamps} was dropped`).waitFor();
    // What was pressed is gone, and what came of it is where one is.
    await expect.poll(() => focused(ben.page)).toContain(`✓ ${lamps} was taken back by ben.`);

    await keys(ben, 'Escape');
    await typesOut(ben, '/decide Run the backups on the new server');
    await upTo(ben, /D-\d+ · Run the backups on the new/);
    const newer = await numberIn(ben.message('Does this replace it?'));
    await tabTo(ben, `It replaces ${old}`);
    await notice(ben, `↺ ${old} was replaced by ${newer}`).waitFor();

    await keys(ben, 'Escape');
    await upTo(ben, `✎ ${newer} noted`);
    await tabTo(ben, 'Change');
    await formIn(ben).getByRole('heading', { name: newer }).waitFor();
    await keys(ben, 'Control+a');
    await ben.page.keyboard.type('Run the backups at night');
    await tabTo(ben, 'Save');
    await formIn(ben).getByText(`✓ ${newer} was changed by ben.`).waitFor();
    await leave(ben);
    await notice(ben, `✎ ${newer} noted: Run the backups at night`).waitFor();
  });
});
