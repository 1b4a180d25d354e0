/**
 * Gives each Jest project its time zone and its database, before the first line of a test runs.
 * `TZ` must change in the worker's real process: V8 keeps the zone, and only the real `process.env`
 * tells it to look again; the one a test sees is a copy.
 */
import { TestEnvironment } from 'jest-environment-node';

/** A developer's own settings must not decide what a test finds. */
const productSettings =
  'PORT HOST BASE_URL DATABASE_URL DATA_DIR SMTP_URL MAIL_FROM MAIL_ALLOW TIME_ZONE JOBS'.split(' ');

export default class Environment extends TestEnvironment {
  constructor(config, context) {
    const { zone, database } = config.projectConfig.testEnvironmentOptions;
    for (const name of productSettings) delete process.env[name];
    process.env.TZ = zone;
    if (database) process.env.TEST_DATABASE = database;
    else delete process.env.TEST_DATABASE;
    super(config, context);
  }
}
