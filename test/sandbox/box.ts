import { LogLevel, WebAPIPlatformError, WebClient } from '@slack/web-api';
import { openSlack } from '../support/slack.ts';
import { openReceiver } from './receiver.ts';

/** A box and an app beside it: what the app may ask with Slack's own client, and what it hears. */
export async function openWithApp() {
  const app = await openReceiver();
  const slack = await openSlack({ requestUrls: [app.url] });
  const client = new WebClient(slack.credentials.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  });
  return {
    app,
    slack,
    client,
    /** The events the app heard of once all is quiet. */
    async heard(type?: string) {
      await slack.settled();
      return app.events(type);
    },
    async forget() {
      await slack.settled();
      app.heard.length = 0;
    },
    async close() {
      await slack.close();
      await app.close();
    },
  };
}
export type WithApp = Awaited<ReturnType<typeof openWithApp>>;

/** What Slack refuses a call with. */
export const errorOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'none',
    (error: unknown) => (error instanceof WebAPIPlatformError ? error.data.error : String(error)),
  );
