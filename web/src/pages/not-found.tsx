import { LinkButton } from '../ui/button.tsx';
import { Page } from '../ui/layout.tsx';
import { Empty } from '../ui/states.tsx';

export const NotFound = () => (
  <Page title="Nothing here">
    <Empty title="There is no page at this address.">
      <LinkButton href="/">To the market</LinkButton>
    </Empty>
  </Page>
);
