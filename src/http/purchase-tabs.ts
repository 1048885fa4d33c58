import { type ExampleTab, tokenOf } from './example-tab.ts';

const bob = tokenOf('bob');

/** The steps of the tour from the search of a project to a certificate that anybody verifies; bob takes them. */
export const purchaseTabs: readonly ExampleTab[] = [
  {
    query: `# 17. Anybody: which of the mangroves of step 13 are for sale?
query ForSale {
  projects(search: { text: "mangrove", hasCreditsForSale: true }) {
    edges {
      node {
        name
        batches(first: 2) { edges { node { vintage id } } }
      }
    }
  }
}
`,
  },
  {
    query: `# 18. Anybody: ask what a tonne costs, and why.
query ExplainPrice {
  batchPrice(batchId: "PASTE THE ID OF 2024 OF STEP 17", quantity: "12") {
    unitPrice
    currency
    stock
    calculation {
      modelVersion
      type
      typeBase
      factors { name value }
    }
  }
}
`,
  },
  {
    query: `# 19. As bob: have the price promised, for a minute.
mutation Quote {
  quoteCreate(
    input: {
      batchId: "PASTE THE ID OF 2024 OF STEP 17"
      quantity: "12"
      currency: EUR
    }
  ) {
    ... on QuoteCreatePayload { quote { id unitPrice total buyerFee toPay expiresAt } }
    ... on Error { code message }
  }
}
`,
    headers: bob,
  },
  {
    query: `# 20. As bob: order at that price. The credits are kept for you.
mutation Order {
  quoteAccept(
    input: {
      quoteId: "PASTE THE ID OF STEP 19"
      idempotencyKey: "order-12-tonnes"
    }
  ) {
    ... on QuoteAcceptPayload { order { id status toPay payBy allowedActions } }
    ... on Error { code message }
  }
}
`,
    headers: bob,
  },
  {
    query: `# 21. As bob: pay by card.
mutation PayByCard {
  paymentCreate(
    input: {
      orderId: "PASTE THE ID OF STEP 20"
      method: CARD
      idempotencyKey: "pay-12-tonnes"
    }
  ) {
    ... on PaymentCreatePayload { payment { id gateway status due processorFee amount } }
    ... on Error { code message }
  }
}
`,
    headers: bob,
  },
  {
    query: `# 22. As bob: play the bank of the card. No money moves here.
mutation BankPays {
  paymentSimulate(
    input: { paymentId: "PASTE THE ID OF STEP 21", outcome: PAY }
  ) {
    ... on PaymentSimulatePayload { payment { status received } }
    ... on Error { code message }
  }
}
`,
    headers: bob,
  },
  {
    query: `# 23. As bob: see what became of the order.
query MyOrder {
  myOrders(first: 1) {
    edges {
      node {
        status
        quantity
        history { status }
      }
    }
  }
}
`,
    headers: bob,
  },
  {
    query: `# 24. As bob: retire them. Nobody can sell or claim them after.
mutation Retire {
  retirementRequest(
    input: {
      batchId: "PASTE THE ID OF 2024 OF STEP 17"
      quantity: "12"
      claim: {
        beneficiary: { name: "Boulangerie Martin", country: "FR" }
        reason: ENVIRONMENTAL_BENEFIT
        message: "The bread of 2026"
      }
      idempotencyKey: "retire-12-tonnes"
    }
  ) {
    ... on RetirementRequestPayload { retirements { status quantity } }
    ... on Error { code message }
  }
}
`,
    headers: bob,
  },
  {
    query: `# 25. As bob: take the certificate. Run it again until it is there.
query MyCertificate {
  myRetirements(first: 1) {
    edges {
      node {
        status
        serialBlocks { serial quantity }
        certificate { status url credential }
      }
    }
  }
}
`,
    headers: bob,
  },
  {
    query: `# 26. Anybody who was given it: verify the certificate.
query VerifyCertificate {
  certificateVerify(certificate: "PASTE THE CREDENTIAL OF STEP 25") {
    step
    outcome
    reason
  }
}
`,
  },
];
