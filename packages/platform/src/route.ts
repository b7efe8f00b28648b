import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { ProblemError } from './problem.js';

/** Wraps an async handler so that its rejection reaches the problem handler and lint sees no floating promise. */
export function asyncRoute(handler: (request: Request, response: Response) => Promise<void>): RequestHandler {
  return (request, response, next) => {
    handler(request, response).catch(next);
  };
}

/** Parses the JSON body. @throws ProblemError `platform.invalid-request` (400) with `issues`, which hold no values. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, request: Request): z.output<Schema> {
  return parse(schema, request.body, 'body');
}

/** Parses the query string. @throws ProblemError `platform.invalid-request` (400) */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, request: Request): z.output<Schema> {
  return parse(schema, request.query, 'query');
}

/** Parses path parameters. @throws ProblemError `platform.invalid-request` (400) */
export function parseParams<Schema extends z.ZodType>(schema: Schema, request: Request): z.output<Schema> {
  return parse(schema, request.params, 'params');
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, code, message }) => ({
    where,
    path: path.map(String).join('.'),
    rule: code,
    message,
  }));
  throw new ProblemError('platform.invalid-request', { extras: { issues } });
}
