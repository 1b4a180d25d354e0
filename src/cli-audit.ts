/** Whether the audit trail is whole. Reads only, and needs no migration: it must also answer when the start refuses. */
import type { Head } from './audit/chain.js';
import type { CliKit, CommandGroup } from './cli-kit.js';
import type { Reader } from './platform/database.js';

interface VerifyWish {
  head?: string;
  from?: string;
}

export const auditCommands: CommandGroup = (program, kit) => {
  const audit = program.command('audit').description(kit.say('cli.audit'));
  audit
    .command('verify')
    .description(kit.say('cli.auditVerify'))
    .option('--head <hash@id>', kit.say('cli.auditHead'))
    .option('--from <id>', kit.say('cli.auditFrom'))
    .action((wish: VerifyWish) => verify(kit, wish));
};

async function verify(kit: CliKit, wish: VerifyWish): Promise<void> {
  const { readHead } = await import('./audit/chain.js');
  const { wrongInput } = await import('./platform/refusal.js');
  const { readOnly } = await import('./platform/read-only.js');
  const noted = wish.head === undefined ? undefined : readHead(wish.head);
  if (noted === null) throw wrongInput('audit-head-wrong');
  if (wish.from !== undefined && !/^[1-9]\d{0,8}$/.test(wish.from)) throw wrongInput('audit-from-wrong');
  await readOnly(kit.config.database, (read) => check(kit, read, { noted, from: Number(wish.from ?? 1) }));
}

/** What the check of the last night remembers is compared too. */
async function check(
  kit: CliKit,
  read: Reader,
  { noted, from }: { noted: Head | undefined; from: number },
): Promise<void> {
  const { lastCheck } = await import('./audit/audit-check.service.js');
  const { headInWords } = await import('./audit/chain.js');
  const { headBefore, verifyTrail } = await import('./audit/verify.js');
  const { Refusal } = await import('./platform/refusal.js');
  const { assertTrailGuarded } = await import('./platform/trail-guard.js');
  const remembered = (await lastCheck(read))?.head;
  const found = await verifyTrail(read, {
    ...(from > 1 ? { after: await headBefore(read, from) } : {}),
    noted: [noted, remembered].filter((head) => head !== undefined),
  });
  kit.print(kit.say('cli.auditRead', { count: found.rows }));
  if (found.fault) throw new Refusal(`audit-${found.fault.kind}`, { id: found.fault.id });
  await assertTrailGuarded(read.connection);
  kit.print(
    found.head.id ? kit.say('cli.auditWhole', { head: headInWords(found.head) }) : kit.say('cli.auditEmpty'),
  );
}
