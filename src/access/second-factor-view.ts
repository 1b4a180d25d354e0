/** An offer of a second factor as a page shows it: a square to photograph, and the same to type. */
import type { SecondFactorOffer } from './second-factor.service.js';

export interface OfferView {
  offer: string;
  /** `ABCD EFGH …`: in groups of four, as it is typed by whoever cannot photograph */
  groups: string[];
  /** Dark fields as one path, in a square of `size`. */
  square: { size: number; path: string };
}

export async function offerView({ secret, address, sealed }: SecondFactorOffer): Promise<OfferView> {
  const { encode } = await import('uqr');
  const { data, size } = encode(address, { ecc: 'M', border: 4 });
  const dark = data.flatMap((line, y) => line.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { offer: sealed, groups: secret.match(/.{1,4}/g) ?? [], square: { size, path: dark.join('') } };
}
