import { gives } from './cues.ts';

/** What a line says to a proposal: a vote in figures, words for or against it, or nothing. */
export interface Stance {
  is: 'for' | 'neutral' | 'against';
  vote: boolean;
}

const voted = /^[^a-z\d+-]{0,3}(?:[\w.-]{2,20}:\s*)?([+-]?)\s?([01](?:\.\d+)?)(?![\w:]|\.\d|[-/]\d)/;
/** An answer is short; a longer line argues. */
const brief = 90;

export function stanceOf(plain: string): Stance | undefined {
  const vote = plain.length < 400 ? voted.exec(plain) : null;
  if (vote) return { is: sideOf(vote[1] ?? '', Number(vote[2])), vote: true };
  if (plain.length > brief * 2) return;
  if (gives(plain, 'minus')) return { is: 'against', vote: true };
  if (gives(plain, 'plus')) return { is: 'for', vote: true };
  return inWords(plain);
}

function sideOf(sign: string, much: number): Stance['is'] {
  if (much === 0) return 'neutral';
  return sign === '-' ? 'against' : 'for';
}

function inWords(plain: string): Stance | undefined {
  if (gives(plain, 'quiet')) return { is: 'for', vote: false };
  if (gives(plain, 'object') || (gives(plain, 'no') && plain.length < brief)) return { is: 'against', vote: false };
  if (plain.length > brief || gives(plain, 'question')) return;
  return gives(plain, 'agree') || gives(plain, 'yes') ? { is: 'for', vote: false } : undefined;
}
