/** Who may come in, for the administrator at the server. What is secret is printed once. */
import { Option } from 'commander';
import type { CommandGroup } from './cli-kit.js';
import { OPERATOR } from './cli-kit.js';
import { SCOPES, type Role, type Scope } from './rules/permissions.js';

const ROLES: Role[] = ['supervisor', 'reporter', 'verifier', 'leader', 'administrator', 'auditor'];

interface PersonOptions {
  login: string;
  role: Role[];
  unit: string[];
  mail?: string;
  phone?: string;
  jurisdiction?: string;
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
    .option('--jurisdiction <name>', kit.say('cli.jurisdiction'))
    .action(async (name: string, { login, role, unit, mail, phone, jurisdiction }: PersonOptions) => {
      const { AccountsService } = await import('./access/accounts.service.js');
      const { limitTo } = await import('./access/person-limits.js');
      const given = { name, loginName: login, units: unit, address: mail ?? null, phone: phone ?? null };
      const roles = [...new Set(role)];
      const { password } = await kit.withApp(async (app) => {
        const limit = await limitTo(app, OPERATOR, jurisdiction);
        const made = await app.get(AccountsService).add(OPERATOR, { ...given, roles });
        await limit(made.personId, roles);
        return made;
      });
      kit.print(kit.say('cli.personAdded', { name, login, password }));
    });
  secondFactorCommands(person, kit);
};

const secondFactorCommands: CommandGroup = (person, kit) => {
  const secondFactor = person.command('second-factor').description(kit.say('cli.secondFactor'));
  secondFactor
    .command('reset <login>')
    .description(kit.say('cli.secondFactorReset'))
    .action(async (login: string) => {
      const { SecondFactorService } = await import('./access/second-factor.service.js');
      await kit.withApp((app) => app.get(SecondFactorService).resetOf(OPERATOR, login));
      kit.print(kit.say('cli.secondFactorGone', { login }));
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

interface TokenOptions {
  person: string;
  name: string;
  until?: string;
  scope?: Scope[];
}

const tokenCommands: CommandGroup = (program, kit) => {
  const token = program.command('token').description(kit.say('cli.token'));
  token
    .command('create')
    .description(kit.say('cli.tokenCreate'))
    .requiredOption('--person <login>', kit.say('cli.tokenPerson'))
    .requiredOption('--name <name>', kit.say('cli.tokenName'))
    .option('--until <day>', kit.say('cli.tokenUntil'))
    .addOption(new Option('--scope <scope...>', kit.say('cli.tokenScope')).choices(SCOPES))
    .action(async ({ person: loginName, name, until, scope }: TokenOptions) => {
      const { TokensService } = await import('./access/tokens.service.js');
      const wish = { loginName, name, lastOn: until ?? null, scopes: scope ?? null };
      kit.print(await kit.withApp((app) => app.get(TokensService).create(OPERATOR, wish)));
    });
  token
    .command('list')
    .description(kit.say('cli.tokenList'))
    .action(async () => {
      const { TokensService } = await import('./access/tokens.service.js');
      const all = await kit.withApp((app) => app.get(TokensService).all(OPERATOR));
      for (const { id, personName, name, scopes, lastOn, lastUsedAt } of all.filter(({ isOpen }) => isOpen)) {
        const facts = [scopes?.join(' ') ?? '*', lastOn ?? '-', lastUsedAt ?? '-'];
        kit.print([id, personName, name, ...facts].join('\t'));
      }
    });
  token
    .command('revoke <id>')
    .description(kit.say('cli.tokenRevoke'))
    .action(async (given: string) => {
      const { TokensService } = await import('./access/tokens.service.js');
      const id = /^\d{1,9}$/.test(given) ? Number(given) : 0;
      await kit.withApp((app) => app.get(TokensService).revoke(OPERATOR, id, null));
      kit.print(kit.say('cli.tokenRevoked', { id }));
    });
};
