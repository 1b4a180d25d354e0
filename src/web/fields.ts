/** Decorators for the fields of DTOs, where class-validator's own do not say what forms send. */
import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';
import { cleanLine } from '../rules/clean-line.js';

export { IsDay } from './is-day.js';

const CHECKBOXES = 'checkboxes';
const TICKED: unknown[] = [true, 'on', 'true', '1', 'yes'];
const CLEAR: unknown[] = [null, false, 'false', '0', 'no', 'off'];

/** A box that is ticked or not there at all: where it is not, the DTO holds false. */
export const Checkbox = () =>
  applyDecorators(
    (target: object, name: string | symbol) => {
      const before = (Reflect.getMetadata(CHECKBOXES, target) ?? []) as string[];
      Reflect.defineMetadata(CHECKBOXES, [...before, String(name)], target);
    },
    Transform(({ value }: { value: unknown }) => {
      if (CLEAR.includes(value)) return false;
      return TICKED.includes(value) ? true : value;
    }),
    IsBoolean(),
  );

/** The names of a DTO's boxes. */
export function checkboxesOf(prototype: object): string[] {
  return (Reflect.getMetadata(CHECKBOXES, prototype) ?? []) as string[];
}

/** A name, a number, a title: one line of visible text; without any, the field was left empty. */
export const OneLine = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? cleanLine(value) || undefined : value,
  );

const NUMBERED = 'numbered';

/** Where a form has one field for each of several things: `figure-12=3.5` becomes `[{ targetId: 12, amount: '3.5' }]`. */
export interface NumberedFields {
  prefix: string;
  /** What the number is called in each entry, and what the field's value is. */
  number: string;
  value: string;
}

/** On an array of a DTO, which a program sends as an array and a form as numbered fields; empty ones are left out. */
export const Numbered =
  (fields: NumberedFields): PropertyDecorator =>
  (target, name) => {
    const before = numberedOf(target);
    Reflect.defineMetadata(NUMBERED, { ...before, [String(name)]: fields }, target);
  };

function numberedOf(prototype: object): Record<string, NumberedFields> {
  return (Reflect.getMetadata(NUMBERED, prototype) ?? {}) as Record<string, NumberedFields>;
}

/** Gathers the numbered fields of what a form sent into the arrays the DTO knows. */
export function gathered(sent: Record<string, unknown>, prototype: object): Record<string, unknown> {
  const wanted = Object.entries(numberedOf(prototype));
  if (!wanted.length) return sent;
  const rest = { ...sent };
  for (const [property, { prefix, number, value }] of wanted) {
    const entries = Object.keys(rest)
      .filter((name) => new RegExp(`^${prefix}-\\d{1,10}$`).test(name))
      .map((name) => {
        const entry = { [number]: Number(name.slice(prefix.length + 1)), [value]: rest[name] };
        delete rest[name];
        return entry;
      });
    if (entries.length) rest[property] = entries;
  }
  return rest;
}
