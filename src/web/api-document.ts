/**
 * The OpenAPI document of `/api/v1`. It is made when somebody asks for it: loading what makes it costs a
 * seventh of a second, which every start would pay.
 */
import { Injectable, type INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { putMarks } from './api-marks.js';

const PREFIX = '/api/v1/';

@Injectable()
export class ApiDocument {
  private app?: INestApplication;
  private made?: Promise<OpenAPIObject>;

  /** Called once, by whoever makes the application. */
  of(app: INestApplication): void {
    this.app = app;
  }

  /** Complete only in what `nest build` made: its plugin reads the DTOs. */
  get(): Promise<OpenAPIObject> {
    this.made ??= make(this.app!);
    return this.made;
  }
}

async function make(app: INestApplication): Promise<OpenAPIObject> {
  const swagger = await import('@nestjs/swagger');
  const { DocumentBuilder, SwaggerModule } = swagger;
  putMarks(swagger);
  const heading = new DocumentBuilder()
    .setTitle('督办 Duban')
    .setDescription(
      'Plans, tasks, deadlines, submissions and verifications. Errors are application/problem+json.',
    )
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'token')
    .addSecurityRequirements('token')
    .build();
  const document = SwaggerModule.createDocument(app, heading);
  const own = Object.entries(document.paths).filter(([path]) => path.startsWith(PREFIX));
  const paths = Object.fromEntries(own.sort(([a], [b]) => (a < b ? -1 : 1)));
  const schemas = schemasOf(paths, document.components?.schemas ?? {});
  return ordered({ ...document, paths, components: { ...document.components, schemas } });
}

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** The pages' forms have DTOs too; only what the API speaks of, directly or not, is described. */
function schemasOf(paths: object, all: Schemas): Schemas {
  const named = new Set<string>();
  const waiting: unknown[] = [paths];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    for (const [, name] of JSON.stringify(part).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      if (!name || named.has(name)) continue;
      named.add(name);
      waiting.push(all[name]);
    }
  }
  return Object.fromEntries([...named].sort().map((name) => [name, all[name]!]));
}

/** The compiler lists the choices of a union in an order that changes with other files. */
function ordered(document: OpenAPIObject): OpenAPIObject {
  const sorted = (name: string, value: unknown): unknown =>
    name === 'enum' ? [...(value as string[])].sort() : value;
  return JSON.parse(JSON.stringify(document, sorted)) as OpenAPIObject;
}
