/** What a draft says of an issued plan: whether it adds to it or replaces it; and what an issued plan shows of others. */
import type { Reader } from '../platform/database.js';
import { row } from '../platform/sql.js';
import type { Say } from '../web/deadline-words.js';
import type { RefusedForm } from '../web/forms.js';
import { fitPlans, type FitPlan, type RelatedPlans } from './plan-relations.js';

const RELATIONS = ['alone', 'supplement', 'replacement'] as const;

/** null where there is no plan it could add to or replace. */
export async function relationForm(read: Reader, say: Say, planId: number, refused?: RefusedForm) {
  const plans = await fitPlans(read, planId);
  if (plans.length === 0) return null;
  const own = (await row<{ supplementsPlanId: number | null; replacesPlanId: number | null }>(
    read,
    'SELECT "supplementsPlanId", "replacesPlanId" FROM plans WHERE id = :planId',
    { planId },
  ))!;
  const chosen = refused?.values['relation'] ?? relationOf(own);
  const related = Number(refused?.values['relatedPlanId'] ?? own.supplementsPlanId ?? own.replacesPlanId);
  return {
    fault: refused?.messages['relatedPlanId'],
    relations: RELATIONS.map((value) => ({
      value,
      word: say(`plans.relation.${value}`),
      hint: say(`plans.relationHint.${value}`),
      isChosen: value === chosen,
    })),
    plans: plans.map((plan) => ({ id: plan.id, name: nameOf(say, plan), isChosen: plan.id === related })),
  };
}

function relationOf(own: { supplementsPlanId: number | null; replacesPlanId: number | null }): string {
  if (own.supplementsPlanId !== null) return 'supplement';
  return own.replacesPlanId === null ? 'alone' : 'replacement';
}

/** The lines above an issued plan's ledger, each with a way there. */
export function relationLines(say: Say, related: RelatedPlans) {
  const { supplements, replaces, supplementedBy, replacedBy } = related;
  const line = (key: string) => (plan: FitPlan) => ({
    before: say(`plans.related.${key}`),
    href: `/plans/${plan.id}`,
    name: nameOf(say, plan),
  });
  return [
    ...[supplements].filter((plan) => plan !== null).map(line('supplements')),
    ...[replaces].filter((plan) => plan !== null).map(line('replaces')),
    ...supplementedBy.map(line('supplementedBy')),
    ...[replacedBy].filter((plan) => plan !== null).map(line('replacedBy')),
  ];
}

function nameOf(say: Say, { title, documentNumber }: FitPlan): string {
  return documentNumber
    ? say('plans.relatedName', { title, number: documentNumber })
    : say('plans.relatedTitle', { title });
}
