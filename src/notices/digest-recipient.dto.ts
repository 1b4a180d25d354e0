import { IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';

/** Somebody who is to read a department's digest. */
export class DigestRecipientDto {
  @IsString() @IsNotEmpty() @MaxLength(50) name: string;
  @IsString() @IsNotEmpty() @MaxLength(254) address: string;
  @IsIn(['overdue', 'weekly']) cadence: 'overdue' | 'weekly';
}
