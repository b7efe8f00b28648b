import { z } from 'zod';
import { problem } from './common.js';
import { endpoints, type Caller, type Endpoint } from './endpoints.js';
import { errorCodes } from './errors.js';

const security: Record<Caller, Record<string, string[]>> = {
  anyone: {},
  session: { session: [] },
  ticket: { ticket: [] },
  device: { device: [] },
  bank: { bank: ['bankid:order'] },
  client: { clientToken: ['signing:orders'] },
  service: { serviceToken: [] },
};

/** The OpenAPI 3.1 description of Segl's own API, made from the endpoint table and the zod schemas. */
export function openApiDocument(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    const path = `/${endpoint.service}${endpoint.path}`;
    paths[path] = { ...paths[path], [endpoint.method]: operation(endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Segl',
      version: '0.1.0',
      description:
        'Endpoints between pages and services. Standard protocols (OpenID Connect, CSC API, OCSP, CRL, RFC 3161) are ' +
        'described by their own texts. Errors are problem+json (RFC 9457); switch on `code`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://localhost:3000', description: 'npm start' }],
    paths,
    components: {
      schemas: {
        Problem: jsonSchema(problem),
        ErrorCode: { type: 'string', enum: Object.keys(errorCodes).sort() },
      },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'segl_session' },
        ticket: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        device: { type: 'http', scheme: 'SeglDevice' },
        bank: {
          type: 'oauth2',
          flows: {
            clientCredentials: {
              tokenUrl: '/bankid/token',
              scopes: {
                'bankid:order': 'Order BankIDs for customers of the bank that the client belongs to',
              },
            },
          },
        },
        // From BankID's token endpoint, with `resource` set to signing's address.
        clientToken: {
          type: 'oauth2',
          flows: {
            clientCredentials: {
              tokenUrl: '/bankid/token',
              scopes: { 'signing:orders': 'Send documents to signing, and follow what was sent' },
            },
          },
        },
        serviceToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  };
}

function operation({
  service,
  method,
  path,
  summary,
  callers,
  body,
  query,
  answer,
}: Endpoint): Record<string, unknown> {
  const content = answer.body === undefined ? undefined : contentOf(answer.body);
  return {
    operationId: operationId(service, method, path),
    tags: [service],
    summary,
    security: callers.map((caller) => security[caller]),
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body === undefined ? {} : { requestBody: { required: true, content: requestContent(body) } }),
    responses: {
      [answer.status]: { description: 'Done', ...(content === undefined ? {} : { content }) },
      default: {
        description: 'A problem',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function operationId(service: string, method: string, path: string): string {
  const words = path.replaceAll(/[{}]/g, '').split(/[/.-]/).filter(Boolean);
  return [service, method, ...words].join('_');
}

function pathParameters(path: string): Record<string, unknown>[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodObject | undefined): Record<string, unknown>[] {
  return Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: jsonSchema(schema as z.ZodType),
  }));
}

function requestContent(body: NonNullable<Endpoint['body']>): Record<string, unknown> {
  if (body === 'pdf') return { 'application/pdf': {} };
  if (body !== 'multipart') return contentOf(body);
  const file = { type: 'string', contentMediaType: 'application/octet-stream' };
  return { 'multipart/form-data': { schema: { type: 'object', required: ['file'], properties: { file } } } };
}

function contentOf(body: z.ZodType | string): Record<string, unknown> {
  return typeof body === 'string' ? { [body]: {} } : { 'application/json': { schema: jsonSchema(body) } };
}

function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  return rest;
}
