/** Decorators for the fields of DTOs, where class-validator's own do not say what forms send. */
import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';

export { IsDay } from './is-day.js';

const TICKED: unknown[] = [true, 'on', 'true', '1', 'yes'];
const CLEAR: unknown[] = [undefined, null, false, 'false', '0', 'no', 'off'];

/** A box that is ticked or not there at all. */
export const Checkbox = () =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => {
      if (CLEAR.includes(value)) return false;
      return TICKED.includes(value) ? true : value;
    }),
    IsBoolean(),
  );

/** Text without the space around it. */
export const Trimmed = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));
