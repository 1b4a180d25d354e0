import { IsOptional, IsString, MaxLength } from 'class-validator';

export class SignInDto {
  @IsString() @MaxLength(100) loginName: string;
  /** Longer ones only keep the processor busy. */
  @IsString() @MaxLength(200) password: string;
  /** The page asked for before signing in. */
  @IsOptional() @IsString() @MaxLength(2000) next?: string;
}

export class CodeDto {
  @IsString() @MaxLength(40) code: string;
  @IsOptional() @IsString() @MaxLength(2000) next?: string;
}

export class NewPasswordDto {
  @IsString() @MaxLength(200) newPassword: string;
  @IsString() @MaxLength(200) newPasswordAgain: string;
  @IsOptional() @IsString() @MaxLength(2000) next?: string;
}

export class NewSecondFactorDto {
  /** The sealed secret of the square that was shown. */
  @IsString() @MaxLength(400) offer: string;
  @IsString() @MaxLength(40) code: string;
  @IsOptional() @IsString() @MaxLength(2000) next?: string;
}
