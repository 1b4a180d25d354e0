/** +1.5, −2, 0, with a real minus. */
export function pointsInWords(points: number): string {
  if (points === 0) return '0';
  return points > 0 ? `+${points}` : `−${-points}`;
}
