/**
 * What the Swagger plugin says of our API when it is built (see test/tools/late-openapi.cjs), kept until
 * somebody asks for the document: loading Swagger itself is a fifth of a start.
 */
import type * as Swagger from '@nestjs/swagger';

type Mark = (swagger: typeof Swagger) => void;

let kept: Mark[] = [];

const later =
  <Name extends 'ApiResponse' | 'ApiOperation' | 'ApiProperty'>(name: Name) =>
  (...given: Parameters<(typeof Swagger)[Name]>): MethodDecorator & PropertyDecorator =>
  (target: object, key: string | symbol, descriptor?: unknown) => {
    kept.push((swagger) => {
      const mark = swagger[name] as (...options: typeof given) => (...marked: unknown[]) => void;
      mark(...given)(target, key, descriptor);
    });
  };

export const ApiResponse = later('ApiResponse');
export const ApiOperation = later('ApiOperation');
export const ApiProperty = later('ApiProperty');

/** Once, before the document is made. */
export function putMarks(swagger: typeof Swagger): void {
  for (const mark of kept) mark(swagger);
  kept = [];
}
