import { z } from 'zod';
import { blockProblems } from '../blocks.ts';
import { isObject } from '../body.ts';
import { block } from '../facts.ts';
import type { Json } from '../shapes.ts';
import { viewInput, viewProblem } from '../views.ts';
import { ApiError, type Method, method, structured } from './method.ts';

const blocks = structured(z.array(block), 'invalid_blocks');

/** Asks whether blocks are right without sending them anywhere; nobody needs a token for it. */
export const checkBlocks: Record<string, Method> = {
  'blocks.validate': method({
    tier: 3,
    token: 'none',
    args: z.object({
      blocks: blocks.optional(),
      message: structured(z.looseObject({ blocks: z.array(block).default([]) }), 'invalid_message').optional(),
      view: structured(viewInput, 'invalid_view').optional(),
    }),
    run: (_, { blocks, message, view }) => {
      const lines = view
        ? (viewProblem(view)?.messages ?? [])
        : blockProblems(blocks ?? message?.blocks ?? [], 'message');
      if (lines.length === 0) return {};
      throw new ApiError(view ? 'invalid_view' : message ? 'invalid_message' : 'invalid_blocks', {
        errors: lines.map(asError),
        response_metadata: { messages: lines },
      });
    },
  }),
};

/** `[ERROR] what is wrong [json-pointer:/where]`, taken apart. */
function asError(line: string): Json {
  const parts = /^\[ERROR\] (?<message>.*) \[json-pointer:(?<pointer>[^\]]*)\]$/s.exec(line)?.groups;
  const { message, pointer } = isObject(parts) ? parts : { message: line, pointer: '' };
  return { code: 'invalid_block', message, pointer };
}
