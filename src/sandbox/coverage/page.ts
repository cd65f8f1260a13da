import { blockCoverage, elementCoverage } from './blocks.ts';
import type { Coverage } from './coverage.ts';
import { eventCoverage, subtypeCoverage } from './events.ts';
import { methodCoverage } from './methods.ts';

/** The page in the docs that says what the sandbox does of Slack, and why not the rest. */
export function coveragePage(): string {
  return `${[
    '# What the sandbox does of Slack',
    'Made by `npm run docs` from `src/sandbox/coverage/`; tests hold it against the installed `@slack/web-api` and `@slack/types`.',
    ...part('Web API methods', methodCoverage),
    ...part('Events', eventCoverage),
    ...part('Kinds of messages', subtypeCoverage),
    ...part('Blocks', blockCoverage),
    ...part('Block elements', elementCoverage),
  ].join('\n\n')}\n`;
}

function part(title: string, coverage: Coverage): string[] {
  const supported = [...coverage].flatMap(([name, standing]) => (standing === true ? [name] : []));
  const summary = `${supported.length} of ${coverage.size}: ${quoted(supported)}.`;
  return [`## ${title}`, summary, ...table(coverage)];
}

/** One row for each reason, however many names share it. */
function table(coverage: Coverage): string[] {
  const byReason = Map.groupBy(coverage.keys(), (name) => coverage.get(name));
  const rows = [...byReason].flatMap(([why, names]) => (why === true ? [] : [`| ${quoted(names)} | ${why} |`]));
  return rows.length === 0 ? [] : [['| not supported | because |', '|---|---|', ...rows].join('\n')];
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
