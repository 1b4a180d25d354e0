/** The rooms without a server, for the command line. */
import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { AppModule, type AppOptions } from './app.module.js';
import type { Config } from './platform/config.js';
import { makeLog, NestLog } from './web/log.js';

const STANDARD_ERROR = 2;

export function openRooms(config: Config, clock?: AppOptions['clock']): Promise<INestApplicationContext> {
  const log = makeLog(config, pino.destination({ fd: STANDARD_ERROR, sync: true }));
  // A command says itself what failed; the log would say it twice.
  log.level = 'fatal';
  return NestFactory.createApplicationContext(AppModule.with({ config, clock }), {
    logger: new NestLog(log),
    abortOnError: false,
  });
}
