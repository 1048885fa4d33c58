import { Refusal } from '../errors.ts';

/** Someone else changed the project since the caller read it. */
export class VersionConflict extends Refusal {
  readonly code = 'VERSION_CONFLICT';
  readonly version: number;
  constructor(version: number) {
    super(`The project has changed meanwhile and is at version ${version}: read it again and decide anew.`);
    this.version = version;
  }
}

/** The database holds it: of two that take the same number at once, one gets it. */
export class NativeIdTaken extends Refusal {
  readonly code = 'NATIVE_ID_TAKEN';
  constructor() {
    super('There is a project of this registry with this number already.');
  }
}
