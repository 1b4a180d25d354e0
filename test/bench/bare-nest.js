/** The least a Nest application on Fastify with TypeORM can be: one table, one route. */
import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DataSource, EntitySchema } from 'typeorm';

const Note = new EntitySchema({
  name: 'notes',
  columns: { id: { type: 'integer', primary: true, generated: true }, text: { type: 'text' } },
});

class Live {
  live() {
    return { status: 'live' };
  }
}
Get('/health/live')(Live.prototype, 'live', Object.getOwnPropertyDescriptor(Live.prototype, 'live'));
Controller()(Live);

class Rooms {}
Module({ controllers: [Live] })(Rooms);

const { PORT, DATABASE_FILE } = process.env;
await new DataSource({
  type: 'better-sqlite3',
  database: DATABASE_FILE,
  entities: [Note],
  synchronize: true,
}).initialize();
const app = await NestFactory.create(Rooms, new FastifyAdapter(), { logger: false });
await app.listen(Number(PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
