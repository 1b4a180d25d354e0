/** The main navigation: which rooms a person finds there, by what the table of permissions lets them do. */
import { admits, type Verb, type Viewer } from '../rules/permissions.js';

export interface NavigationEntry {
  href: string;
  label: string;
  isCurrent: boolean;
}

/** Each with the verb of the page it leads to; null: for everybody who is signed in. */
const ENTRIES: { href: string; key: string; verb: Verb | null }[] = [
  { href: '/', key: 'nav.home', verb: null },
  { href: '/plans', key: 'nav.plans', verb: 'read-work' },
  { href: '/escalation', key: 'nav.escalation', verb: 'urge' },
  { href: '/units', key: 'nav.units', verb: 'read-units' },
  { href: '/administration', key: 'nav.administration', verb: 'keep-people' },
  { href: '/contacts', key: 'nav.contacts', verb: 'keep-contacts' },
  { href: '/calendar', key: 'nav.calendar', verb: 'keep-calendar' },
  { href: '/mailbox', key: 'nav.mailbox', verb: 'read-mail' },
  { href: '/audit', key: 'nav.audit', verb: 'read-audit' },
  { href: '/security-log', key: 'nav.securityLog', verb: 'read-security-log' },
  { href: '/runs', key: 'nav.runs', verb: 'read-runs' },
];

export function navigationFor(viewer: Viewer, path: string, say: (key: string) => string): NavigationEntry[] {
  return ENTRIES.filter(({ verb }) => !verb || admits(verb, viewer)).map(({ href, key }) => ({
    href,
    label: say(key),
    isCurrent: href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`),
  }));
}
