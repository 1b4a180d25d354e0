/**
 * Under Jest nobody runs the plugin that reads the DTOs, so what is looked at is the description that was
 * built and committed; `npm run openapi:check` holds it against the build, this one against the running routes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiDocument } from '../../src/web/api-document.js';
import { testApp, type TestApp } from '../support/app.js';

interface Described {
  summary?: string;
  requestBody?: unknown;
  responses: Record<string, { content?: Record<string, { schema?: { $ref?: string } }> }>;
}
type Paths = Record<string, Record<string, Described>>;

/** They answer something else than JSON of a shape: the description itself, and a file. */
const SHAPELESS = ['get /api/v1/openapi.json', 'get /api/v1/attachments/{id}'];
const committed = JSON.parse(readFileSync(join(import.meta.dirname, 'openapi.json'), 'utf8')) as {
  paths: Paths;
  components: { schemas: Record<string, { properties?: Record<string, object> }> };
};

function routesOf(paths: Paths): [string, Described][] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]): [string, Described] => [`${method} ${path}`, one]),
  );
}

describe('the description of the API', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await testApp();
  });
  afterAll(() => t.close());

  it('lists every route there is', async () => {
    const running = (await t.get(ApiDocument).get()).paths as unknown as Paths;
    const names = (paths: Paths) => routesOf(paths).map(([name]) => name);
    expect(names(committed.paths)).toEqual(names(running));
  });

  const described = routesOf(committed.paths).filter(([name]) => !SHAPELESS.includes(name));

  it.each(described)('says what %s answers', (_name, route) => {
    const [answer] = Object.entries(route.responses).filter(([status]) => status.startsWith('2'));
    // Done, and nothing to say of it.
    if (answer?.[0] === '204') return expect(answer[1].content).toBeUndefined();
    const schema = answer?.[1].content?.['application/json']?.schema?.$ref ?? '';
    const name = schema.replace('#/components/schemas/', '');
    expect(Object.keys(committed.components.schemas[name]?.properties ?? {})).not.toEqual([]);
  });

  // Taking something back needs no words, nor does what an address says already: somebody leaves, returns.
  const SAYS_ALL = /\/(withdrawal|leaving|return|password)$/;
  const saying = described.filter(([name]) => name.startsWith('post ') && !SAYS_ALL.test(name));
  it.each(saying)('says what %s takes', (_name, route) => {
    expect(JSON.stringify(route.requestBody)).toContain('#/components/schemas/');
  });

  it('describes every list as items and next', () => {
    const lists = Object.entries(committed.components.schemas).filter(([name]) => name.endsWith('ListDto'));
    expect(lists.length).toBeGreaterThan(5);
    for (const [, schema] of lists) expect(Object.keys(schema.properties!)).toEqual(['items', 'next']);
  });

  it('names no schema that holds nothing, and a day as a date', () => {
    for (const { properties } of Object.values(committed.components.schemas)) {
      expect(Object.keys(properties ?? {})).not.toEqual([]);
    }
    expect(committed.components.schemas['VerificationDto']!.properties!['reworkOn']).toMatchObject({
      type: 'string',
      format: 'date',
    });
  });
});
