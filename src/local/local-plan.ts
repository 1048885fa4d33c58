import type { DeploymentPlan } from './deploy-plan.ts';

/** The words that every local chain uses. Their keys are known to everybody: they are worth nothing on any other. */
export const LOCAL_MNEMONIC = 'test test test test test test test test test test test junk';

/** Who has which account of the local chain: its index in the mnemonic, and the address that follows from it. */
export const localAccounts = {
  /** Deploys, and is admin of everything. */
  deployer: { index: 0, address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266' },
  /** Sends what the platform does: registers, mints, converts, anchors, pays out. */
  operator: { index: 1, address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' },
  /** Confirms fiat payments, and nothing else. */
  confirmer: { index: 2, address: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC' },
  /** Sets the price of CARBON in ether. */
  priceSetter: { index: 3, address: '0x90F79bf6EB2c4f870365E785982E1f101E93b906' },
  alice: { index: 5, address: '0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc' },
  bob: { index: 6, address: '0x976EA74026E726554dB657fA54763abd0C3a0aa9' },
  /** The reviewers of the demo's proof: they sign it, and send nothing. */
  ines: { index: 8, address: '0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f' },
  omar: { index: 9, address: '0xa0Ee7A142d267C1f36714E4a8F75612F20a79720' },
} as const;

const TONNE = 10n ** 18n;

/** How the contracts are deployed to the local chain: everything short, so that a demo need not wait. */
export const localPlan: DeploymentPlan = {
  admin: null,
  keepDeployer: true,
  holders: {
    operator: localAccounts.operator.address,
    registrar: localAccounts.operator.address,
    guardian: localAccounts.operator.address,
    confirmer: localAccounts.confirmer.address,
    priceSetter: localAccounts.priceSetter.address,
  },
  treasury: null,
  weiPerCarbon: 2_500_000_000_000_000n,
  maxPriceAgeS: 31_536_000,
  cooldownS: 60,
  governor: {
    votingDelayBlocks: 1,
    votingPeriodBlocks: 20,
    proposalThreshold: TONNE,
    quorumPercent: 4,
    timelockDelayS: 5,
  },
};
