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
  /** Where somebody else was quicker: the fields this person meant to change. */
  readonly touched: readonly string[];
  /** And those that the other one changed. */
  readonly changed: readonly string[];

  constructor(
    code: RefusalCode,
    sentence: string,
    field?: string,
    { touched = [], changed = [] }: Partial<Pick<Refusal, 'touched' | 'changed'>> = {},
  ) {
    super(sentence);
    this.name = 'Refusal';
    this.code = code;
    this.field = field;
    this.touched = touched;
    this.changed = changed;
  }
}
