export const LONGEST_TITLE = 24;
export function shortTitle(text: string): string {
  return [...text].slice(0, LONGEST_TITLE).join('');
}
