import {
  type MySettingsQuery,
  MySettingsText,
  type NotificationChannel,
  type NotificationFrequency,
  type NotificationLanguage,
  type NotificationTrigger,
  type SettingsPartsFragment,
  UpdateSettingsText,
} from '../../../operations.generated.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { type Read, useRead } from '../../api/use-read.ts';
import { words } from '../../lib/words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { CheckField, SelectField, TextField } from '../../ui/field.tsx';
import { Card, Page } from '../../ui/layout.tsx';
import { SignedIn } from '../../ui/signed-in.tsx';
import { Problem, Shown } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';
import { Alerts } from './alerts.tsx';
import { Phone } from './phone.tsx';
import { Push } from './push.tsx';

export const NotificationSettings = () => (
  <SignedIn title="What you are told">
    <Settings />
  </SignedIn>
);

/** Each change is kept as it is made; nothing has to be saved. */
function Settings() {
  const read = useRead(MySettingsText, {});
  return (
    <Page
      title="What you are told"
      lead="Of what, over which channel, how often and when. Each change counts at once."
      actions={
        <>
          <LinkButton href="/webhooks">Webhooks</LinkButton>
          <LinkButton href="/notifications">To your notifications</LinkButton>
        </>
      }
    >
      <Shown of={read} lines={10}>
        {({ notificationSettings, pushKey }) => (
          <>
            <Preferences settings={notificationSettings} read={read} />
            <div class="split" data-even>
              <When settings={notificationSettings} read={read} />
              <div class="stack" data-gap="large">
                <Push
                  of={notificationSettings.pushSubscriptions}
                  pushKey={pushKey ?? undefined}
                  onChanged={read.reload}
                />
                <Phone of={notificationSettings} onChanged={read.reload} />
                <Alerts />
              </div>
            </div>
          </>
        )}
      </Shown>
    </Page>
  );
}

interface PartProps {
  readonly settings: SettingsPartsFragment;
  readonly read: Read<MySettingsQuery>;
}

function useChange(read: Read<MySettingsQuery>) {
  const action = useAction(UpdateSettingsText);
  const change = async (input: Parameters<typeof action.run>[0]['input']): Promise<void> => {
    const done = await action.run({ input });
    if (!done) return;
    read.change((data) => ({ ...data, notificationSettings: done.settings }));
    say('Kept.');
  };
  return { action, change };
}

const CHANNELS: readonly (readonly [NotificationChannel, string])[] = [
  ['IN_APP', 'Here'],
  ['EMAIL', 'E-mail'],
  ['PUSH', 'This and other browsers'],
  ['SMS', 'Text message'],
];
const FREQUENCIES: readonly (readonly [NotificationFrequency, string])[] = [
  ['AT_ONCE', 'At once'],
  ['DAILY', 'Daily'],
  ['WEEKLY', 'Weekly'],
  ['OFF', 'Not at all'],
];
const IN_APP = FREQUENCIES.filter(([frequency]) => frequency === 'AT_ONCE' || frequency === 'OFF');

function Preferences({ settings: { preferences }, read }: PartProps) {
  const { action, change } = useChange(read);
  const triggers = [...new Set(preferences.map(({ trigger }) => trigger))];
  const frequencyOf = (trigger: NotificationTrigger, channel: NotificationChannel) =>
    preferences.find((each) => each.trigger === trigger && each.channel === channel)?.frequency;
  return (
    <Card title="Of what, and how">
      {action.error && <Problem error={action.error} />}
      <div class="table-wrap" tabIndex={0} role="group" aria-label="Preferences by trigger and channel">
        <table class="preferences">
          <thead>
            <tr>
              <th scope="col">Of what</th>
              {CHANNELS.map(([channel, label]) => (
                <th key={channel} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {triggers.map((trigger) => (
              <tr key={trigger}>
                <th scope="row">{words(trigger)}</th>
                {CHANNELS.map(([channel, label]) => {
                  const frequency = frequencyOf(trigger, channel);
                  return (
                    <td key={channel}>
                      {frequency !== undefined && (
                        <select
                          class="input"
                          aria-label={`${words(trigger)}: ${label}`}
                          value={frequency}
                          disabled={action.busy}
                          onChange={({ currentTarget }) => {
                            const wanted = currentTarget.value as NotificationFrequency;
                            void change({ preferences: [{ trigger, channel, frequency: wanted }] });
                          }}
                        >
                          {(channel === 'IN_APP' ? IN_APP : FREQUENCIES).map(([value, text]) => (
                            <option key={value} value={value}>
                              {text}
                            </option>
                          ))}
                        </select>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

const LANGUAGES: readonly (readonly [NotificationLanguage, string])[] = [
  ['EN', 'English'],
  ['DE', 'Deutsch'],
  ['FR', 'Français'],
];
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const zones = Intl.supportedValuesOf('timeZone');

function When({ settings, read }: PartProps) {
  const { action, change } = useChange(read);
  const { language, timeZone, quietFrom, quietTo, digestAt, digestDay } = settings;
  const isQuiet = quietFrom != null && quietTo != null;
  return (
    <Card title="When, and in which language">
      <div class="form">
        {action.error && <Problem error={action.error} />}
        <div class="form-row">
          <SelectField
            label="Language"
            value={language}
            options={LANGUAGES}
            onPick={(next) => void change({ language: next })}
          />
          <SelectField
            label="Time zone"
            value={timeZone}
            options={[...new Set([timeZone, ...zones])].map((zone) => [zone, zone.replaceAll('_', ' ')] as const)}
            onPick={(next) => void change({ timeZone: next })}
          />
        </div>
        <div class="form-row">
          <TextField
            label="Digests at"
            type="time"
            value={digestAt}
            wrong={issueOf(action.error, 'digestAt')}
            onText={(next) => void (next !== '' && change({ digestAt: next }))}
          />
          <SelectField
            label="Weekly ones on"
            value={String(digestDay)}
            options={DAYS.map((day, index) => [String(index + 1), day] as const)}
            onPick={(next) => void change({ digestDay: Number(next) })}
          />
        </div>
        <CheckField
          checked={isQuiet}
          onCheck={(on) => void change({ quietHours: on ? { from: '22:00', to: '07:00' } : null })}
        >
          Quiet hours: only what concerns your safety is sent then
        </CheckField>
        {isQuiet && (
          <div class="form-row">
            <TextField
              label="From"
              type="time"
              value={quietFrom}
              onText={(from) => void (from !== '' && change({ quietHours: { from, to: quietTo } }))}
            />
            <TextField
              label="Until"
              type="time"
              value={quietTo}
              onText={(to) => void (to !== '' && change({ quietHours: { from: quietFrom, to } }))}
            />
          </div>
        )}
      </div>
    </Card>
  );
}
