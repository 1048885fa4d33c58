import { type ExampleTab, tokenOf } from './example-tab.ts';
import { purchaseTabs } from './purchase-tabs.ts';

/** What GraphiQL opens with: the tour of the README, a tab a step. A test holds the two together. */
export const exampleTabs: readonly ExampleTab[] = [
  {
    query: `# 1. See prices move. The button starts it, and stops it.
subscription WatchPrices {
  priceTicked {
    at
    instrument
    currency
    price
    source
    simulated
  }
}
`,
  },
  {
    query: `# 2. Open an account of your own.
mutation Register {
  userRegister(
    input: {
      username: "newcomer"
      email: "newcomer@example.org"
      password: "a-long-green-password"
    }
  ) {
    ... on UserRegisterPayload { user { username displayName isSeller } }
    ... on Error { code message }
  }
}
`,
  },
  {
    query: `# 3. Log in, as alice and as bob. Again when 15 minutes are over.
mutation LogIn {
  alice: sessionLogin(input: { login: "alice", password: "green-forest-7" }) {
    ...Login
  }
  bob: sessionLogin(input: { login: "bob", password: "green-forest-7" }) {
    ...Login
  }
}

fragment Login on SessionLoginResult {
  ... on SessionLoginPayload { credentials { accessToken user { username } } }
  ... on Error { code message }
}
`,
  },
  {
    query: `# 4. As alice: write an offer. The Headers below say who sends it.
mutation Draft {
  announcementDraft(
    input: {
      title: "Atlantic Forest, vintage 2022"
      quantity: "500"
      minimumFill: "1"
      currency: EUR
      price: { fixed: "8.35" }
    }
  ) {
    ... on AnnouncementDraftPayload { announcement { id status quantity } }
    ... on Error { code message }
  }
}
`,
    headers: tokenOf('alice'),
  },
  {
    query: `# 5. As alice: publish it. Its credits are held for buyers from now on.
mutation Open {
  announcementOpen(
    input: {
      announcementId: "PASTE THE ID OF STEP 4"
      idempotencyKey: "open-my-first-offer"
    }
  ) {
    ... on AnnouncementOpenPayload { announcement { status remaining pricePerCredit } }
    ... on Error { code message }
  }
}
`,
    headers: tokenOf('alice'),
  },
  {
    query: `# 6. Anybody: watch what is sold. Leave it running in a second window.
subscription WatchTrades {
  tradePlaced {
    cursor
    trade {
      quantity
      totalPrice
      currency
      buyer { username }
      announcement { title remaining }
    }
  }
}
`,
  },
  {
    query: `# 7. As bob: buy 120 tonnes. Pay at most 1,020.00 EUR, fee included.
mutation Buy {
  tradePlace(
    input: {
      announcementId: "PASTE THE ID OF STEP 4"
      quantity: "120"
      maxTotal: "1020.00"
      idempotencyKey: "buy-120-tonnes"
    }
  ) {
    ... on TradePlacePayload {
      trade { pricePerCredit totalPrice buyerFee sellerFee status priceSource }
    }
    ... on PriceMoved { toPay maxTotal }
    ... on Error { code message }
  }
}
`,
    headers: tokenOf('bob'),
  },
  {
    query: `# 8. As bob: look into your wallets.
query Wallets {
  myWallets {
    asset
    available
    held
  }
}
`,
    headers: tokenOf('bob'),
  },
  {
    query: `# 9. As bob, in a second window: watch your wallets.
subscription WatchWallets {
  walletChanged {
    wallet {
      asset
      available
    }
  }
}
`,
    headers: tokenOf('bob'),
  },
  {
    query: `# 10. As bob: pay in ether. \`npm run wallet\` signs.
mutation Pay(
  $bob: Address! = "0x976EA74026E726554dB657fA54763abd0C3a0aa9"
) {
  intoMyWallet: carbonPaymentPrepare(
    input: { from: $bob, amount: "40" }
  ) {
    ... on CarbonPaymentPreparePayload {
      prepared { summary transaction }
    }
    ... on Error { code message }
  }
  toMyAddress: carbonPaymentPrepare(
    input: { from: $bob, amount: "10", destination: ADDRESS }
  ) {
    ... on CarbonPaymentPreparePayload {
      prepared { summary transaction }
    }
    ... on Error { code message }
  }
}
`,
    headers: tokenOf('bob'),
  },
  {
    query: `# 11. Anybody, in a second window: watch stakes.
subscription WatchStakes {
  stakeChanged {
    address
    stake {
      staked
      votes
    }
  }
}
`,
  },
  {
    query: `# 12. As bob: stake it. Sign, run this again, sign.
mutation Stake(
  $bob: Address! = "0x976EA74026E726554dB657fA54763abd0C3a0aa9"
) {
  stakePrepare(input: { from: $bob, amount: "10" }) {
    ... on StakePreparePayload {
      prepared { summary transaction }
    }
    ... on ApprovalMissing {
      approval { summary transaction }
    }
    ... on Error { code message }
  }
}
`,
    headers: tokenOf('bob'),
  },
  {
    query: `# 13. Anybody: search what a registry has published, misspelled.
query SearchProjects {
  projects(first: 2, search: { text: "magrove", registries: ["VERRA"] }) {
    totalCount
    correctedText
    edges {
      highlights { name }
      node { nativeId status nativeStatus }
    }
    facets { countries { values { name count } } }
  }
}
`,
  },
  {
    query: `# 14. As alice: look at the proof of her credits.
query MyProofs {
  myPoaiCases(first: 1) {
    edges {
      node {
        id
        status
        project { name }
        proof { sequence bundleHash anchorState }
      }
    }
  }
}
`,
    headers: tokenOf('alice'),
  },
  {
    query: `# 15. As alice: take the proof, with all that was checked.
query TakeProof {
  poaiProof(caseId: "PASTE THE ID OF STEP 14")
}
`,
    headers: tokenOf('alice'),
  },
  {
    query: `# 16. Anybody who was given it: verify the proof.
query VerifyProof {
  proofVerify(bundle: "PASTE THE PROOF OF STEP 15") {
    step
    outcome
    reason
  }
}
`,
  },
  ...purchaseTabs,
];
