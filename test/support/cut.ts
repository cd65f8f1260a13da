import { Client, escapeIdentifier } from 'pg';

/** Takes a database away from everybody, as a crash of its server would, until it is given back. */
export async function cutDatabase(url: string): Promise<{ restore(): Promise<void> }> {
  const name = new URL(url).pathname.slice(1);
  const elsewhere = new URL(url);
  elsewhere.pathname = 'postgres';
  const client = new Client({ connectionString: elsewhere.href });
  await client.connect();
  const allow = (allowed: boolean) =>
    client.query(`alter database ${escapeIdentifier(name)} allow_connections ${allowed}`);
  await allow(false);
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  return { restore: () => allow(true).then(() => client.end()) };
}
