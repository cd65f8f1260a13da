/** Whether a text calls for this person: by name, as one of a group, or everybody at once. */
export function callsFor(
  text: string,
  user: string,
  groups: readonly { id: string; members: readonly string[] }[],
): boolean {
  if (!text.includes('<')) return false;
  if (new RegExp(`<@${user}[|>]`).test(text) || /<!(?:here|channel|everyone)[|>]/.test(text)) return true;
  return groups.some(({ id, members }) => members.includes(user) && text.includes(`<!subteam^${id}`));
}
