import { Refusal } from '../errors.ts';

export class LeiTaken extends Refusal {
  readonly code = 'LEI_TAKEN';
  constructor() {
    super('Another organization has this LEI: ask one of its members for an invitation.');
  }
}

export class AlreadyMember extends Refusal {
  readonly code = 'ALREADY_MEMBER';
  constructor() {
    super('Whoever has this e-mail address is a member already: change the role by `memberUpdate`.');
  }
}

export class OrganizationFull extends Refusal {
  readonly code = 'ORGANIZATION_FULL';
  constructor() {
    super('The organization has as many members and open invitations as it may: end one of them first.');
  }
}

/** The token is right, and sent by another than was asked. */
export class InvitationOfAnother extends Refusal {
  readonly code = 'INVITATION_OF_ANOTHER';
  constructor() {
    super(
      'This invitation is for another e-mail address than the verified one of your account: sign in with the account that has it, or verify the address first.',
    );
  }
}

export class LastOrganizationAdmin extends Refusal {
  readonly code = 'LAST_ORGANIZATION_ADMIN';
  constructor() {
    super('This is the last ADMIN of the organization: make somebody else one first.');
  }
}
