import { useState } from 'preact/hooks';
import { MyWebhooksText, type WebhookPartsFragment } from '../../../operations.generated.ts';
import { useRead } from '../../api/use-read.ts';
import { acting, actingId } from '../../lib/acting.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Page } from '../../ui/layout.tsx';
import { SignedIn } from '../../ui/signed-in.tsx';
import { Empty, Shown } from '../../ui/states.tsx';
import { Endpoint } from './endpoint.tsx';
import { NewWebhook } from './form-dialogs.tsx';

export function Webhooks() {
  const organizationId = actingId();
  return (
    <SignedIn title="Webhooks">
      <MyWebhooks key={organizationId} organizationId={organizationId} />
    </SignedIn>
  );
}

/** Programs of whom one acts for, and what each was told. */
function MyWebhooks({ organizationId }: { readonly organizationId: string | null }) {
  const read = useRead(MyWebhooksText, { organizationId });
  const [making, setMaking] = useState(false);
  const know = (webhook: WebhookPartsFragment): void => {
    read.change(({ myWebhooks }) => ({
      myWebhooks: myWebhooks.map((each) => (each.id === webhook.id ? webhook : each)),
    }));
  };
  return (
    <Page
      title="Webhooks"
      lead={`Programs that are told what concerns ${acting.value?.name ?? 'you'}, by a signed message as it happens.`}
      actions={
        <>
          <LinkButton href="/notifications/settings">What you are told</LinkButton>
          <Button look="main" onClick={() => setMaking(true)}>
            New webhook
          </Button>
        </>
      }
    >
      <Shown of={read} lines={6}>
        {({ myWebhooks }) =>
          myWebhooks.length === 0 ? (
            <Empty title="No program is told anything yet.">
              A webhook sends each message to an address of yours, signed, until it is taken.
            </Empty>
          ) : (
            myWebhooks.map((webhook) => <Endpoint key={webhook.id} of={webhook} onKnown={know} onGone={read.reload} />)
          )
        }
      </Shown>
      {making && (
        <NewWebhook
          organizationId={organizationId}
          onClose={() => {
            setMaking(false);
            read.reload();
          }}
        />
      )}
    </Page>
  );
}
