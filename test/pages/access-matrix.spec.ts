/**
 * Who may read what: every address that answers GET, for every kind of person, on what is theirs, another's or
 * nobody's. A new route without a row fails.
 *
 * 市考核办 is “own”: its reporter, its task and plan, what it handed in. 市财政局 is “other”: a unit with a plan
 * of its own and no part in own's. 市委督查室 was named to verify own's task.
 */
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { TokensService } from '../../src/access/tokens.service.js';
import { Outbox } from '../../src/outbox/enqueue.js';
import { SupervisionNotice } from '../../src/notices/supervision-notice.entity.js';
import { Extension } from '../../src/changes/extension.entity.js';
import { Deadline } from '../../src/plans/deadline.entity.js';
import { Plan } from '../../src/plans/plan.entity.js';
import { Attachment } from '../../src/progress/attachment.entity.js';
import { AttachmentStore } from '../../src/progress/attachment-store.js';
import { row } from '../../src/platform/sql.js';
import { day } from '../../src/rules/day.js';
import type { Role } from '../../src/rules/permissions.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aMail } from '../support/mail.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';

/**
 * `:id` and `*` stand for the object of the second column. 303 of nobody leads to the sign-in page, 409 says that
 * the plan is no draft, 503 that no job runs in a test. A person who may not know of a thing gets 404, one whose
 * role has no business with such things 403.
 */
const MATRIX = `
route                    object    nobody own  other  outside  verifier  leader  supervisor  administrator  auditor
/                        -         303    303  303    303      200       200     200         200            200
/api/docs                -         200    200  200    200      200       200     200         200            200
/api/docs/:name          any       200    200  200    200      200       200     200         200            200
/api/docs/:name          absent    404    404  404    404      404       404     404         404            404
/api/v1/attachments/:id  own       401    200  404    200      200       200     200         403            200
/api/v1/attachments/:id  other     401    404  200    404      200       200     200         403            200
/api/v1/attachments/:id  absent    401    404  404    404      404       404     404         403            404
/api/v1/duties/:id       own       401    200  404    404      200       200     200         403            200
/api/v1/duties/:id       other     401    404  200    404      200       200     200         403            200
/api/v1/duties/:id       draft     401    404  404    404      404       404     404         403            404
/api/v1/duties/:id       absent    401    404  404    404      404       404     404         403            404
/api/v1/deadlines        -         401    200  200    200      200       200     200         403            200
/api/v1/messages         -         401    403  403    403      403       403     200         200            403
/api/v1/openapi.json     -         200    200  200    200      200       200     200         200            200
/api/v1/overdue          -         401    200  200    200      200       200     200         403            200
/api/v1/plans            -         401    403  403    403      200       200     200         403            200
/api/v1/plans/:id        own       401    403  403    403      200       200     200         403            200
/api/v1/plans/:id        other     401    403  403    403      200       200     200         403            200
/api/v1/plans/:id        draft     401    403  403    403      200       200     200         403            200
/api/v1/plans/:id        given-up  401    403  403    403      200       200     200         403            200
/api/v1/plans/:id        absent    401    403  403    403      404       404     404         403            404
/api/v1/plans/:id/tasks  own       401    200  404    200      200       200     200         403            200
/api/v1/plans/:id/tasks  other     401    404  200    404      200       200     200         403            200
/api/v1/plans/:id/tasks  draft     401    404  404    404      200       200     200         403            200
/api/v1/plans/:id/tasks  given-up  401    404  404    404      200       200     200         403            200
/api/v1/plans/:id/tasks  absent    401    404  404    404      404       404     404         403            404
/api/v1/plans/:id/relations own    401    403  403    403      200       200     200         403            200
/api/v1/plans/:id/relations absent 401    403  403    403      404       404     404         403            404
/api/v1/digest-recipients -        401    403  403    403      403       403     200         200            403
/api/v1/runs             -         401    403  403    403      403       403     200         200            403
/api/v1/tasks/:id        own       401    200  404    200      200       200     200         403            200
/api/v1/tasks/:id        other     401    404  200    404      200       200     200         403            200
/api/v1/tasks/:id        draft     401    404  404    404      200       200     200         403            200
/api/v1/tasks/:id        given-up  401    404  404    404      200       200     200         403            200
/api/v1/tasks/:id        absent    401    404  404    404      404       404     404         403            404
/api/v1/units            -         401    403  403    403      200       200     200         200            200
/api/v1/units/:id        own       401    403  403    403      200       200     200         200            200
/api/v1/units/:id        other     401    403  403    403      200       200     200         200            200
/api/v1/units/:id        absent    401    403  403    403      404       404     404         404            404
/api/v1/units/:id/reforms own      401    403  403    403      200       200     200         200            200
/api/v1/units/:id/reforms absent   401    403  403    403      404       404     404         404            404
/api/v1/unclaimed-duties -         401    403  403    403      200       200     200         403            200
/assets/*                any       200    200  200    200      200       200     200         200            200
/assets/*                absent    404    404  404    404      404       404     404         404            404
/attachments/:id         own       303    200  404    200      200       200     200         404            200
/attachments/:id         other     303    404  200    404      200       200     200         404            200
/attachments/:id         absent    303    404  404    404      404       404     404         404            404
/calendar                -         303    403  403    403      403       403     200         200            403
/contacts                -         303    403  403    403      403       403     200         200            403
/duties/:id              own       303    200  404    404      200       200     200         404            200
/duties/:id              other     303    404  200    404      200       200     200         404            200
/duties/:id              draft     303    404  404    404      404       404     404         404            404
/duties/:id              given-up  303    404  404    404      200       200     200         404            200
/duties/:id              absent    303    404  404    404      404       404     404         404            404
/contacts/:id/handover   any       303    403  403    403      403       403     200         200            403
/contacts/:id/handover   absent    303    403  403    403      403       403     404         404            403
/favicon.ico             -         404    404  404    404      404       404     404         404            404
/health/live             -         200    200  200    200      200       200     200         200            200
/health/ready            -         503    503  503    503      503       503     503         503            503
/mailbox                 -         303    403  403    403      403       403     200         200            403
/mailbox/:id             any       303    403  403    403      403       403     200         200            403
/mailbox/:id             absent    303    403  403    403      403       403     404         404            403
/mailbox/:id/html        any       303    403  403    403      403       403     200         200            403
/mailbox/:id/html        absent    303    403  403    403      403       403     404         404            403
/plans                   -         303    200  200    200      200       200     200         200            200
/plans/:id               own       303    200  404    200      200       200     200         200            200
/plans/:id               other     303    404  200    404      200       200     200         200            200
/plans/:id               draft     303    404  404    404      200       200     303         200            200
/plans/:id               given-up  303    404  404    404      200       200     200         200            200
/plans/:id               absent    303    404  404    404      404       404     404         404            404
/plans/:id.csv           own       303    200  404    200      200       200     200         200            200
/plans/:id.csv           other     303    404  200    404      200       200     200         200            200
/plans/:id.csv           draft     303    404  404    404      200       200     200         200            200
/plans/:id.csv           given-up  303    404  404    404      200       200     200         200            200
/plans/:id.csv           absent    303    404  404    404      404       404     404         404            404
/plans/:id/draft         own       303    403  403    403      403       403     409         403            403
/plans/:id/draft         other     303    403  403    403      403       403     409         403            403
/plans/:id/draft         draft     303    403  403    403      403       403     200         403            403
/plans/:id/draft         given-up  303    403  403    403      403       403     409         403            403
/plans/:id/draft         absent    303    403  403    403      403       403     404         403            403
/plans/:id/ending        own       303    403  403    403      403       403     200         403            403
/plans/:id/ending        other     303    403  403    403      403       403     200         403            403
/plans/:id/ending        draft     303    403  403    403      403       403     404         403            403
/plans/:id/ending        given-up  303    403  403    403      403       403     404         403            403
/plans/:id/ending        absent    303    403  403    403      403       403     404         403            403
/plans/new               -         303    403  403    403      403       403     200         403            403
/recipients              -         303    403  403    403      403       403     200         200            403
/runs                    -         303    403  403    403      403       403     200         200            403
/sign-in                 -         200    303  303    303      303       303     303         303            303
/submissions/:id         own       303    200  404    200      200       200     200         200            200
/submissions/:id         other     303    404  200    404      200       200     200         200            200
/submissions/:id         absent    303    404  404    404      404       404     404         404            404
/tasks/:id               own       303    200  404    200      200       200     200         200            200
/tasks/:id               other     303    404  200    404      200       200     200         200            200
/tasks/:id               draft     303    404  404    404      200       200     200         200            200
/tasks/:id               given-up  303    404  404    404      200       200     200         200            200
/tasks/:id               absent    303    404  404    404      404       404     404         404            404
/tasks/:id/closure       own       303    404  404    404      404       404     404         404            404
/tasks/:id/closure       other     303    404  404    404      404       404     404         404            404
/tasks/:id/closure       draft     303    404  404    404      404       404     404         404            404
/tasks/:id/closure       given-up  303    404  404    404      404       404     404         404            404
/tasks/:id/closure       absent    303    404  404    404      404       404     404         404            404
/tasks/:id/draft         own       303    403  403    403      403       403     409         403            403
/tasks/:id/draft         other     303    403  403    403      403       403     409         403            403
/tasks/:id/draft         draft     303    403  403    403      403       403     200         403            403
/tasks/:id/draft         given-up  303    403  403    403      403       403     409         403            403
/tasks/:id/draft         absent    303    403  403    403      403       403     404         403            403
/tasks/:id/settings      own       303    403  403    403      403       403     200         403            403
/tasks/:id/settings      other     303    403  403    403      403       403     200         403            403
/tasks/:id/settings      draft     303    403  403    403      403       403     200         403            403
/tasks/:id/settings      given-up  303    403  403    403      403       403     200         403            403
/tasks/:id/settings      absent    303    403  403    403      403       403     404         403            403
/units                   -         303    403  403    403      200       200     200         200            403
/units/:id               own       303    200  404    404      200       200     200         200            200
/units/:id               other     303    404  200    404      200       200     200         200            200
/units/:id               absent    303    404  404    404      404       404     404         404            404
/units/:id/receipts      own       303    200  404    404      200       200     200         404            200
/units/:id/receipts      other     303    404  200    404      200       200     200         404            200
/units/:id/receipts      absent    303    404  404    404      404       404     404         404            404
/units/:id/edit          own       303    403  403    403      403       403     200         200            403
/units/:id/edit          other     303    403  403    403      403       403     200         200            403
/units/:id/edit          absent    303    403  403    403      403       403     404         404            403
/units/:id/reform        own       303    403  403    403      403       403     200         403            403
/units/:id/reform        other     303    403  403    403      403       403     200         403            403
/units/:id/reform        absent    303    403  403    403      403       403     404         403            403
/unclaimed-duties        -         303    403  403    403      200       200     200         200            200
/units/new               -         303    403  403    403      403       403     200         200            403
/api/v1/plans/:id/trail  own       401  403  403  403  200  200  200  403  200
/api/v1/plans/:id/trail  other     401  403  403  403  200  200  200  403  200
/api/v1/plans/:id/trail  draft     401  403  403  403  200  200  200  403  200
/api/v1/plans/:id/trail  given-up  401  403  403  403  200  200  200  403  200
/api/v1/plans/:id/trail  absent    401  403  403  403  404  404  404  403  404
/api/v1/tasks/:id/trail  own       401  403  403  403  200  200  200  403  200
/api/v1/tasks/:id/trail  other     401  403  403  403  200  200  200  403  200
/api/v1/tasks/:id/trail  draft     401  403  403  403  200  200  200  403  200
/api/v1/tasks/:id/trail  given-up  401  403  403  403  200  200  200  403  200
/api/v1/tasks/:id/trail  absent    401  403  403  403  404  404  404  403  404
/plans/:id/trail         own       303  403  403  403  200  200  200  200  200
/plans/:id/trail         other     303  403  403  403  200  200  200  200  200
/plans/:id/trail         draft     303  403  403  403  200  200  200  200  200
/plans/:id/trail         given-up  303  403  403  403  200  200  200  200  200
/plans/:id/trail         absent    303  403  403  403  404  404  404  404  404
/tasks/:id/trail         own       303  403  403  403  200  200  200  200  200
/tasks/:id/trail         other     303  403  403  403  200  200  200  200  200
/tasks/:id/trail         draft     303  403  403  403  200  200  200  200  200
/tasks/:id/trail         given-up  303  403  403  403  200  200  200  200  200
/tasks/:id/trail         absent    303  403  403  403  404  404  404  404  404
/api/v1/audit            -         401  403  403  403  403  403  403  403  200
/api/v1/audit/head       -         401  403  403  403  403  403  403  403  200
/audit                   -         303  403  403  403  403  403  403  403  200
/api/v1/units/:id/task-list    own      401  200  404  404  200  200  200  403  200
/api/v1/units/:id/task-list    other    401  404  200  404  200  200  200  403  200
/api/v1/units/:id/task-list    absent   401  404  404  404  404  404  404  403  404
/api/v1/units/:id/statement    own      401  200  404  404  200  200  200  403  200
/api/v1/units/:id/statement    other    401  404  200  404  200  200  200  403  200
/api/v1/units/:id/statement    absent   401  404  404  404  404  404  404  403  404
/api/v1/units/:id/scorecard    own      401  200  404  404  200  200  200  403  200
/api/v1/units/:id/scorecard    other    401  404  200  404  200  200  200  403  200
/api/v1/units/:id/scorecard    absent   401  404  404  404  404  404  404  403  404
/api/v1/plans/:id/standing     own      401  403  403  403  200  200  200  403  200
/api/v1/plans/:id/standing     other    401  403  403  403  200  200  200  403  200
/api/v1/plans/:id/standing     draft    401  403  403  403  200  200  200  403  200
/api/v1/plans/:id/standing     given-up 401  403  403  403  200  200  200  403  200
/api/v1/plans/:id/standing     absent   401  403  403  403  404  404  404  403  404
/units/:id/lists/tasks         own      303  200  404  404  200  200  200  200  200
/units/:id/lists/tasks         other    303  404  200  404  200  200  200  200  200
/units/:id/lists/tasks         absent   303  404  404  404  404  404  404  404  404
/units/:id/lists/statement     own      303  200  404  404  200  200  200  200  200
/units/:id/lists/statement     other    303  404  200  404  200  200  200  200  200
/units/:id/lists/statement     absent   303  404  404  404  404  404  404  404  404
/units/:id/lists/scorecard     own      303  200  404  404  200  200  200  200  200
/units/:id/lists/scorecard     other    303  404  200  404  200  200  200  200  200
/units/:id/lists/scorecard     absent   303  404  404  404  404  404  404  404  404
/plans/:id/scoring             own      303  200  404  200  200  200  200  200  200
/plans/:id/scoring             other    303  404  200  404  200  200  200  200  200
/plans/:id/scoring             draft    303  404  404  404  200  200  200  200  200
/plans/:id/scoring             given-up 303  404  404  404  200  200  200  200  200
/plans/:id/scoring             absent   303  404  404  404  404  404  404  404  404
/plans/:id/standing            own      303  403  403  403  200  200  200  403  200
/plans/:id/standing            other    303  403  403  403  200  200  200  403  200
/plans/:id/standing            draft    303  403  403  403  200  200  200  403  200
/plans/:id/standing            given-up 303  403  403  403  200  200  200  403  200
/plans/:id/standing            absent   303  403  403  403  404  404  404  403  404
/objections                    -        303  403  403  403  200  200  200  403  200
/api/v1/burden           -         401    403  403    403      403       200     200         403            200
/api/v1/escalation       -         401    403  403    403      403       200     200         403            403
/api/v1/plans/:id/summary  own       401    403  403    403      200       200     200         403            200
/api/v1/plans/:id/summary  draft     401    403  403    403      404       404     404         403            404
/api/v1/plans/:id/summary  given-up  401    403  403    403      404       404     404         403            404
/api/v1/plans/:id/summary  absent    401    403  403    403      404       404     404         403            404
/api/v1/supervision-notices  -       401    200  200    200      200       200     200         403            200
/api/v1/supervision-notices/:id  own     401    200  404    404      200       200     200         403            200
/api/v1/supervision-notices/:id  other   401    404  200    404      200       200     200         403            200
/api/v1/supervision-notices/:id  absent  401    404  404    404      404       404     404         403            404
/burden                  -         303    403  403    403      403       200     200         200            200
/escalation              -         303    403  403    403      403       403     200         403            403
/escalation/preview      -         303    403  403    403      403       403     422         403            403
/plans/:id/summary       own       303    403  403    403      200       200     200         200            200
/plans/:id/summary       draft     303    403  403    403      404       404     404         404            404
/plans/:id/summary       given-up  303    403  403    403      404       404     404         404            404
/plans/:id/summary       absent    303    403  403    403      404       404     404         404            404
/supervision-notices     -         303    200  200    200      200       200     200         200            200
/supervision-notices/new  -        303    403  403    403      403       403     303         403            403
/supervision-notices/:id  own      303    200  404    404      200       200     200         200            200
/supervision-notices/:id  other    303    404  200    404      200       200     200         200            200
/supervision-notices/:id  absent   303    404  404    404      404       404     404         404            404
/tasks/:id/instructions  own       303    403  403    403      403       200     200         403            403
/tasks/:id/instructions  draft     303    403  403    403      403       404     404         403            403
/tasks/:id/instructions  given-up  303    403  403    403      403       404     404         403            403
/tasks/:id/instructions  absent    303    403  403    403      403       404     404         403            403
/api/v1/deadlines/:id/extensions own 401 200 404 200 200 200 200 403 200
/api/v1/deadlines/:id/extensions other 401 404 200 404 200 200 200 403 200
/api/v1/deadlines/:id/extensions draft 401 404 404 404 404 404 404 403 404
/api/v1/deadlines/:id/extensions given-up 401 404 404 404 404 404 404 403 404
/api/v1/deadlines/:id/extensions absent 401 404 404 404 404 404 404 403 404
/api/v1/extensions/:id own 401 200 404 200 200 200 200 403 200
/api/v1/extensions/:id other 401 404 200 404 200 200 200 403 200
/api/v1/extensions/:id draft 401 404 404 404 404 404 404 403 404
/api/v1/extensions/:id given-up 401 404 404 404 404 404 404 403 404
/api/v1/extensions/:id absent 401 404 404 404 404 404 404 403 404
/api/v1/tasks/:id/filings own 401 200 404 200 200 200 200 403 200
/api/v1/tasks/:id/filings other 401 404 200 404 200 200 200 403 200
/api/v1/tasks/:id/filings draft 401 404 404 404 404 404 404 403 404
/api/v1/tasks/:id/filings given-up 401 404 404 404 404 404 404 403 404
/api/v1/tasks/:id/filings absent 401 404 404 404 404 404 404 403 404
/api/v1/tasks/:id/suspension own 401 200 404 200 200 200 200 403 200
/api/v1/tasks/:id/suspension other 401 404 200 404 200 200 200 403 200
/api/v1/tasks/:id/suspension draft 401 404 404 404 404 404 404 403 404
/api/v1/tasks/:id/suspension given-up 401 404 404 404 404 404 404 403 404
/api/v1/tasks/:id/suspension absent 401 404 404 404 404 404 404 403 404
/api/v1/tasks/:id/coordinations own 401 200 404 200 200 200 200 403 200
/api/v1/tasks/:id/coordinations other 401 404 200 404 200 200 200 403 200
/api/v1/tasks/:id/coordinations draft 401 404 404 404 404 404 404 403 404
/api/v1/tasks/:id/coordinations given-up 401 404 404 404 404 404 404 403 404
/api/v1/tasks/:id/coordinations absent 401 404 404 404 404 404 404 403 404
/deadlines/:id/extensions own 303 200 404 200 200 200 200 200 200
/deadlines/:id/extensions other 303 404 200 404 200 200 200 200 200
/deadlines/:id/extensions draft 303 404 404 404 404 404 404 404 404
/deadlines/:id/extensions given-up 303 404 404 404 404 404 404 404 404
/deadlines/:id/extensions absent 303 404 404 404 404 404 404 404 404
/extensions/:id own 303 200 404 200 200 200 200 200 200
/extensions/:id other 303 404 200 404 200 200 200 200 200
/extensions/:id draft 303 404 404 404 404 404 404 404 404
/extensions/:id given-up 303 404 404 404 404 404 404 404 404
/extensions/:id absent 303 404 404 404 404 404 404 404 404
/tasks/:id/filings own 303 200 404 200 200 200 200 200 200
/tasks/:id/filings other 303 404 200 404 200 200 200 200 200
/tasks/:id/filings draft 303 404 404 404 404 404 404 404 404
/tasks/:id/filings given-up 303 404 404 404 404 404 404 404 404
/tasks/:id/filings absent 303 404 404 404 404 404 404 404 404
/tasks/:id/suspension own 303 200 404 200 200 200 200 200 200
/tasks/:id/suspension other 303 404 200 404 200 200 200 200 200
/tasks/:id/suspension draft 303 404 404 404 404 404 404 404 404
/tasks/:id/suspension given-up 303 404 404 404 404 404 404 404 404
/tasks/:id/suspension absent 303 404 404 404 404 404 404 404 404
/tasks/:id/coordinations own 303 200 404 200 200 200 200 200 200
/tasks/:id/coordinations other 303 404 200 404 200 200 200 200 200
/tasks/:id/coordinations draft 303 404 404 404 404 404 404 404 404
/tasks/:id/coordinations given-up 303 404 404 404 404 404 404 404 404
/tasks/:id/coordinations absent 303 404 404 404 404 404 404 404 404
/deadlines/:id/correction own 303 403 404 403 403 200 200 403 403
/deadlines/:id/correction other 303 404 403 404 403 200 200 403 403
/deadlines/:id/correction draft 303 404 404 404 404 404 404 403 403
/deadlines/:id/correction given-up 303 404 404 404 404 404 404 403 403
/deadlines/:id/correction absent 303 404 404 404 404 404 404 403 403
/tasks/:id/deadlines own 303 403 404 403 403 200 200 403 403
/tasks/:id/deadlines other 303 404 403 404 403 200 200 403 403
/tasks/:id/deadlines draft 303 404 404 404 404 404 404 403 403
/tasks/:id/deadlines given-up 303 404 404 404 404 404 404 403 403
/tasks/:id/deadlines absent 303 404 404 404 404 404 404 403 403
/deadlines/:id/refinement own 303 404 404 404 404 404 404 404 404
/deadlines/:id/refinement other 303 404 404 404 404 404 404 404 404
/deadlines/:id/refinement draft 303 404 404 404 404 404 404 404 404
/deadlines/:id/refinement given-up 303 404 404 404 404 404 404 404 404
/deadlines/:id/refinement absent 303 404 404 404 404 404 404 404 404
/tasks/:id/refinement own 303 200 404 404 404 404 404 404 404
/tasks/:id/refinement other 303 404 200 404 404 404 404 404 404
/tasks/:id/refinement draft 303 404 404 404 404 404 404 404 404
/tasks/:id/refinement given-up 303 404 404 404 404 404 404 404 404
/tasks/:id/refinement absent 303 404 404 404 404 404 404 404 404
/tasks/:id/targets own 303 403 403 403 403 403 200 403 403
/tasks/:id/targets other 303 403 403 403 403 403 200 403 403
/tasks/:id/targets draft 303 403 403 403 403 403 404 403 403
/tasks/:id/targets given-up 303 403 403 403 403 403 404 403 403
/tasks/:id/targets absent 303 403 403 403 403 403 404 403 403
`;

const ACTORS = {
  nobody: null,
  own: ['市考核办', 'reporter'],
  other: ['市财政局', 'reporter'],
  outside: ['市委督查室', 'reporter'],
  verifier: ['市委督查室', 'verifier'],
  leader: ['市委办', 'leader'],
  supervisor: ['市委组织部', 'supervisor'],
  administrator: ['市委组织部', 'administrator'],
  auditor: ['市纪委监委', 'auditor'],
} satisfies Record<string, [unit: string, role: Role] | null>;
type Actor = keyof typeof ACTORS;

interface MatrixRow {
  route: string;
  object: string;
  expected: number[];
}

const [HEADING, ...LINES] = MATRIX.trim().split('\n');
const ROWS: MatrixRow[] = LINES.map((line) => {
  const [route, object, ...expected] = line.trim().split(/\s+/);
  return { route: route!, object: object!, expected: expected.map(Number) };
});

let t: TestApp;
let objects: Record<string, Record<string, number | string>>;
const browsers = new Map<Actor, Browser>();
const tokens = new Map<Actor, string>();

beforeAll(async () => {
  t = await testApp({ now: '2018-11-23T01:00:00Z' });
  const planOf = (unit: string, title: string) =>
    aPlan(t.db)
      .titled(title)
      .withTask({
        leads: [unit],
        verifier: unit === '市考核办' ? '市委督查室' : undefined,
        deadlines: [{ dueOn: '2018-11-30', pendingSince: '2018-11-22' }],
      })
      .insert();
  const plans: Record<string, InsertedPlan> = {};
  for (const [name, unit] of [
    ['own', '市考核办'],
    ['other', '市财政局'],
    ['draft', '市考核办'],
    ['given-up', '市考核办'],
  ] as const)
    plans[name] = await planOf(unit, `${name}的方案`);
  await t.db.inTransaction(async (tx) => {
    await tx.update(Plan, plans['draft']!.planId, { state: 'draft' });
    await tx.update(Plan, plans['given-up']!.planId, { state: 'withdrawn' });
  });
  await settle(plans);
});
afterAll(() => t.close());

async function settle(plans: Record<string, InsertedPlan>): Promise<void> {
  const unitIds = new Map<string, number>();
  for (const [actor, place] of Object.entries(ACTORS)) {
    if (!place) {
      browsers.set(actor as Actor, t.browser());
      continue;
    }
    const [unit, role] = place;
    unitIds.set(unit, unitIds.get(unit) ?? (await unitNamed(unit)));
    await aPerson(t, { loginName: actor, roles: [role], unitIds: [unitIds.get(unit)!] });
    browsers.set(actor as Actor, await t.signIn(actor));
    const wish = { loginName: actor, name: 'a test', lastOn: null };
    tokens.set(actor as Actor, await t.get(TokensService).create(ADMINISTRATOR, wish));
  }
  const each = <V>(pick: (plan: InsertedPlan) => V) =>
    Object.fromEntries(Object.entries(plans).map(([name, plan]) => [name, pick(plan)]));
  const submissions: Record<string, number> = {};
  const attachments: Record<string, number> = {};
  const duties: Record<string, number> = {};
  const extensions: Record<string, number> = {};
  for (const [name, plan] of Object.entries(plans)) {
    submissions[name] = await submissionOf(plan.deadlineIds[0]!);
    attachments[name] = await fileOf(submissions[name]);
    duties[name] = await dutyOf(plan.taskIds[0]!);
    extensions[name] = await extensionOf(plan.deadlineIds[0]!);
  }
  const messages = { any: await t.db.inTransaction((tx) => t.get(Outbox).enqueue(tx, aMail())) };
  objects = {
    plans: each((plan) => plan.planId),
    tasks: each((plan) => plan.taskIds[0]!),
    deadlines: each((plan) => plan.deadlineIds[0]!),
    extensions,
    units: { own: unitIds.get('市考核办')!, other: unitIds.get('市财政局')! },
    ...{ submissions, attachments, duties },
    mailbox: { any: messages.any! },
    notices: await noticesTo(plans),
    contacts: { any: await anyContact() },
    docs: { any: 'swagger-ui.css' },
    assets: { any: 'duban.css' },
  };
}

/** A supervision notice to the unit that leads each plan. */
async function noticesTo({ own, other }: Record<string, InsertedPlan>): Promise<Record<string, number>> {
  const send = (plan: InsertedPlan, unit: string, number: number) =>
    t.db.inTransaction(async (tx) => {
      const made = await tx.insert(SupervisionNotice, {
        ...{ planId: plan.planId, unitId: plan.unitId(unit), supervisorUnitId: plan.unitId('市委组织部') },
        ...{ year: 2018, number, urgency: 'urgent', reason: '超期', requirement: '请办理' },
        ...{ replyDueOn: day('2018-11-30'), sentOn: day('2018-11-23'), sentAt: t.clock.now() },
      });
      return made.identifiers[0]!['id'] as number;
    });
  return { own: await send(own!, '市考核办', 1), other: await send(other!, '市财政局', 2) };
}

async function unitNamed(name: string): Promise<number> {
  const known = await row<{ id: number }>(t.db.read, 'SELECT id FROM units WHERE name = :name', { name });
  if (known) return known.id;
  return (await aPlan(t.db).supervisedBy(name).insert()).unitId(name);
}

async function submissionOf(deadlineId: number): Promise<number> {
  const sql = 'SELECT id FROM submissions WHERE "deadlineId" = :deadlineId';
  return (await row<{ id: number }>(t.db.read, sql, { deadlineId }))!.id;
}

async function anyContact(): Promise<number> {
  return (await row<{ id: number }>(t.db.read, 'SELECT min(id) AS id FROM contacts'))!.id;
}

async function dutyOf(taskId: number): Promise<number> {
  const sql = 'SELECT min(id) AS id FROM duties WHERE "taskId" = :taskId';
  return (await row<{ id: number }>(t.db.read, sql, { taskId }))!.id;
}

async function extensionOf(deadlineId: number): Promise<number> {
  return t.db.inTransaction(async (tx) => {
    const { unitId, dueOn } = await tx.findOneByOrFail(Deadline, { id: deadlineId });
    const made = await tx.insert(Extension, {
      ...{
        deadlineId,
        unitId,
        fromDay: dueOn,
        askedDay: day('2018-12-14'),
        reason: '需要时间',
        needsLeader: false,
      },
      ...{ askedOn: t.clock.today(), askedAt: t.clock.now(), askedById: null, outcome: 'pending' as const },
    });
    return made.identifiers[0]!['id'] as number;
  });
}

async function fileOf(submissionId: number): Promise<number> {
  const file = {
    field: 'files',
    name: '方案.pdf',
    mediaType: 'application/pdf',
    bytes: Buffer.from('%PDF-1'),
  };
  const [kept] = await t.get(AttachmentStore).keep([file]);
  return t.db.inTransaction(async (tx) => {
    const made = await tx.insert(Attachment, { ...kept!, submissionId, createdAt: t.clock.now() });
    return made.identifiers[0]!['id'] as number;
  });
}

/** `/plans/:id.csv` is about plans, `/api/v1/plans/:id/tasks` too. */
function addressOf({ route, object }: Pick<MatrixRow, 'route' | 'object'>): string {
  if (object === '-') return route;
  const noun = /([a-z]+)\/(?::\w+|\*)/.exec(route)![1]!;
  const id =
    object === 'absent'
      ? ['docs', 'assets'].includes(noun)
        ? 'absent.css'
        : 999_999
      : objects[noun]![object]!;
  return route.replace(/:\w+|\*/, String(id));
}

async function ask(actor: Actor, url: string): Promise<number> {
  if (!url.startsWith('/api/v1/')) return (await browsers.get(actor)!.get(url)).statusCode;
  const token = tokens.get(actor);
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  return (await t.inject({ method: 'GET', url, headers })).statusCode;
}

/** What is registered with Nest: a test of the forms shows that nothing else answers. */
function readingRoutes(): string[] {
  const controllers = [...t.app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ metatype }) => {
    const type = metatype as { prototype: Record<string, object> };
    const base = String(Reflect.getMetadata('path', type));
    return Object.getOwnPropertyNames(type.prototype)
      .filter((name) => name !== 'constructor')
      .map((name) => type.prototype[name]!)
      .filter((handler) => Reflect.getMetadata('method', handler) === RequestMethod.GET)
      .map((handler) => `/${base}/${String(Reflect.getMetadata('path', handler))}`)
      .map((path) => path.replace(/\/+/g, '/').replace(/(.)\/$/, '$1'));
  });
}

it('the columns are the actors', () => {
  expect(HEADING!.split(/\s+/).slice(2)).toEqual(Object.keys(ACTORS));
  expect(ROWS.filter(({ expected }) => expected.length !== Object.keys(ACTORS).length)).toEqual([]);
});

it('every route that answers GET has its rows, and every row its route', () => {
  const served = new Set(readingRoutes());
  const listed = new Set(ROWS.map(({ route }) => route));
  expect([...served].filter((route) => !listed.has(route))).toEqual([]);
  expect([...listed].filter((route) => !served.has(route))).toEqual([]);
});

it('every route about one thing is asked for one that is absent', () => {
  const asked = (object: string) =>
    new Set(ROWS.filter((each) => each.object === object).map(({ route }) => route));
  const about = [...new Set(ROWS.map(({ route }) => route))].filter((route) => /[:*]/.test(route));
  expect(about.filter((route) => !asked('absent').has(route))).toEqual([]);
});

describe.each(ROWS)('$route of $object', ({ route, object, expected }) => {
  it(`answers ${expected.join(' ')}`, async () => {
    const actors = Object.keys(ACTORS) as Actor[];
    const answers: number[] = [];
    for (const actor of actors) answers.push(await ask(actor, addressOf({ route, object })));
    const named = (statuses: number[]) => Object.fromEntries(actors.map((actor, i) => [actor, statuses[i]]));
    expect(named(answers)).toEqual(named(expected));
  });
});
