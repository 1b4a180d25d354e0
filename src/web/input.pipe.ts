/**
 * What comes in by body, query and path becomes a DTO here or is refused with a code per field. Text is
 * stored NFC; a field left empty in a form is a field not sent.
 */
import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { cleaned } from './clean.js';
import { faultsOf, isUnknownField } from './field-faults.js';
import { checkboxesOf, gathered } from './fields.js';

const PLAIN: unknown[] = [String, Number, Boolean, Object, Array];
/** The largest key both databases can hold in an integer column. */
const LARGEST_ID = 2147483647;

@Injectable()
export class InputPipe implements PipeTransform {
  async transform(value: unknown, { type, metatype, data }: ArgumentMetadata): Promise<unknown> {
    if (type === 'custom') return value;
    if (type === 'param') return fromPath(value, metatype);
    const clean = cleaned(value, data);
    if (!metatype || PLAIN.includes(metatype)) return plainValue(clean, metatype, data);
    return this.asDto(clean ?? {}, metatype, type === 'body');
  }

  private async asDto(value: unknown, metatype: Type, isBody: boolean): Promise<unknown> {
    if (typeof value !== 'object' || Array.isArray(value)) throw wrongInput('input-wrong');
    const dto = plainToInstance(metatype, asSent(value as object, metatype)) as object;
    const errors = await validate(dto, {
      whitelist: true,
      // A query may carry what others put there (?lang=); a body may not.
      forbidNonWhitelisted: isBody,
      forbidUnknownValues: false,
      validationError: { target: false },
    });
    if (!errors.length) return dto;
    const status = errors.some(isUnknownField) ? 400 : 422;
    throw new Refusal('input-wrong', {}, faultsOf(errors), status);
  }
}

/** A number in a path is the key of something: anything else names nothing. @throws NotFound */
function fromPath(value: unknown, metatype: unknown): unknown {
  if (metatype !== Number) return cleaned(value, undefined);
  const id = /^\d{1,10}$/.test(String(value)) ? Number(value) : Infinity;
  if (id > LARGEST_ID) throw new NotFound('page');
  return id;
}

function plainValue(value: unknown, metatype: unknown, field: string | undefined): unknown {
  const single = Array.isArray(value) && metatype !== Array ? (value as unknown[])[0] : value;
  if (metatype !== Number || single === undefined) return single;
  const number = Number(single);
  if (Number.isNaN(number)) throw wrongInput('input-wrong', field ? { [field]: 'field-not-a-number' } : {});
  return number;
}

/** As forms send it, as the DTO has it: one ticked box of several is text, one that is not ticked is missing. */
function asSent(value: object, metatype: Type): object {
  const prototype = metatype.prototype as object;
  const boxes = checkboxesOf(prototype).map((name): [string, unknown] => [name, false]);
  const sent = gathered(value as Record<string, unknown>, prototype);
  const entries = Object.entries(sent).map(([name, given]: [string, unknown]): [string, unknown] => {
    const type: unknown = Reflect.getMetadata('design:type', prototype, name);
    return [name, type === Array && typeof given === 'string' ? [given] : given];
  });
  return Object.fromEntries([...boxes, ...entries]) as object;
}
