import type { Dialogue, Utterance } from '../dialogue.ts';
import { plainly } from './cues.ts';

/** A dialogue as it is read: one line after another, with every reaction as the line it stands for. */
export interface Line {
  said: Utterance;
  author: string;
  plain: string;
  /** That it is a reaction to what was said. */
  reaction: boolean;
}

export function linesOf(dialogue: Dialogue): readonly Line[] {
  return dialogue.flatMap((said) => [
    { said, author: said.author, plain: plainly(said.text), reaction: false },
    ...reactionsOf(said),
  ]);
}

/** What a reaction says where it is put: yes, no, or that it made somebody laugh. */
type Sign = '+1' | '-1' | 'haha';

const signs: readonly (readonly [RegExp, Sign])[] = [
  [
    /^(?:\+1|thumbsup|white_check_mark|heavy_check_mark|ballot_box_with_check|heavy_plus_sign|100|ok_hand|ok|shipit|ship|tada|raised_hands|clap|handshake|heart|approved|lgtm|yes|rocket)(?::|$)/,
    '+1',
  ],
  [/^(?:-1|thumbsdown|x|no_entry|no_entry_sign|no_good|heavy_minus_sign|octagonal_sign|no)(?::|$)/, '-1'],
  [/^(?:joy|laughing|rofl|rolling_on_the_floor_laughing|sweat_smile|stuck_out_tongue\w*|smile)(?::|$)/, 'haha'],
];

/** Looking at something, or thinking about it, says nothing yet. */
export const signOf = (name: string): Sign | undefined => signs.find(([pattern]) => pattern.test(name))?.[1];

function reactionsOf(said: Utterance): Line[] {
  return (said.reactions ?? []).flatMap(({ name, by }) => {
    const plain = signOf(name);
    return plain ? [{ said, author: by, plain, reaction: true }] : [];
  });
}
