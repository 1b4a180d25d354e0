/** What `read --json` prints: the shape of the public interface, with each doubt as a sentence. */
import type { Reading } from '../rules/plan-reader.js';
import type { Say } from '../web/deadline-words.js';

export function readingJson({ plan, doubts, leftOver }: Reading, say: Say) {
  return {
    title: plan.title,
    documentNumber: plan.documentNumber,
    issuedBy: plan.issuedBy,
    issuedOn: plan.issuedOn,
    tasks: plan.tasks.map((task) => ({
      no: task.no,
      section: task.section,
      text: task.text,
      lead: task.lead,
      cooperating: task.cooperating,
      openEnded: task.openEnded,
      deadlines: task.deadlines.map(({ phrase, dueOn }) => ({ phrase, dueOn })),
      source: task.source,
    })),
    deadlines: plan.deadlines.map(({ kind, phrase, dueOn }) => ({ kind, phrase, dueOn })),
    doubts: doubts.map(({ code, taskNo, start, end, params }) => ({
      code,
      taskNo,
      message: say(`doubt.${code}`, params),
      start,
      end,
    })),
    leftOver: leftOver.map(({ start, end, text }) => ({ start, end, text })),
  };
}
