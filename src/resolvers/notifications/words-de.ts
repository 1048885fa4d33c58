import type { WordsOf } from './words.ts';

const AT_PRICE = '{quantity} t für {total} {currency}, zu {price} {currency} je Tonne.';
const NOT_YOU = 'Falls Sie das nicht waren, setzen Sie sofort ein neues Passwort.';

export const german: WordsOf = {
  PROJECT_STATUS_CHANGED: ['{project}: {status}', 'Das Projekt war bisher {before} und ist nun {status}.'],
  PROJECT_SUSPENDED: ['{project} ist ausgesetzt', 'Seine Zertifikate werden bis auf Weiteres nicht verkauft.'],
  PROJECT_RESUMED: ['{project} ist nicht mehr ausgesetzt', 'Seine Zertifikate können wieder verkauft werden.'],
  POAI_CASE_MOVED: ['Integritätsprüfung von {project}: {status}', 'Der Fall ist von nun an {status}.'],
  POAI_CASE_TO_REVIEW: ['Prüfen Sie {project}', 'Ein Fall von {project} wurde Ihnen zugeteilt.'],
  POAI_FINDING_RAISED: ['Eine Feststellung zu {project}', 'Bitte beantworten Sie die Feststellung der Prüfung.'],
  POAI_FINDING_ANSWERED: ['Eine Antwort zu {project}', 'Eine Feststellung Ihrer Prüfung wurde beantwortet.'],
  POAI_PROOF_ANCHORED: ['Der Nachweis von {project} ist auf der Kette', 'Nun kann ihn jeder prüfen.'],
  PURCHASE_CONFIRMED: ['Kauf bestätigt: {quantity} t', '{quantity} t für {total} {currency} gehören Ihnen.'],
  PURCHASE_FAILED: ['Ihre Bestellung ist gescheitert', 'Aus Ihrer Bestellung von {quantity} t wurde nichts: {reason}.'],
  PURCHASE_EXPIRED: [
    'Ihre Bestellung ist abgelaufen',
    'Ihre Bestellung von {quantity} t wurde nicht rechtzeitig bezahlt.',
  ],
  PURCHASE_REFUNDED: ['Ihre Bestellung wurde erstattet', '{total} {currency} für {quantity} t gehen an Sie zurück.'],
  TRADE_BOUGHT: ['Sie haben {quantity} t gekauft', AT_PRICE],
  TRADE_SOLD: ['Sie haben {quantity} t verkauft', AT_PRICE],
  TRANSFER_SENT: ['Sie haben {amount} {currency} gesendet', '{amount} {currency} gingen an {to}.'],
  TRANSFER_RECEIVED: ['Sie haben {amount} {currency} erhalten', '{amount} {currency} kamen von {from}.'],
  RETIREMENT_COMPLETE: ['Stillgelegt: {quantity} t', '{quantity} t von {project} sind für immer stillgelegt.'],
  RETIREMENT_REVERTED: ['Aus einer Stilllegung wurde nichts', 'Die {quantity} t gehören wieder Ihnen: {reason}.'],
  CERTIFICATE_READY: [
    'Ihre Bescheinigung liegt bereit',
    'Die Stilllegung von {quantity} t von {project} ist bescheinigt.',
  ],
  CERTIFICATE_REVOKED: [
    'Eine Bescheinigung wurde widerrufen',
    'Die Bescheinigung über {quantity} t von {project} gilt nicht.',
  ],
  SCHEDULED_RETIREMENT_AHEAD: [
    'Bald werden {quantity} t stillgelegt',
    'Am {dueAt} sollen {quantity} t stillgelegt werden.',
  ],
  PRICE_ROSE: ['{instrument} steht bei {price} {currency}', 'Ihre Marke von {threshold} {currency} ist überschritten.'],
  PRICE_FELL: [
    '{instrument} steht bei {price} {currency}',
    'Ihre Marke von {threshold} {currency} ist unterschritten.',
  ],
  DEPOSIT_RECORDED: ['{amount} {currency} sind da', 'Ihre Einzahlung von {amount} {currency} ist gutgeschrieben.'],
  CHAIN_DEPOSIT_SEEN: ['{amount} {currency} sind unterwegs', 'Sie gehören Ihnen, sobald die Kette sie bestätigt hat.'],
  CHAIN_DEPOSIT_CREDITED: [
    '{amount} {currency} sind da',
    'Ihre Einzahlung von {amount} {currency} ist gutgeschrieben.',
  ],
  CHAIN_DEPOSIT_UNDONE: [
    'Eine Einzahlung ist hinfällig',
    'Die Kette hat Ihre Einzahlung von {amount} {currency} zurückgenommen.',
  ],
  WITHDRAWAL_REQUESTED: ['Auszahlung von {amount} {currency}', 'Sie haben sie beantragt; sie wartet auf die Freigabe.'],
  WITHDRAWAL_APPROVED: ['Auszahlung freigegeben', '{amount} {currency} haben Ihr Konto verlassen.'],
  WITHDRAWAL_SENT: ['Auszahlung gesendet', '{amount} {currency} sind über die Kette unterwegs.'],
  WITHDRAWAL_ARRIVED: ['Auszahlung angekommen', '{amount} {currency} sind auf der Kette angekommen.'],
  WITHDRAWAL_REJECTED: ['Auszahlung abgelehnt', '{amount} {currency} sind wieder verfügbar: {reason}.'],
  WITHDRAWAL_FAILED: ['Auszahlung gescheitert', '{amount} {currency} sind wieder verfügbar: {reason}.'],
  CHAIN_EVENT_SEEN: ['{event} von {contract}', 'Es betrifft Ihre Adresse {address}, in Block {block}.'],
  CHAIN_EVENT_UNDONE: [
    '{event} von {contract} ist hinfällig',
    'Die Kette hat Block {block} zurückgenommen; es betraf {address}.',
  ],
  LOGIN_FROM_NEW_PLACE: ['Neue Anmeldung', `Jemand hat sich von {address} ({device}) als Sie angemeldet. ${NOT_YOU}`],
  PASSWORD_CHANGED: ['Ihr Passwort wurde geändert', `Andere Sitzungen wurden beendet. ${NOT_YOU}`],
  ADDRESS_LINKED: ['Eine Adresse wurde verknüpft', `{address} kann sich von nun an als Sie anmelden. ${NOT_YOU}`],
  ADDRESS_UNLINKED: ['Eine Adresse wurde gelöst', `{address} kann sich nicht mehr als Sie anmelden. ${NOT_YOU}`],
  API_KEY_CREATED: [
    'Ein API-Schlüssel wurde erstellt',
    `Der Schlüssel {prefix} handelt nun in Ihrem Namen. ${NOT_YOU}`,
  ],
  SECOND_FACTOR_ENABLED: [
    'Ein zweiter Faktor ist aktiv',
    `Die Anmeldung braucht nun einen Code Ihrer Authenticator-App. ${NOT_YOU}`,
  ],
  SECOND_FACTOR_DISABLED: ['Der zweite Faktor ist aus', `Die Anmeldung braucht keinen Code mehr. ${NOT_YOU}`],
  RECOVERY_CODE_USED: [
    'Ein Ersatzcode wurde benutzt',
    `Er trat an die Stelle Ihrer Authenticator-App und gilt nicht mehr. ${NOT_YOU}`,
  ],
  RECOVERY_CODES_RENEWED: ['Neue Ersatzcodes wurden erstellt', `Die früheren gelten nicht mehr. ${NOT_YOU}`],
  IDENTITY_LINKED: [
    'Eine Identität wurde verknüpft',
    `Ihr Konto bei {provider} meldet sich nun als Sie an. ${NOT_YOU}`,
  ],
  IDENTITY_UNLINKED: [
    'Eine Identität wurde gelöst',
    `Ihr Konto bei {provider} meldet sich nicht mehr als Sie an. ${NOT_YOU}`,
  ],
  CARD_PAYMENTS_PAUSED: [
    'Karten werden vorerst abgelehnt',
    'Zu viele Ihrer Karten wurden abgelehnt: wieder mit Karte ab {retryAt}.',
  ],
  PHONE_VERIFIED: [
    'Eine Telefonnummer wurde hinzugefügt',
    `An {phone} gehen von nun an Ihre Kurznachrichten. ${NOT_YOU}`,
  ],
  PROPOSAL_CREATED: ['Ein neuer Antrag', 'Über einen neuen Antrag können Sie abstimmen: {title}.'],
  PROPOSAL_MOVED: ['Antrag: {status}', 'Der Antrag {title} ist von nun an {status}.'],
  PROPOSAL_ORPHANED: ['Ein Antrag ist hinfällig', 'Die Kette hat den Block des Antrags {title} zurückgenommen.'],
  PROPOSAL_IN_FORCE: [
    'Ein Antrag tritt in Kraft',
    'Über das, was der Antrag {title} festlegt, ist entschieden: {status}.',
  ],
  WEBHOOK_DISABLED: [
    'Ein Webhook wurde abgeschaltet',
    'An {host} wird nichts mehr gesendet: {reason}. Schalten Sie ihn wieder ein, sobald er geht.',
  ],
};
