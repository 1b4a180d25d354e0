/** The main navigation: which rooms a person finds there, by role. */
import type { Role, Viewer } from '../rules/permissions.js';

export interface NavigationEntry {
  href: string;
  label: string;
  isCurrent: boolean;
}

const ENTRIES: { href: string; key: string; roles: Role[] | null }[] = [
  { href: '/', key: 'nav.home', roles: null },
  { href: '/plans', key: 'nav.plans', roles: null },
  { href: '/escalation', key: 'nav.escalation', roles: ['supervisor'] },
  { href: '/units', key: 'nav.units', roles: ['supervisor', 'leader', 'verifier', 'administrator'] },
  { href: '/contacts', key: 'nav.contacts', roles: ['supervisor', 'administrator'] },
  { href: '/calendar', key: 'nav.calendar', roles: ['supervisor', 'administrator'] },
  { href: '/mailbox', key: 'nav.mailbox', roles: ['supervisor', 'administrator'] },
  { href: '/audit', key: 'nav.audit', roles: ['auditor'] },
  { href: '/runs', key: 'nav.runs', roles: ['supervisor', 'administrator'] },
];

export function navigationFor(viewer: Viewer, path: string, say: (key: string) => string): NavigationEntry[] {
  return ENTRIES.filter(({ roles }) => !roles || roles.some((role) => viewer.roles.includes(role))).map(
    ({ href, key }) => ({
      href,
      label: say(key),
      isCurrent: href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`),
    }),
  );
}
