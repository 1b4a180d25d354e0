/** Every address the running router answers, and what `@For` its handler carries. */
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { FOR_KEY, type Admitted } from '../../src/web/for.js';
import type { FastifyInstance } from 'fastify';
import type { TestApp } from './app.js';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface Route {
  method: Method;
  /** As registered: `/plans/:id.csv` */
  path: string;
  /** null: the guard lets nobody in */
  admitted: Admitted | null;
  /** `TasksPages.show` */
  handler: string;
  /** The types of what the handler is given, for a plausible body. */
  types: unknown[];
  isApi: boolean;
}

interface Controller {
  name: string;
  prototype: Record<string, object>;
}

/** In the order of their addresses. */
export function guardedRoutes(t: TestApp): Route[] {
  const controllers = [...t.app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers
    .flatMap(({ metatype }) => routesOf(metatype as unknown as Controller))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

export function key({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

function routesOf(controller: Controller): Route[] {
  const bases = [Reflect.getMetadata('path', controller) as string | string[]].flat();
  return Object.getOwnPropertyNames(controller.prototype)
    .filter((name) => name !== 'constructor')
    .flatMap((name) => {
      const handler = controller.prototype[name]!;
      const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
      if (method === undefined) return [];
      const ends = [Reflect.getMetadata('path', handler) as string | string[]].flat();
      const shared = {
        method: RequestMethod[method] as Method,
        admitted: (Reflect.getMetadata(FOR_KEY, handler) ??
          Reflect.getMetadata(FOR_KEY, controller) ??
          null) as Admitted | null,
        handler: `${controller.name}.${name}`,
        types: (Reflect.getMetadata('design:paramtypes', controller.prototype, name) ?? []) as unknown[],
      };
      return bases.flatMap((base) =>
        ends.map((end) => {
          const path = `/${base}/${end}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
          return { ...shared, path, isApi: path.startsWith('/api/v1/') };
        }),
      );
    });
}

/** What the router itself says it answers, as `GET /plans/:id`; also what never reaches the guard. */
export function servedRoutes(t: TestApp): string[] {
  const server = t.app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const above: string[] = [];
  return server
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent, piece, methods] = /^(.*?)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
      if (piece === undefined) return [];
      const depth = indent!.length / INDENT;
      above.length = depth;
      above.push(piece);
      const path = above.join('').replace(/\/+/g, '/');
      return (methods?.split(', ') ?? []).map((method) => `${method} ${wildcardOf(server, path)}`);
    });
}

/** Characters by which `printRoutes` moves one level in. */
const INDENT = 4;

/** The printed tree leaves away what stands before a wildcard; the router itself is asked. */
function wildcardOf(server: FastifyInstance, path: string): string {
  const isAssets = path === '/*' && !server.hasRoute({ method: 'GET', url: path });
  return isAssets && server.hasRoute({ method: 'GET', url: ASSETS }) ? ASSETS : path;
}

const ASSETS = '/assets/*';
