import { IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { Trimmed } from '../web/fields.js';

/** Somebody who is to read a department's digest. */
export class DigestRecipientDto {
  @Trimmed() @IsString() @IsNotEmpty() @MaxLength(50) name: string;
  @Trimmed() @IsString() @IsNotEmpty() @MaxLength(254) address: string;
  @IsIn(['overdue', 'weekly']) cadence: 'overdue' | 'weekly';
}
