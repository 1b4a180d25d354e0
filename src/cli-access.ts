/** Who may come in, for the administrator at the server. What is secret is printed once. */
import { Option } from 'commander';
import type { CommandGroup } from './cli-kit.js';
import { OPERATOR } from './cli-kit.js';
import type { Role } from './rules/permissions.js';

const ROLES: Role[] = ['supervisor', 'reporter', 'verifier', 'leader', 'administrator', 'auditor'];

interface PersonOptions {
  login: string;
  role: Role[];
  unit: string[];
  mail?: string;
  phone?: string;
}

export const accessCommands: CommandGroup = (program, kit) => {
  personCommands(program, kit);
  passwordCommands(program, kit);
  tokenCommands(program, kit);
};

const personCommands: CommandGroup = (program, kit) => {
  const person = program.command('person').description(kit.say('cli.person'));
  person
    .command('add <name>')
    .description(kit.say('cli.personAdd'))
    .requiredOption('--login <login>', kit.say('cli.login'))
    .addOption(new Option('--role <role...>', kit.say('cli.role')).choices(ROLES).default(['reporter']))
    .option('--unit <name...>', kit.say('cli.unit'), [])
    .option('--mail <address>', kit.say('cli.mail'))
    .option('--phone <number>', kit.say('cli.phone'))
    .action(async (name: string, { login, role, unit, mail, phone }: PersonOptions) => {
      const { AccountsService } = await import('./access/accounts.service.js');
      const given = { name, loginName: login, units: unit, address: mail ?? null, phone: phone ?? null };
      const { password } = await kit.withApp((app) =>
        app.get(AccountsService).add(OPERATOR, { ...given, roles: [...new Set(role)] }),
      );
      kit.print(kit.say('cli.personAdded', { name, login, password }));
    });
};

const passwordCommands: CommandGroup = (program, kit) => {
  const password = program.command('password').description(kit.say('cli.password'));
  password
    .command('reset <login>')
    .description(kit.say('cli.passwordReset'))
    .action(async (login: string) => {
      const { AccountsService } = await import('./access/accounts.service.js');
      const made = await kit.withApp((app) => app.get(AccountsService).resetPassword(OPERATOR, login));
      kit.print(kit.say('cli.passwordMade', { login, password: made }));
    });
};

const tokenCommands: CommandGroup = (program, kit) => {
  const token = program.command('token').description(kit.say('cli.token'));
  token
    .command('create')
    .description(kit.say('cli.tokenCreate'))
    .requiredOption('--person <login>', kit.say('cli.tokenPerson'))
    .requiredOption('--name <name>', kit.say('cli.tokenName'))
    .option('--until <day>', kit.say('cli.tokenUntil'))
    .action(async ({ person: loginName, name, until }: { person: string; name: string; until?: string }) => {
      const { TokensService } = await import('./access/tokens.service.js');
      const made = await kit.withApp((app) =>
        app.get(TokensService).create(OPERATOR, { loginName, name, lastOn: until ?? null }),
      );
      kit.print(made);
    });
};
