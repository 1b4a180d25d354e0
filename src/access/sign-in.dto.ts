import { IsOptional, IsString, MaxLength } from 'class-validator';

export class SignInDto {
  @IsString() @MaxLength(100) loginName: string;
  /** Longer ones only keep the processor busy. */
  @IsString() @MaxLength(200) password: string;
  /** The page asked for before signing in. */
  @IsOptional() @IsString() @MaxLength(2000) next?: string;
}
