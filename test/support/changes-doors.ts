/** Every door by which something can be changed, with a body that fits it: for tests of what no door may do. */
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { getMetadataStorage } from 'class-validator';
import type { TestApp } from './app.js';

export interface ChangingDoor {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/api/v1/deadlines/:id/correction` */
  path: string;
  /** What is sent: every field of its DTO, every day the one `dayOf` gives it. */
  body: Record<string, unknown>;
  hasDay: boolean;
}

type Constructor = abstract new (...args: never[]) => object;

const METHODS: Partial<Record<RequestMethod, ChangingDoor['method']>> = {
  [RequestMethod.POST]: 'POST',
  [RequestMethod.PUT]: 'PUT',
  [RequestMethod.PATCH]: 'PATCH',
  [RequestMethod.DELETE]: 'DELETE',
};
/** Where Nest keeps which parameter of a handler is the body. */
const ARGUMENTS = '__routeArguments__';
const BODY = /^3:(\d+)$/;

type DayOf = (field: string) => string;

export function changingDoors(t: TestApp, dayOf: DayOf, ids: Record<string, number>): ChangingDoor[] {
  const controllers = [...t.app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ metatype }) => {
    const type = metatype as Constructor & { prototype: Record<string, object> };
    const base = String(Reflect.getMetadata('path', type));
    return Object.getOwnPropertyNames(type.prototype).flatMap((name): ChangingDoor[] => {
      const handler = type.prototype[name]!;
      const method = METHODS[Reflect.getMetadata('method', handler) as RequestMethod];
      if (name === 'constructor' || !method) return [];
      const path = `/${base}/${String(Reflect.getMetadata('path', handler))}`;
      const dto = bodyOf(type, name);
      return [
        {
          ...{ method, path: path.replace(/\/+/g, '/').replace(/(.)\/$/, '$1') },
          ...filled(dto, dayOf, ids),
        },
      ];
    });
  });
}

function bodyOf(type: Constructor & { prototype: object }, name: string): Constructor | null {
  const args = (Reflect.getMetadata(ARGUMENTS, type, name) ?? {}) as Record<string, unknown>;
  const place = Object.keys(args).flatMap((key) => BODY.exec(key)?.[1] ?? [])[0];
  const types = (Reflect.getMetadata('design:paramtypes', type.prototype, name) ?? []) as Constructor[];
  return place === undefined ? null : (types[Number(place)] ?? null);
}

function filled(dto: Constructor | null, dayOf: DayOf, ids: Record<string, number>) {
  const body: Record<string, unknown> = {};
  let hasDay = false;
  const fields = dto ? getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false) : [];
  for (const { propertyName, name, constraints } of fields) {
    const [first] = (constraints ?? []) as unknown[];
    const value: Record<string, () => unknown> = {
      isDay: () => dayOf(propertyName),
      isIn: () => (first as unknown[])[0],
      isInt: () => ids[propertyName] ?? 1,
      isBoolean: () => true,
      isString: () => body[propertyName] ?? '理由充分',
    };
    if (name && name in value) body[propertyName] = value[name]!();
    hasDay ||= name === 'isDay';
  }
  return { body, hasDay };
}
