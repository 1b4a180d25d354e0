import type { ListedPerson, PersonRecord } from './people.queries.js';
import type { PersonDetailsDto, PersonItemDto } from './person-answers.dto.js';

export function personJson(person: ListedPerson): PersonItemDto {
  const { id, name, loginName, address, phone, roles, unitNames } = person;
  const { jurisdictionId, jurisdictionName, leftOn, erasedOn } = person;
  return {
    ...{ id, name, loginName, address, phone, roles, unitNames },
    jurisdictionId,
    jurisdictionName,
    leftOn,
    erasedOn,
  };
}

export function personDetailsJson(person: PersonRecord): PersonDetailsDto {
  const { createdAt, hasPassword, hasSecondFactor, contacts, sessions, tokens } = person;
  return { ...personJson(person), createdAt, hasPassword, hasSecondFactor, contacts, sessions, tokens };
}
