import { auth as google, calendar as openCalendar } from 'googleapis/build/src/apis/calendar/index.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openSlack, type Slack } from '../support/slack.ts';

/** Google's own client, pointed at the box, finds Google's Calendar there. */

const Key = z.looseObject({
  mail: z.string(),
  access_token: z.string(),
  refresh_token: z.string(),
  root_url: z.string(),
  token_url: z.string(),
});

let slack: Slack;
beforeAll(async () => {
  slack = await openSlack();
});
afterAll(() => slack.close());

const keyOf = (person: string, more: object = {}) => slack.control('calendar-key', { person, ...more }, Key);

async function as(person: string, more: object = {}) {
  const { access_token, root_url } = await keyOf(person, more);
  return {
    ...openCalendar({ version: 'v3', rootUrl: root_url, headers: { authorization: `Bearer ${access_token}` } }),
  };
}

const refused = async (asking: Promise<unknown>) => {
  const error = await asking.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  const Problem = z.object({
    response: z.object({
      status: z.number(),
      data: z.object({
        error: z.object({ code: z.number(), message: z.string(), errors: z.array(z.object({ reason: z.string() })) }),
      }),
    }),
  });
  const { response } = Problem.parse(error);
  const { error: told } = response.data;
  expect(told.code).toBe(response.status);
  return [response.status, told.errors[0]?.reason];
};

const timed = (start: string, end: string, timeZone = 'Europe/Lisbon') => ({
  start: { dateTime: start, timeZone },
  end: { dateTime: end, timeZone },
});

const ids = (items: { id?: string | null }[] | undefined) => (items ?? []).map(({ id }) => id);

describe('one event', () => {
  test('is inserted under an id that was chosen, found by those who are asked, changed, and cancelled', async () => {
    const [maya, ravi] = [await as('maya'), await as('ravi')];
    const requestBody = {
      ...{ id: 'hold0001', summary: 'Retry limits', description: 'One question.' },
      ...timed('2026-12-01T10:00:00', '2026-12-01T10:30:00'),
      attendees: [{ email: 'ravi@fernhill.example' }, { email: 'sam@elsewhere.example', optional: true }],
      extendedProperties: { shared: { hypha: '1' }, private: { mine: 'yes' } },
      conferenceData: { createRequest: { requestId: 'once' } },
    };
    const made = await maya.events.insert({ calendarId: 'primary', conferenceDataVersion: 1, requestBody });
    expect(made.data).toMatchObject({
      ...{ kind: 'calendar#event', id: 'hold0001', status: 'confirmed', summary: 'Retry limits', sequence: 0 },
      start: { dateTime: '2026-12-01T10:00:00+00:00', timeZone: 'Europe/Lisbon' },
      organizer: { email: 'maya@fernhill.example', self: true, displayName: 'Maya Lindqvist' },
      hangoutLink: expect.stringMatching(/^https:\/\/meet\./),
      extendedProperties: { shared: { hypha: '1' }, private: { mine: 'yes' } },
    });
    expect(made.data.attendees?.map(({ email, responseStatus }) => [email, responseStatus])).toEqual([
      ['maya@fernhill.example', 'accepted'],
      ['ravi@fernhill.example', 'needsAction'],
      ['sam@elsewhere.example', 'needsAction'],
    ]);
    const seen = await ravi.events.get({ calendarId: 'ravi@fernhill.example', eventId: 'hold0001' });
    expect(seen.data.extendedProperties).toEqual({ shared: { hypha: '1' } });
    expect(seen.data.attendees?.find(({ self }) => self)?.email).toBe('ravi@fernhill.example');

    await ravi.events.patch({
      ...{ calendarId: 'primary', eventId: 'hold0001' },
      requestBody: { attendees: [{ email: 'ravi@fernhill.example', responseStatus: 'declined' }] },
    });
    const answered = await maya.events.get({ calendarId: 'primary', eventId: 'hold0001' });
    expect(answered.data.attendees?.map(({ responseStatus }) => responseStatus)).toEqual([
      'accepted',
      'declined',
      'needsAction',
    ]);
    const patch = (calendar: typeof ravi) =>
      calendar.events.patch({ calendarId: 'primary', eventId: 'hold0001', requestBody: { summary: 'Mine now' } });
    expect(await refused(patch(ravi))).toEqual([403, 'forbiddenForNonOrganizer']);
    expect((await patch(maya)).data.summary).toBe('Mine now');

    const moved = await maya.events.update({
      ...{ calendarId: 'primary', eventId: 'hold0001' },
      requestBody: { summary: 'Later', ...timed('2026-12-02T11:00:00+01:00', '2026-12-02T12:00:00+01:00') },
    });
    expect(moved.data).toMatchObject({ start: { dateTime: '2026-12-02T10:00:00+00:00' }, sequence: 1 });
    expect(moved.data.description).toBeUndefined();
    await maya.events.delete({ calendarId: 'primary', eventId: 'hold0001' });
    expect((await maya.events.get({ calendarId: 'primary', eventId: 'hold0001' })).data.status).toBe('cancelled');
    expect(await refused(maya.events.insert({ calendarId: 'primary', requestBody }))).toEqual([409, 'duplicate']);
    expect(await refused(maya.events.delete({ calendarId: 'primary', eventId: 'hold0001' }))).toEqual([410, 'deleted']);
  });

  test('is not changed by whoever has seen an older one', async () => {
    const maya = await as('maya');
    const requestBody = { summary: 'Once', ...timed('2026-12-03T10:00:00Z', '2026-12-03T10:30:00Z') };
    const { data } = await maya.events.insert({ calendarId: 'primary', requestBody });
    const change = (etag: string, summary: string) =>
      maya.events.patch(
        { calendarId: 'primary', eventId: data.id ?? '', requestBody: { summary } },
        { headers: { 'if-match': etag } },
      );
    await change(data.etag ?? '', 'Twice');
    expect(await refused(change(data.etag ?? '', 'Thrice'))).toEqual([412, 'conditionNotMet']);
  });

  test('that is a whole day is one of dates', async () => {
    const maya = await as('maya');
    const { data } = await maya.events.insert({
      calendarId: 'primary',
      requestBody: { summary: 'Away', start: { date: '2026-12-24' }, end: { date: '2026-12-27' } },
    });
    expect(data).toMatchObject({ start: { date: '2026-12-24' }, end: { date: '2026-12-27' } });
    const { data: found } = await maya.events.list({
      ...{ calendarId: 'primary', singleEvents: true },
      ...{ timeMin: '2026-12-26T12:00:00Z', timeMax: '2026-12-26T13:00:00Z' },
    });
    expect(ids(found.items)).toEqual([data.id]);
  });

  test.each([
    ['no end', { start: { dateTime: '2026-12-01T10:00:00Z' } }, [400, 'required']],
    ['no times', {}, [400, 'required']],
    ['an end before its start', timed('2026-12-01T10:00:00Z', '2026-12-01T09:00:00Z'), [400, 'timeRangeEmpty']],
    [
      'an id with a dash',
      { id: 'not-an-id', ...timed('2026-12-01T10:00:00Z', '2026-12-01T11:00:00Z') },
      [400, 'invalid'],
    ],
    ['no such zone', timed('2026-12-01T10:00:00', '2026-12-01T11:00:00', 'Mars/Base'), [400, 'invalid']],
    [
      'a rule nobody knows',
      { recurrence: ['RRULE:FREQ=HOURLY'], ...timed('2026-12-01T10:00:00Z', '2026-12-01T11:00:00Z') },
      [400, 'invalid'],
    ],
    [
      'a series without a zone',
      {
        recurrence: ['RRULE:FREQ=DAILY'],
        start: { dateTime: '2026-12-01T10:00:00Z' },
        end: { dateTime: '2026-12-01T11:00:00Z' },
      },
      [400, 'required'],
    ],
    [
      'a guest without an address',
      { attendees: [{ email: 'ravi' }], ...timed('2026-12-01T10:00:00Z', '2026-12-01T11:00:00Z') },
      [400, 'invalid'],
    ],
    ['a time that is none', timed('tomorrow', '2026-12-01T11:00:00Z'), [400, 'badRequest']],
  ])('with %s is refused as Google does', async (_, requestBody, told) => {
    const maya = await as('maya');
    expect(await refused(maya.events.insert({ calendarId: 'primary', requestBody }))).toEqual(told);
  });
});

describe('a series', () => {
  test('is one event, or its times one by one; each of them can be moved, left, and cancelled', async () => {
    const [ana, ben] = [await as('ana'), await as('ben')];
    const { data } = await ana.events.insert({
      calendarId: 'primary',
      requestBody: {
        ...{ id: 'standup0001', summary: 'Weekly', recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=4'] },
        ...timed('2026-12-01T10:00:00', '2026-12-01T10:30:00'),
        attendees: [{ email: 'ben@fernhill.example' }],
      },
    });
    expect(data.recurrence).toEqual(['RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=4']);
    const second = 'standup0001_20261208T100000Z';
    await ana.events.patch({
      ...{ calendarId: 'primary', eventId: second },
      requestBody: timed('2026-12-09T15:00:00', '2026-12-09T15:30:00'),
    });
    await ana.events.delete({ calendarId: 'primary', eventId: 'standup0001_20261215T100000Z' });
    await ben.events.patch({
      ...{ calendarId: 'primary', eventId: 'standup0001_20261222T100000Z' },
      requestBody: { attendees: [{ email: 'ben@fernhill.example', responseStatus: 'declined' }] },
    });
    const { data: times } = await ben.events.list({ calendarId: 'primary', singleEvents: true, orderBy: 'startTime' });
    const theirs = times.items?.filter(({ recurringEventId }) => recurringEventId === 'standup0001') ?? [];
    expect(
      theirs.map(({ start, originalStartTime, attendees }) => [
        start?.dateTime,
        originalStartTime?.dateTime,
        attendees?.find(({ self }) => self)?.responseStatus,
      ]),
    ).toEqual([
      ['2026-12-01T10:00:00+00:00', '2026-12-01T10:00:00+00:00', 'needsAction'],
      ['2026-12-09T15:00:00+00:00', '2026-12-08T10:00:00+00:00', 'needsAction'],
      ['2026-12-22T10:00:00+00:00', '2026-12-22T10:00:00+00:00', 'declined'],
    ]);
    const { data: whole } = await ana.events.list({ calendarId: 'primary' });
    const entries = whole.items?.filter(({ id }) => id?.startsWith('standup0001')) ?? [];
    expect(entries.map(({ id, status }) => [id, status])).toEqual([
      ['standup0001', 'confirmed'],
      [second, 'confirmed'],
      ['standup0001_20261215T100000Z', 'cancelled'],
      ['standup0001_20261222T100000Z', 'confirmed'],
    ]);
    const { data: all } = await ana.events.instances({
      ...{ calendarId: 'primary', eventId: 'standup0001' },
      showDeleted: true,
    });
    expect(all.items).toHaveLength(4);
    expect(await refused(ana.events.get({ calendarId: 'primary', eventId: 'standup0001_20261209T100000Z' }))).toEqual([
      404,
      'notFound',
    ]);
  });
});

describe('what is new since', () => {
  test('is told once: changed, cancelled, shown out, and times that are no more', async () => {
    const [june, maya] = [await as('june'), await as('maya')];
    const make = (id: string, more: object = {}) =>
      maya.events.insert({
        calendarId: 'primary',
        requestBody: {
          id,
          summary: id,
          ...timed('2027-01-05T10:00:00', '2027-01-05T11:00:00'),
          attendees: [{ email: 'june@fernhill.example' }],
          ...more,
        },
      });
    await make('remains0001');
    await make('leaves0001');
    await make('ends0001');
    await make('repeats0001', { recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3'] });
    const first = await june.events.list({ calendarId: 'primary', singleEvents: true });
    const none = await june.events.list({ calendarId: 'primary', syncToken: first.data.nextSyncToken ?? '' });
    expect(none.data.items).toEqual([]);

    const patch = (eventId: string, requestBody: object) =>
      maya.events.patch({ calendarId: 'primary', eventId, requestBody });
    await patch('remains0001', { summary: 'Another name' });
    await patch('leaves0001', { attendees: [{ email: 'maya@fernhill.example' }] });
    await maya.events.delete({ calendarId: 'primary', eventId: 'ends0001' });
    await patch('repeats0001', { recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2'] });
    const news = await june.events.list({ calendarId: 'primary', syncToken: none.data.nextSyncToken ?? '' });
    expect(news.data.items?.map(({ id, status, summary }) => [id, status, summary])).toEqual([
      ['remains0001', 'confirmed', 'Another name'],
      ['leaves0001', 'cancelled', undefined],
      ['ends0001', 'cancelled', undefined],
      ['repeats0001_20270105T100000Z', 'confirmed', 'repeats0001'],
      ['repeats0001_20270112T100000Z', 'confirmed', 'repeats0001'],
      ['repeats0001_20270119T100000Z', 'cancelled', undefined],
    ]);
    const again = await june.events.list({ calendarId: 'primary', syncToken: news.data.nextSyncToken ?? '' });
    expect(again.data.items).toEqual([]);
  });

  test('comes by the page, and a change on the way is told the next time', async () => {
    const maya = await as('maya');
    const range = { calendarId: 'primary', maxResults: 2 };
    const pages: (string | null | undefined)[] = [];
    let pageToken: string | undefined;
    let syncToken: string | null | undefined;
    do {
      const { data } = await maya.events.list({ ...range, ...(pageToken === undefined ? {} : { pageToken }) });
      pages.push(...ids(data.items));
      if (!pageToken) {
        const requestBody = { id: 'amid0001', ...timed('2027-02-01T10:00:00Z', '2027-02-01T11:00:00Z') };
        await maya.events.insert({ calendarId: 'primary', requestBody });
      }
      expect(data.items?.length).toBeLessThanOrEqual(2);
      pageToken = data.nextPageToken ?? undefined;
      syncToken = data.nextSyncToken;
    } while (pageToken);
    expect(new Set(pages).size).toBe(pages.length);
    const { data } = await maya.events.list({ calendarId: 'primary', syncToken: syncToken ?? '' });
    expect(ids(data.items)).toEqual(['amid0001']);
  });

  test('cannot be asked with an old token, nor with one that goes with other wishes', async () => {
    const maya = await as('maya');
    const { data } = await maya.events.list({ calendarId: 'primary' });
    const syncToken = data.nextSyncToken ?? '';
    const both = maya.events.list({ calendarId: 'primary', syncToken, timeMin: '2026-12-01T00:00:00Z' });
    expect(await refused(both)).toEqual([400, 'badRequest']);
    expect(await refused(maya.events.list({ calendarId: 'primary', syncToken: 'made-up' }))).toEqual([
      410,
      'fullSyncRequired',
    ]);
    await slack.control('calendar-forget', {}, z.looseObject({}));
    expect(await refused(maya.events.list({ calendarId: 'primary', syncToken }))).toEqual([410, 'fullSyncRequired']);
  });
});

describe('who may', () => {
  test('read: oneself, and colleagues but for what is private; write: oneself only', async () => {
    const [maya, ben] = [await as('maya'), await as('ben')];
    await maya.events.insert({
      calendarId: 'primary',
      requestBody: {
        id: 'secret0001',
        summary: 'Doctor',
        visibility: 'private',
        ...timed('2027-03-01T10:00:00Z', '2027-03-01T11:00:00Z'),
      },
    });
    const { data } = await ben.events.get({ calendarId: 'maya@fernhill.example', eventId: 'secret0001' });
    expect(data).toMatchObject({ visibility: 'private', start: { dateTime: expect.any(String) } });
    expect(data).not.toHaveProperty('summary');
    const requestBody = timed('2027-03-01T10:00:00Z', '2027-03-01T11:00:00Z');
    expect(await refused(ben.events.insert({ calendarId: 'maya@fernhill.example', requestBody }))).toEqual([
      403,
      'requiredAccessLevel',
    ]);
    expect(await refused(ben.events.list({ calendarId: 'nobody@fernhill.example' }))).toEqual([404, 'notFound']);
    await slack.addPerson({ name: 'gus', real_name: 'Gus Guest', role: 'guest' });
    const gus = await as('gus');
    expect(await refused(gus.events.list({ calendarId: 'maya@fernhill.example' }))).toEqual([404, 'notFound']);
    expect((await gus.events.list({ calendarId: 'primary' })).data.items).toEqual([]);
  });

  test('a token does what its scope says, and nothing once it was taken back', async () => {
    const requestBody = timed('2027-03-02T10:00:00Z', '2027-03-02T11:00:00Z');
    const insert = async (scope: string) =>
      (await as('ravi', { scope })).events.insert({ calendarId: 'primary', requestBody });
    expect(await refused(insert('calendar.readonly'))).toEqual([403, 'insufficientPermissions']);
    await insert('calendar.events');
    const list = async () => (await as('ravi')).events.list({ calendarId: 'primary' });
    expect((await list()).status).toBe(200);
    await keyOf('ravi', { revoked: true });
    expect(await refused(list())).toEqual([401, 'authError']);
    await keyOf('ravi', { revoked: false });
  });

  test('Google’s own login renews a token with what it was given', async () => {
    const { refresh_token, token_url, root_url } = await keyOf('maya');
    const auth = new google.OAuth2({ clientId: 'x', clientSecret: 'y', endpoints: { oauth2TokenUrl: token_url } });
    auth.setCredentials({ refresh_token });
    const calendar = openCalendar({ version: 'v3', rootUrl: root_url, auth });
    expect((await calendar.calendarList.list()).data.items?.[0]).toMatchObject({
      primary: true,
      id: 'maya@fernhill.example',
    });
    auth.setCredentials({ refresh_token: 'stolen' });
    await expect(calendar.calendarList.list()).rejects.toThrow('invalid_grant');
  });
});

describe('the rest', () => {
  test('when people are busy, without what for, and not when they declined or are free', async () => {
    const june = await as('june', { scope: 'calendar.freebusy' });
    const maya = await as('maya');
    const make = (from: string, to: string, more: object = {}) =>
      maya.events.insert({ calendarId: 'primary', requestBody: { ...timed(from, to), ...more } });
    await make('2027-04-01T09:00:00Z', '2027-04-01T10:00:00Z');
    await make('2027-04-01T09:30:00Z', '2027-04-01T11:00:00Z');
    await make('2027-04-01T13:00:00Z', '2027-04-01T14:00:00Z', { transparency: 'transparent' });
    const { data } = await june.freebusy.query({
      requestBody: {
        ...{ timeMin: '2027-04-01T00:00:00Z', timeMax: '2027-04-02T00:00:00Z' },
        items: [{ id: 'maya@fernhill.example' }, { id: 'nobody@fernhill.example' }],
      },
    });
    expect(data.calendars).toEqual({
      'maya@fernhill.example': { busy: [{ start: '2027-04-01T09:00:00Z', end: '2027-04-01T11:00:00Z' }] },
      'nobody@fernhill.example': { errors: [{ domain: 'global', reason: 'notFound' }], busy: [] },
    });
    expect(await refused(june.events.list({ calendarId: 'primary' }))).toEqual([403, 'insufficientPermissions']);
  });

  test('asked in a way it does not know, it says so', async () => {
    const maya = await as('maya');
    expect(await refused(maya.events.watch({ calendarId: 'primary', requestBody: { id: 'x' } }))).toEqual([
      400,
      'pushNotSupportedForRequestedResource',
    ]);
    expect(await refused(maya.events.list({ calendarId: 'primary', orderBy: 'startTime' }))).toEqual([
      400,
      'badRequest',
    ]);
    expect(await refused(maya.events.list({ calendarId: 'primary', timeMin: '2026-12-01' }))).toEqual([
      400,
      'badRequest',
    ]);
    expect(await refused(maya.acl.list({ calendarId: 'primary' }))).toEqual([404, 'notFound']);
  });

  test('goes wrong when it is told to', async () => {
    const maya = await as('maya');
    const fault = { status: 403, reason: 'rateLimitExceeded', message: 'Rate Limit Exceeded' };
    await slack.control('calendar-fault', fault, z.looseObject({}));
    expect(await refused(maya.events.list({ calendarId: 'primary' }, { retry: false }))).toEqual([
      403,
      'rateLimitExceeded',
    ]);
    expect((await maya.events.list({ calendarId: 'primary' })).status).toBe(200);
  });

  test('whom it may concern is found by words, by when it changed, and by its lasting name', async () => {
    const maya = await as('maya');
    const list = async (query: object) =>
      (await maya.events.list({ calendarId: 'primary', ...query })).data.items ?? [];
    expect((await list({ q: 'another NAME' })).map(({ summary }) => summary)).toEqual(['Another name']);
    const [one] = await list({ q: 'another name' });
    expect(ids(await list({ iCalUID: one?.iCalUID }))).toEqual([one?.id]);
    expect(await list({ updatedMin: '2999-01-01T00:00:00Z' })).toEqual([]);
    expect((await maya.settings.get({ setting: 'timezone' })).data.value).toBe('Europe/Stockholm');
  });
});
