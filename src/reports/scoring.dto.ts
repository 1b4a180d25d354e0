import { Type } from 'class-transformer';
import { IsIn, IsNumber, IsOptional } from 'class-validator';
import { OWN_RULES, PRESET_NAMES, type PointName } from '../rules/score-rules.js';
import { Checkbox } from '../web/fields.js';

/** One number of a plan's own rules. */
const Points = () => (target: object, name: string) => {
  IsOptional()(target, name);
  Type(() => Number)(target, name);
  IsNumber({ allowNaN: false, allowInfinity: false })(target, name);
};

/** A published preset; or `own` with the numbers, of which those left away are as in the first preset. */
export class ScoringDto implements Partial<Record<PointName, number>> {
  @IsIn([...PRESET_NAMES, OWN_RULES]) preset: string;
  /** Handed in by the day that counts. Every number is a multiple of 0.5. */
  @Points() onTime?: number;
  /** The same after an urging; at most as much. */
  @Points() onTimeUrged?: number;
  @Points() late?: number;
  /** Each return. */
  @Points() returned?: number;
  /** Each extension granted without a filing. */
  @Points() extension?: number;
  /** The grade of a close-out. */
  @Points() full?: number;
  @Points() mostly?: number;
  @Points() partly?: number;
  @Points() not?: number;
}

/** Whether units see their place among the others. */
export class RankingDto {
  @Checkbox() on: boolean;
}
