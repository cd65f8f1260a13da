import { App, HTTPReceiver } from '@slack/bolt';

/** What most Slack apps are: Bolt's own listener, which answers and keeps nothing. Prints where it listens. */
const signingSecret = process.argv[2] ?? '';
const receiver = new HTTPReceiver({ signingSecret });
const app = new App({
  receiver,
  authorize: async () => ({ botToken: 'xoxb-none', botId: 'B1', botUserId: 'U1' }),
  convoStore: false,
});
app.event('message', async () => {});
const server = await app.start(0);
const address = server.address();
process.stdout.write(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}\n`);
