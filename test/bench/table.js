/** Figures as a table the README can take. */

/** @param rows of { what, bare, ours, ratio, goal, isMet } */
export function markdown(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function figure(number) {
  if (number >= 1000) return Math.round(number).toLocaleString('en-US');
  if (number >= 100) return String(Math.round(number));
  return number.toFixed(number >= 10 ? 1 : 2);
}

export function percent(part, whole) {
  return `${Math.round((100 * part) / whole)} %`;
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function verdict(isMet) {
  return isMet ? '✓' : '✗';
}
