/** What forms send about jurisdictions: a choice comes as text. */
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Min } from 'class-validator';
import { JurisdictionNameDto } from './jurisdiction.dto.js';

const numbered = ({ value }: { value: unknown }) => (typeof value === 'string' ? Number(value) : value);

export class JurisdictionForm extends JurisdictionNameDto {
  @IsOptional() @Transform(numbered) @IsInt() @Min(1) parentId?: number;
}

export class JurisdictionParentForm {
  @IsOptional() @Transform(numbered) @IsInt() @Min(1) parentId?: number;
}

export class UnitPlaceForm {
  @IsOptional() @Transform(numbered) @IsInt() @Min(1) jurisdictionId?: number;
}
