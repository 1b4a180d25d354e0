/** Decorators for the fields of DTOs, where class-validator's own do not say what forms send. */
import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';

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
