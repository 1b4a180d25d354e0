/**
 * Column shapes that mean the same on SQLite and PostgreSQL. A `date` column would come back as
 * local midnight, a day early in Shanghai; an instant as whatever the driver's zone makes of it.
 */
import { Column, PrimaryGeneratedColumn } from 'typeorm';

export const IdColumn = () => PrimaryGeneratedColumn({ type: 'integer' });
/** 'YYYY-MM-DD' */
export const DayColumn = () => Column({ type: 'text' });
export const OptionalDayColumn = () => Column({ type: 'text', nullable: true });
/** ISO UTC, 24 characters */
export const InstantColumn = () => Column({ type: 'text' });
export const OptionalInstantColumn = () => Column({ type: 'text', nullable: true });
export const TextColumn = () => Column({ type: 'text' });
export const OptionalTextColumn = () => Column({ type: 'text', nullable: true });
export const IntegerColumn = () => Column({ type: 'integer' });
export const OptionalIntegerColumn = () => Column({ type: 'integer', nullable: true });
export const BooleanColumn = () => Column({ type: 'boolean' });
export const JsonColumn = () => Column({ type: 'simple-json' });
export const OptionalJsonColumn = () => Column({ type: 'simple-json', nullable: true });
