import { afterAll, beforeAll, expect, test } from 'vitest';
import { liveThrough } from './delivery/lives.ts';
import { openTown, type Town } from './delivery/town.ts';

/** More of them, and others: `HYPHA_TEST_DELIVERY_DAYS=10000 HYPHA_TEST_DELIVERY_SEED=7`. */
const wanted = Number(process.env.HYPHA_TEST_DELIVERY_DAYS ?? 2_000);
const seed = Number(process.env.HYPHA_TEST_DELIVERY_SEED ?? 1000);
/** So many live at the same time, each with two channels: what happens to each depends on how many they are. */
const circles = 40;

let town: Town;
beforeAll(async () => {
  town = await openTown(circles);
});
afterAll(() => town.close());

test(`the real outbox keeps every budget and every promise on ${wanted} days`, {
  timeout: 300_000 + wanted * 200,
}, async () => {
  for (let batch = 0, days = 0; days < wanted; batch++) {
    const lived = await liveThrough(town, seed + batch);
    days += lived.days;
    const findings = lived.findings.slice(0, 3);
    expect({ seed: seed + batch, findings }).toEqual({ seed: seed + batch, findings: [] });
  }
});
