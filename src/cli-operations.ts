/** Looking after the database. */
import type { CommandGroup } from './cli-kit.js';

export const operationsCommands: CommandGroup = (program, kit) => {
  program
    .command('migrate')
    .description(kit.say('cli.migrate'))
    .action(async () => {
      const { migrateTarget } = await import('./platform/migrate.js');
      kit.print(kit.say('cli.migrated', { count: await migrateTarget(kit.config.database) }));
    });
};
