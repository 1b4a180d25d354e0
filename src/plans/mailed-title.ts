/**
 * In SQL over a task `t`, for what only mails say: no mail bears the title of a sensitive task. Where it is empty,
 * `MailKit.item` says 内部事项.
 */
export const MAILED_TITLE = `CASE WHEN t."sensitiveFromOn" IS NULL THEN coalesce(t.title, '') ELSE '' END AS title`;
