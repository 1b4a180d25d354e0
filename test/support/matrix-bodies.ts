/** A body that a form or a program might send, made of what its DTO demands. */
import { getMetadataStorage } from 'class-validator';

type Body = Record<string, unknown>;
/** By field name, where the name says what the value points at. */
export type KnownFields = Record<string, unknown>;

interface Demand {
  name?: string;
  type: string;
  propertyName: string;
  constraints?: unknown[];
}

const TEXT = '情况说明';
const DAY = '2018-12-14';

/** @param types of what a handler is given: those with validation are its body or its query */
export function plausibleBody(types: unknown[], known: KnownFields): Body {
  return Object.assign({}, ...types.map((type) => bodyOf(type, known))) as Body;
}

function bodyOf(type: unknown, known: KnownFields): Body {
  if (typeof type !== 'function') return {};
  const demands = getMetadataStorage().getTargetValidationMetadatas(
    type,
    '',
    true,
    false,
  ) as unknown as Demand[];
  const body: Body = {};
  for (const field of new Set(demands.map(({ propertyName }) => propertyName))) {
    const own = demands.filter(({ propertyName }) => propertyName === field);
    if (Object.hasOwn(known, field)) body[field] = known[field];
    else if (!own.some((demand) => demand.type === 'conditionalValidation')) body[field] = valueFor(own);
  }
  return body;
}

function valueFor(demands: Demand[]): unknown {
  const of = (name: string) => demands.find((demand) => demand.name === name);
  const single = singleFor(of);
  return of('isArray') ? [single] : single;
}

function singleFor(of: (name: string) => Demand | undefined): unknown {
  const choices = of('isIn')?.constraints?.[0];
  if (Array.isArray(choices)) return choices[0];
  if (of('isDay')) return DAY;
  return of('isBoolean') ? true : numberOrText(of);
}

function numberOrText(of: (name: string) => Demand | undefined): unknown {
  if (of('isInt') ?? of('isNumber')) return (of('min')?.constraints?.[0] as number | undefined) ?? 1;
  return TEXT;
}
