import { IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';

/** Somebody who is to read a department's digest. */
export class DigestRecipientDto {
  @IsString() @IsNotEmpty() @MaxLength(50) name: string;
  @IsString() @IsNotEmpty() @MaxLength(254) address: string;
  @IsIn(['overdue', 'weekly']) cadence: 'overdue' | 'weekly';
}

export class DigestRecipientIdDto {
  id: number;
}

export class ListedRecipientDto extends DigestRecipientDto {
  id: number;
  departmentName: string;
  fromOn: string;
  /** The first day they no longer read. */
  untilOn: string | null;
  /** Still reads today. */
  reads: boolean;
}

export class DigestRecipientListDto {
  items: ListedRecipientDto[];
  /** Null: the list is whole. */
  next: string | null;
}
