import { ValidateBy, type ValidationOptions } from 'class-validator';
import { isDay } from '../rules/day.js';

/** A property that holds a calendar day as YYYY-MM-DD. */
export function IsDay(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isDay',
      validator: { validate: isDay, defaultMessage: () => '$property must be a day, YYYY-MM-DD' },
    },
    options,
  );
}
