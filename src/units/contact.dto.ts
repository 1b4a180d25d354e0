/** The pasted table of contacts, first for checking, then for saving. */
import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { Checkbox, IsDay } from '../web/fields.js';

const LONGEST_TABLE = 200_000;

export class ContactTableDto {
  @IsString({ message: 'contact-table-empty' })
  @MaxLength(LONGEST_TABLE)
  text: string;
  @Checkbox() replaces: boolean;
}

export class ContactConfirmationDto extends ContactTableDto {
  /** From the preview: what the person saw. */
  @IsString() @MaxLength(64) seen: string;
}

/** One contact of a unit; an address or a telephone is needed. */
export class ContactDto {
  @IsString() @IsNotEmpty() @MaxLength(50) name: string;
  /** Duty mailbox. */
  @IsOptional() @IsString() @MaxLength(254) address?: string;
  @IsOptional() @IsString() @MaxLength(50) phone?: string;
  /** 负责人 */
  @Checkbox() isHead: boolean;
}

export class ContactListQuery {
  @IsOptional() @IsString() @MaxLength(100) q?: string;
  /** `<unit>-<contact>` of the last row of the page before. */
  @IsOptional() @IsString() @MaxLength(20) cursor?: string;
}

export class ContactEndingDto {
  /** The first day it no longer holds; left away: today. */
  @IsOptional() @IsDay() endsOn?: string;
}
