/** The seven statutory festivals as the State Council's notice names them, and which notice a day belongs to. */
import { monthOf, yearOf } from '../rules/day.js';
import type { CalendarDay } from '../rules/working-days.js';

export const NEW_YEAR = '元旦';
/** As headings print them, the longer form first. */
export const FESTIVALS = ['元旦', '春节', '清明', '劳动节', '端午', '中秋', '国庆节'];
/** A text without one of these is no notice of a whole year. */
export const PRINCIPAL_FESTIVALS = ['元旦', '春节', '国庆'];
const DECEMBER = 12;

/**
 * The notice for 2019 made 31 December 2018 free: a December day that bears New Year's name belongs to the
 * notice of the year that follows.
 */
export function noticeYearOf({ day, name }: Pick<CalendarDay, 'day' | 'name'>): number {
  return yearOf(day) + (monthOf(day) === DECEMBER && name === NEW_YEAR ? 1 : 0);
}
