import { IsOptional, IsString, MaxLength } from 'class-validator';

export class ChangePasswordDto {
  /** The present one; somebody an identity provider signs in has none. */
  @IsOptional() @IsString() @MaxLength(200) password?: string;
  @IsString() @MaxLength(200) newPassword: string;
  @IsString() @MaxLength(200) newPasswordAgain: string;
}

export class OwnSecondFactorDto {
  @IsString() @MaxLength(400) offer: string;
  @IsString() @MaxLength(40) code: string;
  @IsOptional() @IsString() @MaxLength(200) password?: string;
}

export class ConfirmDto {
  @IsOptional() @IsString() @MaxLength(200) password?: string;
}

export class SessionEndingDto {
  @IsString() @MaxLength(64) session: string;
}
