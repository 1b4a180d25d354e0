#!/usr/bin/env node
/**
 * The command line. Ends with 0 when it is done, 1 when it was refused or failed (a sentence on standard
 * error), 2 when the command was not understood.
 */
import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { accessCommands } from './cli-access.js';
import { auditCommands } from './cli-audit.js';
import { CliKit, type CommandGroup } from './cli-kit.js';
import { jobsCommands } from './cli-jobs.js';
import { operationsCommands } from './cli-operations.js';
import { plansCommands } from './cli-plans.js';
import { LANGUAGES, type Language } from './platform/words.js';

const GROUPS: CommandGroup[] = [
  operationsCommands,
  auditCommands,
  accessCommands,
  jobsCommands,
  plansCommands,
];

// `duban read … | head` closes the pipe early; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await run(process.argv.slice(2));

async function run(args: string[]): Promise<number> {
  const kit = new CliKit();
  kit.language = languageIn(args) ?? kit.language;
  const program = new Command('duban')
    .description(kit.say('cli.about'))
    .version(versionOf())
    .addOption(new Option('--lang <language>', kit.say('cli.language')).choices(LANGUAGES))
    .exitOverride();
  for (const group of GROUPS) group(program, kit);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`${kit.sentenceFor(error)}\n`);
    return 1;
  }
}

/** Needed before the commands are described, so before they are parsed. */
function languageIn(args: string[]): Language | undefined {
  const at = args.indexOf('--lang');
  const given = at < 0 ? args.find((arg) => arg.startsWith('--lang='))?.slice(7) : args[at + 1];
  return LANGUAGES.find((language) => language === given);
}

function versionOf(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
