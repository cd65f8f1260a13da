import type { Box } from './box.ts';
import type { Team } from './facts.ts';
import { readableId } from './ids.ts';

/** Another company by its name or the id of its workspace; met now, if it was never met before. */
export function companyNamed(box: Box, reference: string): Team {
  const known = [...box.workspace.companies.values()].find(({ id, name }) => id === reference || name === reference);
  if (known) return known;
  const team = companyOf(reference);
  box.commit({ kind: 'company', team });
  return team;
}

/** What a company of this name is called by Slack. */
export function companyOf(name: string): Team {
  return { id: readableId('T0', name), name, domain: name.toLowerCase().replace(/[^a-z0-9]+/g, '-') };
}
