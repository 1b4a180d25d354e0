/** Reading plans, and filling an empty database with the reference town. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { CliKit, CommandGroup } from './cli-kit.js';

export const plansCommands: CommandGroup = (program, kit) => {
  program
    .command('read <file>')
    .description(kit.say('cli.read'))
    .option('--json', kit.say('cli.readJson'))
    .action((file: string, options: { json?: boolean }) => read(kit, file, options.json ?? false));
  program
    .command('import <file>')
    .description(kit.say('cli.import'))
    .action((file: string) => importDraft(kit, file));
  program
    .command('seed')
    .description(kit.say('cli.seed'))
    .option('--demo', kit.say('cli.seedDemo'))
    .option('--anchor <day>', kit.say('cli.seedAnchor'))
    .action((options: { demo?: boolean; anchor?: string }) => seed(kit, options));
};

/** Stores nothing and needs no database. A document in which nothing is found is an answer too, with its doubts. */
async function read(kit: CliKit, file: string, asJson: boolean): Promise<void> {
  const { textOf } = await import('./plans/document.js');
  const { readingJson } = await import('./plans/reading-json.js');
  const { readPlan } = await import('./rules/plan-reader.js');
  const reading = readingJson(readPlan(textOf(bytesOf(kit, file))), (key, values) => kit.say(key, values));
  if (asJson) {
    kit.print(JSON.stringify(reading, null, 2));
    return;
  }
  kit.print(
    [reading.title, reading.documentNumber, reading.issuedBy, reading.issuedOn].filter(Boolean).join('  '),
  );
  for (const task of reading.tasks) {
    kit.print(`${task.no ?? '-'}  ${task.text.slice(0, 40)}`);
    kit.print(`    ${kit.say('plans.lead')}: ${task.lead.join('、') || '-'}`);
    if (task.cooperating.length)
      kit.print(`    ${kit.say('plans.cooperating')}: ${task.cooperating.join('、')}`);
    for (const { phrase, dueOn } of task.deadlines)
      kit.print(`    ${kit.say('noun.deadline')}: ${phrase} ${dueOn ?? ''}`);
  }
  for (const { kind, phrase, dueOn } of reading.deadlines)
    kit.print(`${kit.say(`deadline.${kind}`)}: ${phrase} ${dueOn ?? ''}`);
  for (const doubt of reading.doubts) kit.print(`? ${doubt.taskNo ?? ''} ${doubt.message}`);
}

async function importDraft(kit: CliKit, file: string): Promise<void> {
  const { OPERATOR } = await import('./cli-kit.js');
  const { textOf } = await import('./plans/document.js');
  const { PlansService } = await import('./plans/plans.service.js');
  const document = { text: textOf(bytesOf(kit, file)), sourceName: basename(file) };
  const planId = await kit.withApp((app) => app.get(PlansService).importDraft(OPERATOR, document));
  kit.print(kit.say('cli.imported', { id: planId }));
}

async function seed(kit: CliKit, { demo, anchor }: { demo?: boolean; anchor?: string }): Promise<void> {
  const { isDay } = await import('./rules/day.js');
  const { wrongInput } = await import('./platform/refusal.js');
  if (anchor !== undefined && !isDay(anchor)) throw wrongInput('field-not-a-day');
  if (anchor !== undefined && !demo) throw wrongInput('anchor-needs-demo');
  const { seedDemo, seedPlain } = await import('./seed-demo.js');
  const seeded = demo ? await seedDemo(kit.config, anchor) : await seedPlain(kit.config);
  for (const account of seeded.accounts) kit.print(`${account.loginName}  ${account.unit}  ${account.name}`);
  kit.print(kit.say('cli.seeded', { password: seeded.password }));
}

function bytesOf(kit: CliKit, file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(
      kit.say('cli.cannotOpen', { file, reason: (error as NodeJS.ErrnoException).code ?? '' }),
      { cause: error },
    );
  }
}
