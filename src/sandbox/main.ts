import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { JournalTaken } from './journal.ts';
import { openSandbox, type SandboxOptions } from './sandbox.ts';
import { seedSchema } from './seed.ts';

/** Runs one sandbox as a process of its own and prints one JSON line when it is ready. */

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string' },
    journal: { type: 'string' },
    manifest: { type: 'string' },
    seed: { type: 'string' },
    'request-url': { type: 'string', multiple: true },
    'bot-token': { type: 'string' },
    'app-token': { type: 'string' },
    'signing-secret': { type: 'string' },
    'team-id': { type: 'string' },
    'team-name': { type: 'string', default: 'Fernhill' },
    'retry-ms': { type: 'string' },
    'ack-timeout-ms': { type: 'string' },
    'socket-refresh-ms': { type: 'string' },
  },
});

const sandbox = await openSandbox(options()).catch((error: unknown) => {
  if (!(error instanceof JournalTaken)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
process.stdout.write(
  `${JSON.stringify({ url: sandbox.url, apiUrl: sandbox.apiUrl, credentials: sandbox.credentials, team: sandbox.team })}\n`,
);
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)));

function options(): SandboxOptions {
  const {
    journal,
    manifest,
    'bot-token': botToken,
    'app-token': appToken,
    'signing-secret': signingSecret,
    'team-id': teamId,
  } = values;
  const name = values['team-name'];
  return {
    port: Number(values.port),
    ...(values.host === undefined ? {} : { host: values.host }),
    requestUrls: values['request-url'] ?? [],
    timing: timing(),
    ...(journal === undefined ? {} : { journal }),
    ...(manifest === undefined ? {} : { manifest }),
    ...(values.seed === undefined ? {} : { seed: seedSchema.parse(JSON.parse(readFileSync(values.seed, 'utf8'))) }),
    ...(botToken && appToken && signingSecret ? { credentials: { botToken, appToken, signingSecret } } : {}),
    ...(teamId === undefined
      ? {}
      : { team: { id: teamId, name, domain: name.toLowerCase().replace(/[^a-z0-9]+/g, '-') } }),
  };
}

function timing(): NonNullable<SandboxOptions['timing']> {
  const { 'retry-ms': retryMs, 'ack-timeout-ms': ackTimeoutMs, 'socket-refresh-ms': socketRefreshMs } = values;
  return {
    ...(retryMs === undefined ? {} : { retryMs: retryMs.split(',').map(Number) }),
    ...(ackTimeoutMs === undefined ? {} : { ackTimeoutMs: Number(ackTimeoutMs) }),
    ...(socketRefreshMs === undefined ? {} : { socketRefreshMs: Number(socketRefreshMs) }),
  };
}
