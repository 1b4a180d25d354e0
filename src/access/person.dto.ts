/** What is asked about people, by form and by API alike. */
import { IsArray, IsIn, IsInt, IsNotEmpty, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import { Transform, Type } from 'class-transformer';
import { ROLES, type Role } from '../rules/permissions.js';

const LONGEST_NAME = 50;
const LONGEST_ADDRESS = 254;

export class PersonFactsDto {
  @IsString() @IsNotEmpty() @MaxLength(LONGEST_NAME) name: string;
  /** Duty mailbox. */
  @IsOptional() @IsString() @MaxLength(LONGEST_ADDRESS) address?: string;
  /** Office phone. */
  @IsOptional() @IsString() @MaxLength(50) phone?: string;
}

export class NewPersonDto extends PersonFactsDto {
  /** Left away: the whole house, or the caller's own jurisdiction. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) jurisdictionId?: number;
}

export class PersonRolesDto {
  /** None: they sign in and serve the units that name them. */
  @IsOptional() @IsArray() @IsIn(ROLES, { each: true }) roles?: Role[];
  /** Where the roles hold; left away: everywhere. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) jurisdictionId?: number;
}

export class AccountDto extends PersonRolesDto {
  @IsString() @MaxLength(64) loginName: string;
}

export class PeopleQuery {
  @IsOptional() @IsString() @MaxLength(100) q?: string;
  @IsOptional() @IsIn([...ROLES, '']) role?: Role | '';
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === '' ? undefined : Number(value)))
  @IsInt()
  @Min(1)
  jurisdiction?: number;
  /** `left`: those who left. `invited`: those with a link to a password that is not used yet. */
  @IsOptional() @IsIn(['left', 'invited', '']) state?: 'left' | 'invited' | '';
  /** The last id of the page before. */
  @IsOptional() @IsString() @MaxLength(20) after?: string;
}
