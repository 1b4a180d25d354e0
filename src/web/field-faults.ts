/** What class-validator found wrong, in this product's own words. */
import type { ValidationError } from 'class-validator';
import { REFUSAL_CODES, type RefusalCode } from '../platform/refusal-codes.js';
import type { FieldFaults } from '../platform/refusal.js';

const BY_CONSTRAINT: Record<string, RefusalCode> = {
  isNotEmpty: 'field-required',
  isDefined: 'field-required',
  arrayNotEmpty: 'field-required',
  arrayMinSize: 'field-required',
  maxLength: 'field-too-long',
  isLength: 'field-too-long',
  isInt: 'field-not-a-number',
  isNumber: 'field-not-a-number',
  isPositive: 'field-not-a-number',
  min: 'field-not-a-number',
  max: 'field-not-a-number',
  isIn: 'field-not-a-choice',
  isEnum: 'field-not-a-choice',
  isBoolean: 'field-not-a-choice',
  isEmail: 'field-not-an-address',
  isDay: 'field-not-a-day',
};

/** `whitelistValidation` is what class-validator calls a field no DTO knows. */
export function isUnknownField(error: ValidationError): boolean {
  return Boolean(error.constraints?.['whitelistValidation']);
}

/** A decorator may name its own code: `@MaxLength(20, { message: 'unit-unknown' })`. */
export function faultsOf(errors: ValidationError[], above = ''): FieldFaults {
  const faults: FieldFaults = {};
  for (const error of errors) {
    const field = above + error.property;
    if (error.children?.length) Object.assign(faults, faultsOf(error.children, `${field}.`));
    else faults[field] = codeOf(error);
  }
  return faults;
}

function codeOf(error: ValidationError): RefusalCode {
  const constraints = Object.entries(error.constraints ?? {});
  const named = constraints.map(([, message]) => message).find(isRefusalCode);
  if (named) return named;
  if (!isUnknownField(error) && (error.value === undefined || error.value === null)) return 'field-required';
  if (error.constraints?.['isString']) return 'input-wrong';
  const known = constraints.map(([constraint]) => BY_CONSTRAINT[constraint]).find(Boolean);
  return known ?? 'input-wrong';
}

function isRefusalCode(text: string): text is RefusalCode {
  return (REFUSAL_CODES as readonly string[]).includes(text);
}
