/** Tokens as pages show them. */
import { dayInZone, timeInZone, type Day } from '../rules/day.js';
import type { Scope } from '../rules/permissions.js';
import { longestDay, USUAL_PER_MINUTE } from '../rules/token-terms.js';
import type { RefusedForm } from '../web/forms.js';
import type { ListedToken } from './tokens.queries.js';

type Say = (key: string, values?: Record<string, string | number>) => string;

export interface TokenView {
  id: number;
  name: string;
  personName: string;
  isSystem: boolean;
  scopeWords: string;
  perMinute: number;
  madeOn: Day;
  lastOn: Day | null;
  /** “2018-11-02 09:00”, to the hour; null: never */
  lastUsed: string | null;
  revokedOn: Day | null;
}

export function tokenViews(
  tokens: ListedToken[],
  { say, timeZone }: { say: Say; timeZone: string },
): { open: TokenView[]; over: TokenView[] } {
  const day = (instant: string) => dayInZone(instant, timeZone);
  const view = ({ scopes, lastUsedAt, revokedAt, createdAt, ...token }: ListedToken): TokenView => ({
    ...token,
    scopeWords: scopes ? scopes.map((scope) => say(`scope.${scope}`)).join('、') : say('tokens.everything'),
    perMinute: token.perMinute ?? USUAL_PER_MINUTE,
    madeOn: day(createdAt),
    lastUsed: lastUsedAt && `${day(lastUsedAt)} ${timeInZone(lastUsedAt, timeZone)}`,
    revokedOn: revokedAt === null ? null : day(revokedAt),
  });
  return {
    open: tokens.filter(({ isOpen }) => isOpen).map(view),
    over: tokens.filter(({ isOpen }) => !isOpen).map(view),
  };
}

/** What the form for a new one needs. */
export function tokenForm(
  possible: Scope[],
  { say, today, refused }: { say: Say; today: Day; refused?: RefusedForm | undefined },
) {
  const values = refused?.values ?? {};
  const ticked = [values['scopes'] ?? []].flat();
  return {
    values,
    today,
    longest: longestDay(today),
    usual: USUAL_PER_MINUTE,
    scopes: possible.map((scope) => ({
      value: scope,
      word: say(`scope.${scope}`),
      hint: say(`scopeHint.${scope}`),
      isTicked: ticked.includes(scope),
    })),
  };
}
