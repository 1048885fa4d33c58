import { Card, Page } from '../../ui/layout.tsx';

/** What this is made of, as its licences ask one to say. */
export const About = () => (
  <Page title="About">
    <Card title="EcoCoin">
      <p class="prose">
        A marketplace for carbon credits. One credit is one tonne of CO₂e, avoided or removed, verified, issued by a
        registry, bought, and in the end retired: used up for a claim, for ever. Everything that you see here is read
        from the public API at <a href="/graphql">/graphql</a>.
      </p>
    </Card>
    <Card title="Made with">
      <dl class="pairs">
        <dt>Price charts</dt>
        <dd>
          <a href="https://www.tradingview.com/" rel="noreferrer">
            TradingView
          </a>{' '}
          Lightweight Charts™, Copyright (c) 2025 TradingView, Inc. (Apache 2.0)
        </dd>
        <dt>Map</dt>
        <dd>Natural Earth by world-atlas (public domain, ISC), drawn with D3 (ISC)</dd>
        <dt>Type</dt>
        <dd>Inter by Rasmus Andersson (SIL Open Font License 1.1)</dd>
        <dt>Pages</dt>
        <dd>Preact (MIT), graphql-ws (MIT)</dd>
      </dl>
    </Card>
  </Page>
);
