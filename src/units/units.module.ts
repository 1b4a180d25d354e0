/** Units, their names, members and contacts, and the people behind them. */
import { Module } from '@nestjs/common';
import { ContactsService } from './contacts.service.js';
import { GroupsService } from './groups.service.js';
import { PeopleService } from './people.service.js';
import { UnitDirectory } from './unit-directory.queries.js';
import { UnitNamesService } from './unit-names.service.js';
import { UnitsService } from './units.service.js';

const SERVICES = [
  UnitDirectory,
  UnitsService,
  UnitNamesService,
  GroupsService,
  ContactsService,
  PeopleService,
];

@Module({ providers: SERVICES, exports: SERVICES })
export class UnitsModule {}
