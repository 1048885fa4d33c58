import type { WordsOf } from './words.ts';

const AT_PRICE = '{quantity} t pour {total} {currency}, à {price} {currency} la tonne.';
const NOT_YOU = 'Si ce n’était pas vous, changez de mot de passe sans attendre.';

export const french: WordsOf = {
  PROJECT_STATUS_CHANGED: ['{project} : {status}', 'Le projet était {before} et est désormais {status}.'],
  PROJECT_SUSPENDED: ['{project} est suspendu', 'Ses crédits ne sont plus vendus jusqu’à la fin de la suspension.'],
  PROJECT_RESUMED: ['{project} n’est plus suspendu', 'Ses crédits peuvent de nouveau être vendus.'],
  POAI_CASE_MOVED: ['Examen d’intégrité de {project} : {status}', 'Le dossier est désormais {status}.'],
  POAI_CASE_TO_REVIEW: ['Examinez {project}', 'Un dossier de {project} vous a été confié.'],
  POAI_FINDING_RAISED: ['Un constat sur {project}', 'Un examinateur a relevé un constat auquel vous devez répondre.'],
  POAI_FINDING_ANSWERED: ['Une réponse sur {project}', 'Un constat de votre examen a reçu une réponse.'],
  POAI_PROOF_ANCHORED: ['La preuve de {project} est sur la chaîne', 'Chacun peut désormais la vérifier.'],
  PURCHASE_CONFIRMED: ['Achat confirmé : {quantity} t', '{quantity} t pour {total} {currency} sont à vous.'],
  PURCHASE_FAILED: ['Votre commande a échoué', 'Votre commande de {quantity} t n’a pas abouti : {reason}.'],
  PURCHASE_EXPIRED: ['Votre commande a expiré', 'Votre commande de {quantity} t n’a pas été payée à temps.'],
  PURCHASE_REFUNDED: ['Votre commande est remboursée', '{total} {currency} pour {quantity} t vous reviennent.'],
  TRADE_BOUGHT: ['Vous avez acheté {quantity} t', AT_PRICE],
  TRADE_SOLD: ['Vous avez vendu {quantity} t', AT_PRICE],
  TRANSFER_SENT: ['Vous avez envoyé {amount} {currency}', '{amount} {currency} sont allés à {to}.'],
  TRANSFER_RECEIVED: ['Vous avez reçu {amount} {currency}', '{amount} {currency} sont venus de {from}.'],
  RETIREMENT_COMPLETE: ['Retiré : {quantity} t', '{quantity} t de {project} sont retirées pour toujours.'],
  RETIREMENT_REVERTED: ['Un retrait n’a pas abouti', 'Les {quantity} t sont de nouveau à vous : {reason}.'],
  CERTIFICATE_READY: ['Votre certificat est prêt', 'Le retrait de {quantity} t de {project} est certifié.'],
  CERTIFICATE_REVOKED: [
    'Un certificat a été révoqué',
    'Le certificat de {quantity} t de {project} n’est plus valable.',
  ],
  SCHEDULED_RETIREMENT_AHEAD: ['Bientôt : retrait de {quantity} t', '{quantity} t doivent être retirées le {dueAt}.'],
  PRICE_ROSE: ['{instrument} est à {price} {currency}', 'Votre seuil de {threshold} {currency} est dépassé.'],
  PRICE_FELL: [
    '{instrument} est à {price} {currency}',
    'Le cours est passé sous votre seuil de {threshold} {currency}.',
  ],
  DEPOSIT_RECORDED: ['{amount} {currency} sont arrivés', 'Votre dépôt de {amount} {currency} est sur votre compte.'],
  CHAIN_DEPOSIT_SEEN: ['{amount} {currency} en chemin', 'Ils sont à vous dès que la chaîne les a confirmés.'],
  CHAIN_DEPOSIT_CREDITED: [
    '{amount} {currency} sont arrivés',
    'Votre dépôt de {amount} {currency} est sur votre compte.',
  ],
  CHAIN_DEPOSIT_UNDONE: ['Un dépôt a été annulé', 'La chaîne a repris votre dépôt de {amount} {currency}.'],
  WITHDRAWAL_REQUESTED: ['Versement de {amount} {currency}', 'Vous l’avez demandé ; il attend l’approbation.'],
  WITHDRAWAL_APPROVED: ['Versement approuvé', '{amount} {currency} ont quitté votre compte.'],
  WITHDRAWAL_SENT: ['Versement envoyé', '{amount} {currency} sont en chemin sur la chaîne.'],
  WITHDRAWAL_ARRIVED: ['Versement arrivé', '{amount} {currency} sont arrivés sur la chaîne.'],
  WITHDRAWAL_REJECTED: ['Versement refusé', '{amount} {currency} sont de nouveau disponibles : {reason}.'],
  WITHDRAWAL_FAILED: ['Versement échoué', '{amount} {currency} sont de nouveau disponibles : {reason}.'],
  CHAIN_EVENT_SEEN: ['{event} de {contract}', 'Cela concerne votre adresse {address}, au bloc {block}.'],
  CHAIN_EVENT_UNDONE: [
    '{event} de {contract} est annulé',
    'La chaîne a repris le bloc {block} ; il concernait {address}.',
  ],
  LOGIN_FROM_NEW_PLACE: [
    'Nouvelle connexion',
    `Quelqu’un s’est connecté en votre nom depuis {address} ({device}). ${NOT_YOU}`,
  ],
  PASSWORD_CHANGED: ['Votre mot de passe a changé', `Les autres sessions sont closes. ${NOT_YOU}`],
  ADDRESS_LINKED: ['Une adresse a été liée', `{address} peut désormais se connecter en votre nom. ${NOT_YOU}`],
  ADDRESS_UNLINKED: ['Une adresse a été déliée', `{address} ne peut plus se connecter en votre nom. ${NOT_YOU}`],
  API_KEY_CREATED: ['Une clé d’API a été créée', `La clé {prefix} agit désormais en votre nom. ${NOT_YOU}`],
  SECOND_FACTOR_ENABLED: [
    'Un second facteur est actif',
    `La connexion demande désormais un code de votre application. ${NOT_YOU}`,
  ],
  SECOND_FACTOR_DISABLED: ['Le second facteur est désactivé', `La connexion ne demande plus de code. ${NOT_YOU}`],
  RECOVERY_CODE_USED: [
    'Un code de secours a été utilisé',
    `Il a remplacé votre application et ne sert plus. ${NOT_YOU}`,
  ],
  RECOVERY_CODES_RENEWED: ['De nouveaux codes de secours', `Les précédents ne servent plus. ${NOT_YOU}`],
  IDENTITY_LINKED: [
    'Une identité a été liée',
    `Votre compte chez {provider} se connecte désormais en votre nom. ${NOT_YOU}`,
  ],
  IDENTITY_UNLINKED: [
    'Une identité a été déliée',
    `Votre compte chez {provider} ne se connecte plus en votre nom. ${NOT_YOU}`,
  ],
  CARD_PAYMENTS_PAUSED: [
    'Les cartes sont refusées un moment',
    'Trop de vos cartes ont été refusées : réessayez par carte à {retryAt}.',
  ],
  PHONE_VERIFIED: ['Un téléphone a été ajouté', `Le numéro {phone} reçoit désormais vos messages. ${NOT_YOU}`],
  PROPOSAL_CREATED: ['Une nouvelle proposition', 'Vous pouvez voter sur une nouvelle proposition : {title}.'],
  PROPOSAL_MOVED: ['Proposition : {status}', 'La proposition {title} est désormais {status}.'],
  PROPOSAL_ORPHANED: ['Une proposition a été annulée', 'La chaîne a repris le bloc de la proposition {title}.'],
  PROPOSAL_IN_FORCE: ['Une proposition prend effet', 'Ce que fixe la proposition {title} est décidé : {status}.'],
  WEBHOOK_DISABLED: [
    'Un webhook a été désactivé',
    'Plus rien n’est envoyé à {host} : {reason}. Réactivez-le dès qu’il fonctionne.',
  ],
};
