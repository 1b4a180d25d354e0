/** The fields of every DTO in which somebody may write what they like, by what class-validator was told. */
import { getMetadataStorage } from 'class-validator';
import 'reflect-metadata';

interface Demand {
  name?: string;
  type: string;
  propertyName: string;
  constraints?: unknown[];
  target: unknown;
}

export interface TextField {
  name: string;
  /** null: as long as it likes */
  longest: number | null;
}

/** What alone says which texts may stand there. */
const CLOSED = ['isIn', 'isDay', 'matches', 'isEnum', 'equals'];

function demandsOf(type: unknown): Demand[] {
  if (typeof type !== 'function') return [];
  return getMetadataStorage().getTargetValidationMetadatas(type, '', true, false) as unknown as Demand[];
}

/** @param types of what a handler is given */
export function textFieldsOf(types: unknown[]): TextField[] {
  return types.flatMap((type) => {
    const demands = demandsOf(type);
    return [...new Set(demands.map(({ propertyName }) => propertyName))].flatMap((name) => {
      const own = demands.filter(({ propertyName }) => propertyName === name);
      const has = (demand: string) => own.find((one) => one.name === demand);
      if (!has('isString') || CLOSED.some(has)) return [];
      return [{ name, longest: lengthIn(has('maxLength') ?? has('isLength')) }];
    });
  });
}

function lengthIn(demand: Demand | undefined): number | null {
  if (!demand) return null;
  const [first, second] = demand.constraints ?? [];
  return demand.name === 'isLength' ? (second as number) : (first as number);
}

/** Every DTO that anything validates, nested ones among them: `SubmissionDto.text`. */
export function fieldsWithoutEnd(): string[] {
  const storage = getMetadataStorage() as unknown as { validationMetadatas: Map<unknown, Demand[]> };
  const classes = [...storage.validationMetadatas.keys()] as (new () => object)[];
  return classes.flatMap((one) =>
    textFieldsOf([one])
      .filter(({ longest }) => longest === null)
      .map(({ name }) => `${one.name}.${name}`),
  );
}

export function allTextFields(): string[] {
  const storage = getMetadataStorage() as unknown as { validationMetadatas: Map<unknown, Demand[]> };
  const classes = [...storage.validationMetadatas.keys()] as (new () => object)[];
  return classes.flatMap((one) => textFieldsOf([one]).map(({ name }) => `${one.name}.${name}`));
}
