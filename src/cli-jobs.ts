/** Doing now what otherwise happens by itself. */
import type { CliKit, CommandGroup } from './cli-kit.js';
import type { RunAnswer } from './jobs/runner.js';

export const jobsCommands: CommandGroup = (program, kit) => {
  program
    .command('run <job>')
    .description(kit.say('cli.run'))
    .option('--for <day>', kit.say('cli.runFor'))
    .action((job: string, options: { for?: string }) => run(kit, job, options.for));
  program
    .command('deliver')
    .description(kit.say('cli.deliver'))
    .action(() => deliver(kit));
};

async function run(kit: CliKit, job: string, given: string | undefined): Promise<void> {
  const { OPERATOR } = await import('./cli-kit.js');
  const { Clock } = await import('./platform/clock.js');
  const { wrongInput } = await import('./platform/refusal.js');
  const { isDay } = await import('./rules/day.js');
  const { Runner } = await import('./jobs/runner.js');
  if (given !== undefined && !isDay(given)) throw wrongInput('field-not-a-day');
  await kit.withApp(async (app) => {
    const day = given ?? app.get(Clock).today();
    const answer = await app.get(Runner).runNow(OPERATOR, job, day);
    const sentence = sentenceOf(kit, answer, { job, day });
    if (answer.outcome === 'failed') throw new Error(sentence);
    kit.print(sentence);
  });
}

function sentenceOf(kit: CliKit, answer: RunAnswer, values: { job: string; day: string }): string {
  const counts = 'counts' in answer ? countsOf(answer.counts) : '';
  const into = 'into' in answer ? answer.into : '';
  const error = 'error' in answer ? answer.error : '';
  return kit.say(`runs.answer.${answer.outcome}`, { ...values, counts, into, error });
}

/** `composed 3, skipped 0, messages 4`: names as in the API, for scripts. */
function countsOf(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

async function deliver(kit: CliKit): Promise<void> {
  const { Delivery } = await import('./outbox/delivery.js');
  await kit.withApp(async (app) => {
    const delivery = app.get(Delivery);
    const counts = await delivery.deliverNow();
    kit.print(kit.say('cli.delivered', { ...counts }));
    const held = await delivery.held();
    if (held) throw new Error(kit.say('mailbox.held', { answer: held.answer }));
  });
}
