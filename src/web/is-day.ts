import { applyDecorators } from '@nestjs/common';
import { ValidateBy, type ValidationOptions } from 'class-validator';
import { isDay } from '../rules/day.js';
import { ApiProperty } from './api-marks.js';

/** A property that holds a calendar day as YYYY-MM-DD. */
export function IsDay(options?: ValidationOptions): PropertyDecorator {
  return applyDecorators(
    ValidateBy(
      {
        name: 'isDay',
        validator: { validate: isDay, defaultMessage: () => '$property must be a day, YYYY-MM-DD' },
      },
      options,
    ),
    // The plugin that describes the API sees only the type's object half.
    ApiProperty({ type: String, format: 'date' }),
  );
}
