import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open, readFile, realpath, statfs, unlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Place } from './embedded-place.ts';
import { commandOf, complaintsIn, ENVIRONMENT, isAlive } from './embedded-process.ts';

/** A running server, as its own postmaster.pid describes it: that file is PostgreSQL's lock and port file. */
export interface Server {
  pid: number;
  data: string;
  port: number;
  ready: boolean;
}

const LOG_LIMIT = 1_000_000;

export async function findServer(place: Place): Promise<Server | undefined> {
  const server = await readPidFile(place);
  return server && (await isRunning(server)) ? server : undefined;
}

async function readPidFile(place: Place): Promise<Server | undefined> {
  const lines = (await readFile(join(place.cluster, 'data/postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const [pid, data, , port] = lines;
  return pid && data ? { pid: Number(pid), data, port: Number(port), ready: lines[7]?.trim() === 'ready' } : undefined;
}

async function isRunning({ pid, data }: Server): Promise<boolean> {
  return (await commandOf(pid)).includes(data);
}

/** Starts a server, or says why it could not. */
export async function start(place: Place, durable: boolean, patience: AbortSignal): Promise<string | undefined> {
  await dropForeignPid(place, patience);
  const data = await realpath(join(place.cluster, 'data'));
  const log = await open(join(place.cluster, 'log'), 'a+');
  try {
    if ((await log.stat()).size > LOG_LIMIT) await log.truncate();
    const from = (await log.stat()).size;
    const child = await launch(place, ['-D', data, '-p', `${await choosePort(data)}`, ...settings(durable)], log);
    if (await becomesReady(place, child, patience)) return undefined;
    return (await isFull(data)) ? 'No space left' : await complaint(child, log, from);
  } finally {
    await log.close();
  }
}

async function launch(place: Place, args: string[], log: FileHandle): Promise<ChildProcess> {
  const child = spawn(join(place.programs, 'bin/postgres'), args, {
    ...place.account,
    env: ENVIRONMENT,
    cwd: '/',
    stdio: ['ignore', log.fd, log.fd],
    // In a process group of its own: Ctrl-C in a terminal reaches Hypha, which closes in order, and not the server.
    detached: true,
  });
  child.unref();
  await once(child, 'spawn');
  return child;
}

async function becomesReady(place: Place, child: ChildProcess, patience: AbortSignal): Promise<boolean> {
  while (!hasEnded(child) && !patience.aborted) {
    const server = await readPidFile(place);
    if (server?.ready && server.pid === child.pid) return true;
    await setTimeout(10);
  }
  return false;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function complaint(child: ChildProcess, log: FileHandle, from: number): Promise<string> {
  if (!hasEnded(child)) return 'it is still repairing its data after a crash, so try again in a few minutes';
  const { buffer, bytesRead } = await log.read({ buffer: Buffer.alloc(LOG_LIMIT), position: from });
  const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
  // Another process may have been faster, and its server writes here too.
  const own = lines.filter((line) => line.includes(`[${child.pid}]`) || !/\[\d+\]/.test(line));
  return complaintsIn(own.join('\n')) || `PostgreSQL ended with ${child.exitCode ?? child.signalCode}`;
}

/** Then the log may have no room for the reason either. */
async function isFull(path: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize < 1_000_000;
}

function settings(durable: boolean): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    // No socket file: its path may be at most 107 bytes long.
    unix_socket_directories: '',
    max_connections: 200,
    max_wal_size: '512MB',
    io_method: 'sync',
    jit: 'off',
    timezone: 'UTC',
    // What people wrote stays out of the log: erasing it from the tables must be enough.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** The port of last time where it is free, so that whoever still knows the old address finds the server again. */
async function choosePort(data: string): Promise<number> {
  const lastTime = await readFile(join(data, 'postmaster.opts'), 'utf8').catch(() => '');
  const port = Number(/"-p" "(\d+)"/.exec(lastTime)?.[1] ?? 0);
  return freePort(port).catch(() => freePort(0));
}

async function freePort(wanted: number): Promise<number> {
  const probe = createServer().listen(wanted, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : wanted;
}

/** Longer than a process that has ended may wait to be collected, unless nobody collects it. */
const COLLECTED_WITHIN_MS = 5_000;

/**
 * After a restart of the machine or container the pid of the old server may be somebody else's, which PostgreSQL would take
 * for a server. (A pid of nobody it recognises itself, and a second server on the same data it refuses by other means too.)
 *
 * A server that was killed has no command until it is collected, and its backends may still be committing. PostgreSQL finds
 * them by this file: taken away too early, what they commit would be answered for and lost.
 */
async function dropForeignPid(place: Place, patience: AbortSignal): Promise<void> {
  const enough = AbortSignal.timeout(COLLECTED_WITHIN_MS);
  for (;;) {
    const left = await readPidFile(place);
    if (!left || !isAlive(left.pid)) return;
    const command = await commandOf(left.pid);
    if (command.includes(left.data) || patience.aborted) return;
    if (command !== '' || enough.aborted) return unlink(join(place.cluster, 'data/postmaster.pid'));
    await setTimeout(20);
  }
}

/** Fast shutdown; where that takes too long, immediate, which the next start repairs. */
export async function stop(server: Server): Promise<void> {
  const steps = [
    ['SIGINT', 8_000],
    ['SIGQUIT', 3_000],
    ['SIGKILL', 1_000],
  ] as const;
  for (const [signal, patience] of steps) {
    if (await isRunning(server)) send(signal, server.pid);
    if (await isGone(server, AbortSignal.timeout(patience))) return;
  }
}

function send(signal: NodeJS.Signals, pid: number): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended this very moment.
  }
}

async function isGone(server: Server, patience: AbortSignal): Promise<boolean> {
  while (await isRunning(server)) {
    if (patience.aborted) return false;
    await setTimeout(10);
  }
  return true;
}
