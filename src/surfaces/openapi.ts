import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { refusals } from './replies.ts';

type Json = Record<string, unknown>;

/** The HTTP API described for programs, made from the list of operations. */
export function openApi(operations: readonly Operation[], version: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hypha',
      version,
      summary: 'What a team decided, and what follows from it.',
      description:
        'Every operation is a POST with a JSON body. A token acts for the person who made it, and never may more than they may.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    tags: [...new Set(operations.map(tagOf))].map((name) => ({ name })),
    paths: Object.fromEntries(operations.map((operation) => [`/v1/${operation.name}`, { post: endpoint(operation) }])),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: '`hypha token create` makes one.' },
      },
      parameters: { IdempotencyKey: idempotencyKey },
      schemas: { Refusal: refusalSchema },
      responses: Object.fromEntries(Object.entries(refusals).map(refusalResponse)),
    },
  };
}

const tagOf = ({ name }: Operation) => name.slice(0, name.indexOf('.'));

function endpoint(operation: Operation): Json {
  const input = schemaOf(operation.input, 'input');
  return {
    operationId: operation.name,
    summary: operation.summary,
    description: `For ${allowed[operation.access]}. The token needs the scope \`${scopeOf(operation)}\`.`,
    tags: [tagOf(operation)],
    ...(operation.kind === 'write' && { parameters: [{ $ref: '#/components/parameters/IdempotencyKey' }] }),
    requestBody: { required: 'required' in input, content: asJson({ ...input, additionalProperties: false }) },
    responses: {
      200: { description: 'Done.', content: asJson(answerOf(operation)) },
      ...Object.fromEntries(
        Object.entries(refusals).map(([code, { status }]) => [status, { $ref: `#/components/responses/${code}` }]),
      ),
    },
  };
}

const allowed = { anyone: 'everybody in the workspace', member: 'members, not guests', admin: 'admins' };
const scopeOf = ({ access, kind }: Operation) => (access === 'admin' ? 'admin' : kind === 'write' ? 'write' : 'read');
const asJson = (schema: Json) => ({ 'application/json': { schema } });

const answerOf = (operation: Operation) => ({
  type: 'object',
  properties: {
    ok: { const: true },
    value: schemaOf(operation.output, 'output'),
    text: { type: 'string', description: 'The same in a line of words.' },
  },
  required: ['ok', 'value', 'text'],
});

/** Without what only forms and commands need to know. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      for (const note of ['place', 'long', 'hidden']) delete jsonSchema[note];
    },
  });
  return rest;
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The same key is the same request: it happens once and is answered the same. Good for a day.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
};

const refusalSchema = {
  type: 'object',
  properties: {
    ok: { const: false },
    code: { enum: Object.keys(refusals) },
    sentence: { type: 'string', description: 'What to do about it, for people.' },
    field: { type: 'string', description: 'The input it is about.' },
  },
  required: ['ok', 'code', 'sentence'],
};

const refusalResponse = ([code, { means, example }]: [string, (typeof refusals)['invalid']]) => [
  code,
  {
    description: means,
    ...(code === 'too_much' && {
      headers: { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds.' } },
    }),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Refusal' },
        example: { ok: false, code, sentence: example, ...(code === 'invalid' && { field: 'statement' }) },
      },
    },
  },
];
