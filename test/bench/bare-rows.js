/** What the bare server reads: the plainest statements that find the rows ours shows. */

const ROWS = 50;

/** The longest overdue first, with the beginning of the last note. */
export function overdueRows(db, today) {
  const statement = db.prepare(`
    SELECT d.id, d."planId", p.title AS "planTitle", d."taskId", t.no AS "taskNo", t.title AS "taskTitle", d."unitId",
      u.name AS "unitName", d.kind, d.period, d."originalDueOn", d."dueOn", d.source, d."reworkOn", d."openedOn",
      d."pendingSince", d."metOn", d."waivedOn", d.returns, 'overdue' AS state, 'red' AS light, 99 AS "daysLate",
      (SELECT substr(s.text, 1, 48) FROM submissions s WHERE s."deadlineId" = d.id ORDER BY s.id DESC LIMIT 1) AS "lastWord"
    FROM deadlines d JOIN plans p ON p.id = d."planId" JOIN units u ON u.id = d."unitId" JOIN tasks t ON t.id = d."taskId"
    WHERE d."openedOn" IS NOT NULL AND d."metOn" IS NULL AND d."waivedOn" IS NULL AND d."pendingSince" IS NULL
      AND coalesce(d."reworkOn", d."dueOn") < ? AND p.state = 'issued'
    ORDER BY coalesce(d."reworkOn", d."dueOn"), d.id LIMIT ${ROWS}`);
  return () => statement.all(today);
}

export function overdueHtml(rows) {
  const lines = rows.map(
    (
      row,
    ) => `<tr class="group"><th colspan="5" scope="rowgroup"><a href="/units/${row.unitId}">${row.unitName}</a></th></tr>
<tr><td><a class="go" href="/tasks/${row.taskId}">${row.taskTitle}</a><span class="sub">${row.planTitle}</span></td>
<td class="day">${row.dueOn}</td><td class="num">${row.daysLate}</td><td>${row.lastWord}</td><td>${row.returns}</td></tr>`,
  );
  return `<!doctype html><table>${lines.join('\n')}</table>`;
}

/** One task with its duties, deadlines, notes and their answers. */
export function taskRows(db) {
  const task =
    db.prepare(`SELECT t.id, t."planId", p.title AS "planTitle", p."documentNumber", t.no, t.section, t.title,
    t.text, t.kinds, t.state, 'red' AS light, t."verifierUnitId" FROM tasks t JOIN plans p ON p.id = t."planId" WHERE t.id = ?`);
  const duties = db.prepare(`SELECT y."unitId", u.name AS "unitName", y.part, y."isFirst", y."printedName"
    FROM duties y JOIN units u ON u.id = y."unitId" WHERE y."taskId" = ? ORDER BY y.position`);
  const deadlines =
    db.prepare(`SELECT d.*, u.name AS "unitName" FROM deadlines d JOIN units u ON u.id = d."unitId"
    WHERE d."taskId" = ?`);
  const notes =
    db.prepare(`SELECT s.*, v.outcome, v.reason, v."verifiedOn", w.name AS "submittedBy", x.name AS "verifiedBy"
    FROM submissions s JOIN deadlines d ON d.id = s."deadlineId" LEFT JOIN verifications v ON v."submissionId" = s.id
    LEFT JOIN people w ON w.id = s."submittedById" LEFT JOIN people x ON x.id = v."verifiedById"
    WHERE d."taskId" = ? ORDER BY s.id DESC`);
  return (id) => ({
    ...task.get(id),
    duties: duties.all(id),
    deadlines: deadlines.all(id).map((one) => ({ ...one, submissions: notes.all(id) })),
  });
}

/** As many bytes as ours sends: the layout around the rows costs the bare server nothing but the sending. */
export function padded(made, bytes) {
  let filling = null;
  return (...given) => {
    const text = made(...given);
    filling ??= ' '.repeat(Math.max(0, bytes - Buffer.byteLength(text)));
    return text + filling;
  };
}
