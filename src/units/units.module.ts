/** Units, their names, members and contacts, and the people behind them. */
import { Module } from '@nestjs/common';
import { ContactsPages } from './contacts.pages.js';
import { ContactsService } from './contacts.service.js';
import { GroupsService } from './groups.service.js';
import { JurisdictionsController } from './jurisdictions.api.js';
import { JurisdictionsPages } from './jurisdictions.pages.js';
import { JurisdictionsService } from './jurisdictions.service.js';
import { PeopleService } from './people.service.js';
import { RegisterController } from './register.api.js';
import { UnitDirectory } from './unit-directory.queries.js';
import { UnitEditPages } from './unit-edit.pages.js';
import { UnitForm } from './unit-form.js';
import { UnitNamesService } from './unit-names.service.js';
import { UnitsController } from './units.api.js';
import { UnitsPages } from './units.pages.js';
import { UnusedUnitsPages } from './unused-units.pages.js';
import { UnusedUnits } from './unused-units.service.js';
import { UnitsService } from './units.service.js';

const SERVICES = [
  UnitDirectory,
  UnitsService,
  UnitNamesService,
  GroupsService,
  ContactsService,
  PeopleService,
  JurisdictionsService,
  UnusedUnits,
];

@Module({
  controllers: [
    UnusedUnitsPages,
    JurisdictionsPages,
    UnitsPages,
    UnitEditPages,
    ContactsPages,
    RegisterController,
    UnitsController,
    JurisdictionsController,
  ],
  providers: [...SERVICES, UnitForm],
  exports: SERVICES,
})
export class UnitsModule {}
