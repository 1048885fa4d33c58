/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** How far an announcement is. */
export type AnnouncementStatus =
  /** Open: it can be bought from, and what is left is held for its buyers. */
  | 'ACTIVE'
  /** Ended by its seller; what was left went back. */
  | 'CANCELLED'
  /** Only its seller sees it; it holds nothing. */
  | 'DRAFT'
  /** Its time ran out; what was left went back. */
  | 'EXPIRED'
  /** Open but not selling for the moment; what is left stays held. */
  | 'PAUSED'
  /** Nothing is left. */
  | 'SOLD_OUT';

/** What a wallet holds. */
export type Asset =
  /** The carbon credit token: 1 CARBON = 1 tonne of CO2e, 18 decimal places. */
  | 'CARBON'
  /** Ether, 18 decimal places. */
  | 'ETH'
  /** Euro, 2 decimal places. */
  | 'EUR'
  /** US dollar, 2 decimal places. */
  | 'USD';

/** Which rule gave the basis points of a fee. */
export type FeeBasis =
  /** What everybody pays. */
  | 'DEFAULT'
  /** Agreed with the organization. */
  | 'OWN'
  /** The tier of what was traded in 30 days. */
  | 'TIER';

/** What has a market price. Never one for another. */
export type Instrument =
  /** Ether. Priced in EUR and USD. */
  | 'ETH'
  /** EU emission allowance (futures), of 1 tonne. Priced in EUR; in ETH it is the ratio EUA/EUR over ETH/EUR. */
  | 'EUA'
  /** Moss Carbon Credit token, of 1 tonne: the reference for CARBON. Priced in EUR, USD and ETH. */
  | 'MCO2';

/** What a user may do on the platform. Granted by a PLATFORM_ADMIN only. */
export type PlatformRole =
  /** Acts for an organization. */
  | 'ENTERPRISE_USER'
  /** Records deposits and decides withdrawals. */
  | 'FINANCE'
  /** Proposes and votes. */
  | 'GOVERNANCE_MEMBER'
  /** Grants roles and reads the audit log. */
  | 'PLATFORM_ADMIN'
  /** Reviews Proof of Asset Integrity cases. */
  | 'POAI_REVIEWER'
  /** Registers projects. */
  | 'PROJECT_OWNER'
  /** Buys and sells on the own account. */
  | 'RETAIL_USER';

/** What a market price is given in. */
export type PriceCurrency =
  /** Ether. */
  | 'ETH'
  /** Euro. */
  | 'EUR'
  /** US dollar. */
  | 'USD';

/** How long a candle lasts. */
export type PriceInterval =
  /** A day in UTC; for EUA a trading day. */
  | 'DAY'
  /** A month of the calendar. */
  | 'MONTH'
  /** Monday to Sunday. */
  | 'WEEK';

/** How an announcement is priced. */
export type PriceKind =
  /** At the price that the seller set. */
  | 'FIXED'
  /** At the market price of MCO2 in its currency, plus a premium (or less a discount). */
  | 'MARKET';

/** Who you are, and the proof. */
export type SessionLoginInput = {
  /** Your username or your e-mail address. */
  readonly login: string;
  /** Your password. */
  readonly password: string;
};

/** Which sessions to end. */
export type SessionLogoutInput = {
  /** All of yours instead of this one (default: false). */
  readonly everywhere?: boolean | null | undefined;
};

/** What continues the session. */
export type SessionRefreshInput = {
  /** The newest refresh token of the session. */
  readonly refreshToken: string;
};

/** What an announcement sells. */
export type SoldAsset =
  /** CARBON, the token: any fraction of a tonne, of no named project. */
  | 'CARBON'
  /** Credits of one batch: whole tonnes with serial numbers, of one project and vintage. */
  | 'CREDIT';

/** What to buy, and what it may cost. */
export type TradePlaceInput = {
  /** From which announcement. */
  readonly announcementId: string | number;
  /** Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once. */
  readonly idempotencyKey: string;
  /** The most you pay in all, fee included, in the currency of the announcement. Without it any price is taken. */
  readonly maxTotal?: string | null | undefined;
  /** For which organization you buy (default: for yourself). */
  readonly organizationId?: string | number | null | undefined;
  /** How many credits (tonnes of CO2e), such as "12.5". */
  readonly quantity: string;
};

export type PricesQueryVariables = Exact<{ [key: string]: never; }>;


export type PricesQuery = { readonly prices: ReadonlyArray<{ readonly instrument: Instrument, readonly currency: PriceCurrency, readonly price: string, readonly asOf: string, readonly source: string, readonly simulated: boolean, readonly stale: boolean, readonly marketOpen: boolean }> };

export type MarketQueryVariables = Exact<{ [key: string]: never; }>;


export type MarketQuery = { readonly announcements: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly title: string, readonly description: string, readonly status: AnnouncementStatus, readonly asset: SoldAsset, readonly quantity: string, readonly remaining: string, readonly available: string, readonly reserved: string, readonly minimumFill: string, readonly currency: Asset, readonly priceKind: PriceKind, readonly pricePerCredit: string | null, readonly premiumBps: number | null, readonly priceStale: boolean, readonly priceAsOf: string | null, readonly priceSource: string | null, readonly openedAt: string | null, readonly expiresAt: string, readonly seller: { readonly id: string, readonly displayName: string, readonly username: string }, readonly organization: { readonly id: string, readonly legalName: string } | null, readonly batch: { readonly id: string, readonly vintage: number, readonly project: { readonly id: string, readonly name: string, readonly countryName: string | null } } | null } }> } };

export type PricePartsFragment = { readonly instrument: Instrument, readonly currency: PriceCurrency, readonly price: string, readonly asOf: string, readonly source: string, readonly simulated: boolean, readonly stale: boolean, readonly marketOpen: boolean };

export type OfferPartsFragment = { readonly id: string, readonly title: string, readonly description: string, readonly status: AnnouncementStatus, readonly asset: SoldAsset, readonly quantity: string, readonly remaining: string, readonly available: string, readonly reserved: string, readonly minimumFill: string, readonly currency: Asset, readonly priceKind: PriceKind, readonly pricePerCredit: string | null, readonly premiumBps: number | null, readonly priceStale: boolean, readonly priceAsOf: string | null, readonly priceSource: string | null, readonly openedAt: string | null, readonly expiresAt: string, readonly seller: { readonly id: string, readonly displayName: string, readonly username: string }, readonly organization: { readonly id: string, readonly legalName: string } | null, readonly batch: { readonly id: string, readonly vintage: number, readonly project: { readonly id: string, readonly name: string, readonly countryName: string | null } } | null };

export type CandlesQueryVariables = Exact<{
  instrument: Instrument;
  currency: PriceCurrency;
  interval: PriceInterval;
  from?: string | null | undefined;
}>;


export type CandlesQuery = { readonly priceHistory: ReadonlyArray<{ readonly date: string, readonly open: string, readonly high: string, readonly low: string, readonly close: string, readonly volume: string | null, readonly isOpen: boolean }> };

export type PriceTicksSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type PriceTicksSubscription = { readonly priceTicked: { readonly cursor: string, readonly at: string, readonly instrument: Instrument, readonly currency: PriceCurrency, readonly price: string, readonly asOf: string, readonly source: string, readonly simulated: boolean, readonly marketOpen: boolean } };

export type OffersChangedSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type OffersChangedSubscription = { readonly announcementChanged: { readonly cursor: string, readonly at: string, readonly announcement: { readonly id: string, readonly title: string, readonly description: string, readonly status: AnnouncementStatus, readonly asset: SoldAsset, readonly quantity: string, readonly remaining: string, readonly available: string, readonly reserved: string, readonly minimumFill: string, readonly currency: Asset, readonly priceKind: PriceKind, readonly pricePerCredit: string | null, readonly premiumBps: number | null, readonly priceStale: boolean, readonly priceAsOf: string | null, readonly priceSource: string | null, readonly openedAt: string | null, readonly expiresAt: string, readonly seller: { readonly id: string, readonly displayName: string, readonly username: string }, readonly organization: { readonly id: string, readonly legalName: string } | null, readonly batch: { readonly id: string, readonly vintage: number, readonly project: { readonly id: string, readonly name: string, readonly countryName: string | null } } | null } | null } };

export type BuyMutationVariables = Exact<{
  input: TradePlaceInput;
}>;


export type BuyMutation = { readonly tradePlace:
    | { readonly __typename: 'AnnouncementClosed', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'BelowMinimumFill', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'Busy', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IdempotencyConflict', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InsufficientFunds', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'OwnAnnouncement', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PriceMoved', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PriceStale', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'QuantityUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'TradePlacePayload', readonly trade: { readonly id: string, readonly quantity: string, readonly totalPrice: string, readonly buyerFee: string, readonly currency: Asset, readonly pricePerCredit: string, readonly createdAt: string } }
   };

export type BuyingMeansQueryVariables = Exact<{ [key: string]: never; }>;


export type BuyingMeansQuery = { readonly me: { readonly id: string }, readonly myWallets: ReadonlyArray<{ readonly id: string, readonly asset: Asset, readonly available: string }>, readonly myFees: { readonly taker: { readonly bps: number, readonly basis: FeeBasis }, readonly schedule: { readonly limits: ReadonlyArray<{ readonly currency: Asset, readonly floor: string, readonly cap: string | null }> } } };

export type SignInMutationVariables = Exact<{
  input: SessionLoginInput;
}>;


export type SignInMutation = { readonly sessionLogin:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'LoginRefused', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'SessionLoginPayload', readonly credentials: { readonly accessToken: string, readonly accessTokenExpiresAt: string, readonly refreshToken: string, readonly refreshTokenExpiresAt: string, readonly user: { readonly id: string, readonly username: string, readonly displayName: string, readonly roles: ReadonlyArray<PlatformRole> | null } } }
   };

export type RefreshSessionMutationVariables = Exact<{
  input: SessionRefreshInput;
}>;


export type RefreshSessionMutation = { readonly sessionRefresh:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'SessionEnded', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'SessionRefreshPayload', readonly credentials: { readonly accessToken: string, readonly accessTokenExpiresAt: string, readonly refreshToken: string, readonly refreshTokenExpiresAt: string, readonly user: { readonly id: string, readonly username: string, readonly displayName: string, readonly roles: ReadonlyArray<PlatformRole> | null } } }
   };

export type SignOutMutationVariables = Exact<{
  input: SessionLogoutInput;
}>;


export type SignOutMutation = { readonly sessionLogout:
    | { readonly __typename: 'InputInvalid' }
    | { readonly __typename: 'SessionLogoutPayload' }
   };

export type CredentialPartsFragment = { readonly accessToken: string, readonly accessTokenExpiresAt: string, readonly refreshToken: string, readonly refreshTokenExpiresAt: string, readonly user: { readonly id: string, readonly username: string, readonly displayName: string, readonly roles: ReadonlyArray<PlatformRole> | null } };

/** The text of an operation. */
export type Text<R, V> = string & { readonly result?: R; readonly variables?: V };
export const PricesText = "query Prices{prices{...PriceParts}}fragment PriceParts on Price{instrument currency price asOf source simulated stale marketOpen}" as Text<PricesQuery, PricesQueryVariables>;
export const MarketText = "query Market{announcements(first:50 orderBy:NEWEST filterBy:{statuses:[ACTIVE]}){edges{node{...OfferParts}}}}fragment OfferParts on Announcement{id title description status asset quantity remaining available reserved minimumFill currency priceKind pricePerCredit premiumBps priceStale priceAsOf priceSource openedAt expiresAt seller{id displayName username}organization{id legalName}batch{id vintage project{id name countryName}}}" as Text<MarketQuery, MarketQueryVariables>;
export const CandlesText = "query Candles($instrument:Instrument!$currency:PriceCurrency!$interval:PriceInterval!$from:Date){priceHistory(instrument:$instrument currency:$currency interval:$interval from:$from){date open high low close volume isOpen}}" as Text<CandlesQuery, CandlesQueryVariables>;
export const PriceTicksText = "subscription PriceTicks($after:String){priceTicked(after:$after){cursor at instrument currency price asOf source simulated marketOpen}}" as Text<PriceTicksSubscription, PriceTicksSubscriptionVariables>;
export const OffersChangedText = "fragment OfferParts on Announcement{id title description status asset quantity remaining available reserved minimumFill currency priceKind pricePerCredit premiumBps priceStale priceAsOf priceSource openedAt expiresAt seller{id displayName username}organization{id legalName}batch{id vintage project{id name countryName}}}subscription OffersChanged($after:String){announcementChanged(after:$after){cursor at announcement{...OfferParts}}}" as Text<OffersChangedSubscription, OffersChangedSubscriptionVariables>;
export const BuyText = "mutation Buy($input:TradePlaceInput!){tradePlace(input:$input){__typename ...on TradePlacePayload{trade{id quantity totalPrice buyerFee currency pricePerCredit createdAt}}...on Error{code message retryable}}}" as Text<BuyMutation, BuyMutationVariables>;
export const BuyingMeansText = "query BuyingMeans{me{id}myWallets{id asset available}myFees{taker{bps basis}schedule{limits{currency floor cap}}}}" as Text<BuyingMeansQuery, BuyingMeansQueryVariables>;
export const SignInText = "mutation SignIn($input:SessionLoginInput!){sessionLogin(input:$input){__typename ...on SessionLoginPayload{credentials{...CredentialParts}}...on Error{code message retryable}}}fragment CredentialParts on Credentials{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user{id username displayName roles}}" as Text<SignInMutation, SignInMutationVariables>;
export const RefreshSessionText = "mutation RefreshSession($input:SessionRefreshInput!){sessionRefresh(input:$input){__typename ...on SessionRefreshPayload{credentials{...CredentialParts}}...on Error{code message retryable}}}fragment CredentialParts on Credentials{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user{id username displayName roles}}" as Text<RefreshSessionMutation, RefreshSessionMutationVariables>;
export const SignOutText = "mutation SignOut($input:SessionLogoutInput!){sessionLogout(input:$input){__typename}}" as Text<SignOutMutation, SignOutMutationVariables>;