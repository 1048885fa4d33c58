import { Refusal } from '../errors.ts';

/** What is wrong with a message of EIP-4361; the schema's enum lists the same. */
export type SiweFault =
  | 'MALFORMED'
  | 'OTHER_DOMAIN'
  | 'OTHER_URI'
  | 'OTHER_VERSION'
  | 'OTHER_CHAIN'
  | 'OTHER_STATEMENT'
  | 'NOT_YET_VALID'
  | 'EXPIRED'
  | 'NONCE_REFUSED';

/** The message is not one that was to be signed. Says nothing about whose address it is. */
export class SiweMessageRefused extends Refusal {
  readonly code = 'SIWE_MESSAGE_REFUSED';
  readonly fault: SiweFault;
  constructor(fault: SiweFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** One refusal for an address of nobody and for a signature that is not its own. */
export class SiweLoginRefused extends Refusal {
  readonly code = 'SIWE_LOGIN_REFUSED';
  constructor() {
    super('No account has this address, or the signature is not that of the address.');
  }
}

export class SignatureInvalid extends Refusal {
  readonly code = 'SIGNATURE_INVALID';
  constructor(message = 'The signature is not that of the address.') {
    super(message);
  }
}

/** Says neither whose it is nor whether it is anyone's. */
export class AddressUnavailable extends Refusal {
  readonly code = 'ADDRESS_UNAVAILABLE';
  constructor() {
    super('This address cannot be linked to your account.');
  }
}

export class TooManyAddresses extends Refusal {
  readonly code = 'TOO_MANY_ADDRESSES';
  readonly most: number;
  constructor(most: number) {
    super(`An account has at most ${most} linked addresses: unlink one first.`);
    this.most = most;
  }
}

/** The permission to write the link on the chain does not serve; the link itself was not made either. */
export class LinkPermitInvalid extends Refusal {
  readonly code = 'LINK_PERMIT_INVALID';
}

export class AddressNotLinked extends Refusal {
  readonly code = 'ADDRESS_NOT_LINKED';
  constructor(message = 'This address is not linked to your account: link it by `walletLink` first.') {
    super(message);
  }
}

export class AddressInUse extends Refusal {
  readonly code = 'ADDRESS_IN_USE';
  constructor() {
    super('A withdrawal to this address is under way: unlink it when that has arrived or was given up.');
  }
}
