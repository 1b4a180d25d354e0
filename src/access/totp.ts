/**
 * Codes of an authenticator, RFC 6238: six digits every 30 seconds, one step of tolerance either way. The library is
 * loaded by the first code and not by the start of the server.
 */

const PERIOD = 30;
/** Digits only, as an authenticator shows them: people type the space in the middle as well. */
const CODE = /^\d{6}$/;

export function newTotpSecret(): Promise<string> {
  return import('otplib/functional').then(({ generateSecret }) => generateSecret());
}

/** @returns what a person's authenticator reads from the square */
export async function totpAddress(secret: string, issuer: string, loginName: string): Promise<string> {
  const { generateURI } = await import('otplib/functional');
  return generateURI({ issuer, label: loginName, secret });
}

/**
 * @param after the last step a code was taken from; null: none
 * @returns the step the code belongs to, or null for a wrong one and for one that was used
 */
export async function stepOf(
  secret: string,
  code: string,
  { now, after }: { now: string; after: number | null },
): Promise<number | null> {
  if (!CODE.test(code)) return null;
  const { verifySync } = await import('otplib/functional');
  const epoch = Math.floor(Date.parse(now) / 1000);
  const found = verifySync({ secret, token: code, epoch, period: PERIOD, epochTolerance: PERIOD });
  if (!found.valid || !('timeStep' in found)) return null;
  return after === null || found.timeStep > after ? found.timeStep : null;
}
