import { Transform } from 'class-transformer';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

const LONGEST_REASON = 200;

export class LinkRevocationDto {
  /** Why the contact's links open nothing any more. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONGEST_REASON)
  reason: string;
}
