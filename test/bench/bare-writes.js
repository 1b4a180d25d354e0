/** A submission by hand: prepared statements in one durable transaction. */

export function submissionWriter(db, today) {
  const deadline = db.prepare('SELECT id, "unitId", "planId" FROM deadlines WHERE id = ?');
  const note = db.prepare(
    `INSERT INTO submissions ("deadlineId", "unitId", "receiptNumber", text, standing, channel, "receivedOn",
       "submittedAt", "submittedById", state) VALUES (?, ?, ?, ?, ?, 'api', ?, ?, ?, 'pending')`,
  );
  const pending = db.prepare('UPDATE deadlines SET "pendingSince" = ?, "pendingAt" = ? WHERE id = ?');
  const audit = db.prepare(
    `INSERT INTO audit_entries (at, "onDay", "personId", "personName", door, verb, noun, "nounId", "planId", after)
     VALUES (?, ?, ?, '', 'api', 'submit', 'deadline', ?, ?, ?)`,
  );
  const message = messageWriter(db, today);
  let count = 0;
  return db.transaction((id, { text, standing }, withMail) => {
    const at = new Date().toISOString();
    count += 1;
    const { unitId, planId } = deadline.get(id);
    const receiptNumber = `bare-${count}`;
    const made = note.run(id, unitId, receiptNumber, text, standing, today, at, unitId);
    pending.run(today, at, id);
    audit.run(at, today, unitId, String(id), planId, JSON.stringify({ receiptNumber, text, standing }));
    if (withMail) message(receiptNumber, text, text);
    return { submissionId: made.lastInsertRowid, receiptNumber };
  }).immediate;
}

/** A row of the outbox. */
export function messageWriter(db, today) {
  const message = db.prepare(
    `INSERT INTO messages ("dedupeKey", kind, "onDay", "fromName", "fromAddress", "toName", "toAddress", subject,
       text, html, headers, "messageId", boundary, "datedAt", state, attempts, "nextAttemptAt", "leaseEpoch", "createdAt")
     VALUES (?, 'receipt', ?, '', 'a@b', '', 'a@b', '', ?, ?, '{}', ?, ?, ?, 'pending', 0, ?, 0, ?)`,
  );
  return (key, text, html) => {
    const at = new Date().toISOString();
    message.run(key, today, text, html, key, key, at, at, at);
  };
}
