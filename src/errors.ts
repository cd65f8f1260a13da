export type RefusalCode =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'unavailable'
  | 'too_much';

/** An answer a person can act on. Anything else that is thrown is a bug or an outage. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  /** The input field the sentence is about, so that a form can show it in place. */
  readonly field: string | undefined;

  constructor(code: RefusalCode, sentence: string, field?: string) {
    super(sentence);
    this.name = 'Refusal';
    this.code = code;
    this.field = field;
  }
}
