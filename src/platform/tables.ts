/** Tables as a migration lists them: one line a column, types that mean the same on both databases. */
import { Table, type QueryRunner } from 'typeorm';

/**
 * Columns as `type` (`?` allows null, `-> table` adds a foreign key). The type is one of integer,
 * text and boolean, which mean the same on both databases.
 */
export interface Shape {
  columns: Record<string, string>;
  primary?: { name: string; type: 'integer' | 'text' };
  unique?: string[][];
  index?: string[][];
  uniqueIndex?: string[];
}

export function tableOf(name: string, shape: Shape): Table {
  const columns = Object.entries(shape.columns).map(([column, text]) => ({ column, ...parse(text) }));
  const primary = shape.primary
    ? { ...shape.primary, isPrimary: true }
    : {
        name: 'id',
        type: 'integer',
        isPrimary: true,
        isGenerated: true,
        generationStrategy: 'increment' as const,
      };
  return new Table({
    name,
    columns: [
      primary,
      ...columns.map(({ column, type, isNullable }) => ({ name: column, type, isNullable })),
    ],
    foreignKeys: columns.flatMap(({ column, references }) =>
      references
        ? [{ columnNames: [column], referencedTableName: references, referencedColumnNames: ['id'] }]
        : [],
    ),
    uniques: (shape.unique ?? []).map((columnNames) => ({ columnNames })),
    indices: [
      ...(shape.index ?? []).map((columnNames) => ({ columnNames })),
      ...(shape.uniqueIndex ?? []).map((column) => ({ columnNames: [column], isUnique: true })),
    ],
  });
}

function parse(text: string): { type: string; isNullable: boolean; references: string | undefined } {
  const [typed, references] = text.split(' -> ');
  return { type: typed!.replace('?', ''), isNullable: typed!.endsWith('?'), references };
}

/**
 * Adds columns, all of them optional: plain ALTER TABLE, as TypeORM's own way rebuilds a SQLite table and drops its
 * triggers. Without foreign keys: SQLite keeps those of an added column where TypeORM does not find them again.
 */
export async function addColumns(
  runner: QueryRunner,
  table: string,
  columns: Record<string, string>,
): Promise<void> {
  for (const [name, text] of Object.entries(columns))
    await runner.query(`ALTER TABLE "${table}" ADD COLUMN "${name}" ${parse(text).type}`);
}

export async function dropColumns(
  runner: QueryRunner,
  table: string,
  columns: Record<string, string>,
): Promise<void> {
  for (const name of Object.keys(columns)) await runner.query(`ALTER TABLE "${table}" DROP COLUMN "${name}"`);
}
