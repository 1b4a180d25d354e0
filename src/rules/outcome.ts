/** What became of a request: an extension, a filing, an objection, a duty sent back. */
export type Outcome = 'pending' | 'approved' | 'refused' | 'withdrawn';
