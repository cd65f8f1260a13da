import { type App as Bolt, type ReceiverEvent, SocketModeReceiver } from '@slack/bolt';
import type { Inbox } from './inbox.ts';
import { type Log, logTrouble } from './log.ts';
import { slackLogger } from './slack-log.ts';

interface Settings {
  appToken: string;
  apiUrl: string;
  inbox: Inbox;
  log: Log;
}

/**
 * Where Slack comes in over Socket Mode. The same rule as over HTTP: an event is acknowledged once it is in the inbox;
 * one that is not acknowledged comes again. Bolt itself would acknowledge first, so its `processEvent` is wrapped.
 */
export function socketDoor({ appToken, apiUrl, inbox, log }: Settings) {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: slackLogger(log),
    // A set of options of its own: the socket client writes its reconnection policy into what it is given.
    installerOptions: { clientOptions: { slackApiUrl: apiUrl } },
  });
  const init = receiver.init.bind(receiver);
  receiver.init = (app: Bolt) => {
    init(keepingEvents(app, inbox, log));
  };
  return receiver;
}

function keepingEvents(app: Bolt, inbox: Inbox, log: Log): Bolt {
  const process = app.processEvent.bind(app);
  app.processEvent = async (request: ReceiverEvent) => {
    if (request.body.type !== 'event_callback') return process(request);
    try {
      await inbox.keep(request.body, JSON.stringify(request.body));
      await request.ack();
    } catch (error) {
      logTrouble(log, error, 'an event could not be kept; Slack will send it again');
    }
  };
  return app;
}
