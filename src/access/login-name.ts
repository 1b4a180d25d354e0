/** @returns a login name as it is stored and compared: half-width, lower case, no space around */
export function loginNameKey(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** Letters of any script, digits, and what people put between them. */
export function isLoginName(text: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}._@-]{1,63}$/u.test(text);
}
