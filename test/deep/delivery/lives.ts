import { type Moment, weeksFor } from './days.ts';
import { beginLives } from './doings.ts';
import { type Finding, listen } from './ears.ts';
import { beginAnew, type Town } from './town.ts';
import { eachApart, watchOver } from './watch.ts';

/** Lives through some weeks with everybody in a town. */
export async function liveThrough(town: Town, seed: number): Promise<{ findings: Finding[]; days: number }> {
  const { start, end, worlds, moments } = weeksFor(town.circles.length, seed);
  await town.slack.heal();
  await beginAnew(town);
  const watch = await watchOver(town);
  await watch.setClock(start);
  const lives = await beginLives(town, worlds);
  const ears = listen(town, lives);
  lives.said.clear();

  const look = async (at: number) => {
    const isChanged = await watch.settle(at);
    for (const shown of watch.shown.splice(0)) await ears.understand(shown);
    if (isChanged) await ears.noticeJudged(at);
    await ears.nobodyWaits(lives.said, at);
    lives.said.clear();
  };
  /** From one thing that is due to the next, as far as nothing else happens. */
  const walkTo = async (to: number) => {
    for (let at = await watch.nextAt(); at < to; at = await watch.nextAt()) {
      await watch.setClock(at);
      await look(at);
    }
  };
  let awake = start;
  for (const [at, together] of Map.groupBy(moments, (moment: Moment) => moment.at)) {
    if (at >= awake) await walkTo(at);
    await watch.setClock(at);
    await eachApart([...Map.groupBy(together, ({ circle }: Moment) => circle).values()], async (theirs) => {
      for (const moment of theirs) {
        if (moment.what.is === 'nap') awake = Math.max(awake, at + moment.what.minutes * 60_000);
        else await lives.happens(moment);
      }
    });
    if (at >= awake) await look(at);
    // Asleep, nothing is looked at: what people want by then counts when somebody looks again.
    else lives.said.clear();
  }
  await walkTo(end);
  await watch.setClock(end);
  await look(end);
  await ears.close(end);
  return { findings: ears.findings, days: ears.days.size };
}
