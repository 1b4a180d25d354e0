/** Reading plans, and filling an empty database with the reference town. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { CliKit, CommandGroup } from './cli-kit.js';
import type { readingJson } from './plans/reading-json.js';

/** Characters of a task's text that are enough to know it by. */
const SHOWN_OF_TEXT = 40;

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
  kit.print(asJson ? JSON.stringify(reading, null, 2) : inWords(kit, reading));
}

function inWords(kit: CliKit, reading: ReturnType<typeof readingJson>): string {
  const head = [reading.title, reading.documentNumber, reading.issuedBy, reading.issuedOn].filter(Boolean);
  const date = ({ phrase, dueOn }: { phrase: string; dueOn: string | null }) =>
    [phrase, dueOn].filter(Boolean).join(' ');
  const named = (label: string, list: string[]) =>
    list.length ? [`    ${kit.say(label)}: ${list.join('、')}`] : [];
  return [
    head.join('  '),
    ...reading.tasks.flatMap((task) => [
      [task.no, task.text.slice(0, SHOWN_OF_TEXT)].filter(Boolean).join('  '),
      ...named('plans.lead', task.lead),
      ...named('plans.cooperating', task.cooperating),
      ...named('noun.deadline', task.deadlines.map(date)),
    ]),
    ...reading.deadlines.map((deadline) => `${kit.say(`deadline.${deadline.kind}`)}: ${date(deadline)}`),
    ...reading.doubts.map((doubt) => ['?', doubt.taskNo, doubt.message].filter(Boolean).join(' ')),
  ].join('\n');
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
