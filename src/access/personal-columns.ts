/**
 * Every column that holds personal data, and what becomes of it when a person is erased. Kept of a person are only name,
 * unit (by contact), duty mail and office phone; what opens doors for them belongs to them as well. A test compares
 * this list with the entities: a new text column of a table that knows people stands here, or says that it holds none.
 *
 * Of a leader in charge 分管领导 a plan says who answers for the work in public; that is part of the document.
 */
export const FORMER = '原联络员';

export const PERSONAL_COLUMNS: Record<string, string[]> = {
  people: ['name', 'loginName', 'email', 'phone', 'passwordHash', 'totpSecret', 'signsInAs'],
  links: ['address'],
  sessions: ['address', 'browser'],
  sign_in_failures: ['subject'],
  used_passwords: ['passwordHash'],
  recovery_codes: ['codeHash'],
  api_tokens: ['name'],
  personal_values: ['value'],
  security_events: ['subject', 'address'],
  messages: ['dedupeKey', 'toName', 'toAddress', 'text', 'html'],
  notices: ['noticeKey', 'recipient'],
  digest_recipients: ['name', 'address'],
  task_moves: ['personName'],
  day_changes: ['personName'],
  receipts: ['contactName'],
  submissions: ['givenBy'],
  instructions: ['leaderName'],
};

/** Text columns of the same tables, and columns that sound like a person's, which hold nobody's data. */
export const IMPERSONAL_COLUMNS: Record<string, string[]> = {
  people: ['kind'],
  links: ['purpose', 'revokedReason'],
  sessions: ['tokenHash', 'csrfToken', 'awaits'],
  api_tokens: ['tokenHash', 'scopes'],
  // Names of people stand there as ⟦p:17⟧, see audit/personal-values.
  audit_entries: ['personName'],
  // The house's own sender.
  messages: ['fromName', 'fromAddress'],
  // As the plan prints them.
  receipts: ['leaderInCharge'],
  tasks: ['leaderInCharge'],
  measures: ['leaderInCharge', 'responsibleName', 'targetName'],
};
