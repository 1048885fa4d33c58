import type { NotificationLanguage } from '../../db/notification-settings.ts';
import type { ProjectStatus } from '../../db/projects.ts';
import type { CaseStatus } from '../../db/poai.ts';

type Status =
  | ProjectStatus
  | CaseStatus
  | 'PENDING'
  | 'ACTIVE'
  | 'CANCELED'
  | 'DEFEATED'
  | 'SUCCEEDED'
  | 'QUEUED'
  | 'EXECUTED';

const english: Readonly<Record<Status, string>> = {
  DRAFT: 'draft',
  LISTED: 'listed',
  UNDER_VALIDATION: 'under validation',
  VALIDATED: 'validated',
  REGISTERED: 'registered',
  COMPLETED: 'completed',
  WITHDRAWN: 'withdrawn',
  REJECTED: 'rejected',
  DEREGISTERED: 'deregistered',
  SUBMITTED: 'submitted',
  ASSIGNED: 'assigned',
  IN_REVIEW: 'in review',
  CHANGES_REQUESTED: 'waiting for changes',
  REVIEW_COMPLETE: 'reviewed',
  TECHNICAL_REVIEW: 'in technical review',
  APPROVED: 'approved',
  SUPERSEDED: 'superseded',
  REVOKED: 'revoked',
  PENDING: 'pending',
  ACTIVE: 'open for votes',
  CANCELED: 'cancelled',
  DEFEATED: 'defeated',
  SUCCEEDED: 'accepted',
  QUEUED: 'queued',
  EXECUTED: 'executed',
};

const german: Readonly<Record<Status, string>> = {
  DRAFT: 'Entwurf',
  LISTED: 'gelistet',
  UNDER_VALIDATION: 'in Validierung',
  VALIDATED: 'validiert',
  REGISTERED: 'registriert',
  COMPLETED: 'abgeschlossen',
  WITHDRAWN: 'zurückgezogen',
  REJECTED: 'abgelehnt',
  DEREGISTERED: 'gelöscht',
  SUBMITTED: 'eingereicht',
  ASSIGNED: 'zugeteilt',
  IN_REVIEW: 'in Prüfung',
  CHANGES_REQUESTED: 'in Überarbeitung',
  REVIEW_COMPLETE: 'geprüft',
  TECHNICAL_REVIEW: 'in technischer Prüfung',
  APPROVED: 'genehmigt',
  SUPERSEDED: 'abgelöst',
  REVOKED: 'widerrufen',
  PENDING: 'angekündigt',
  ACTIVE: 'offen zur Abstimmung',
  CANCELED: 'zurückgezogen',
  DEFEATED: 'abgelehnt',
  SUCCEEDED: 'angenommen',
  QUEUED: 'vorgemerkt',
  EXECUTED: 'ausgeführt',
};

const french: Readonly<Record<Status, string>> = {
  DRAFT: 'en ébauche',
  LISTED: 'listé',
  UNDER_VALIDATION: 'en validation',
  VALIDATED: 'validé',
  REGISTERED: 'enregistré',
  COMPLETED: 'achevé',
  WITHDRAWN: 'retiré',
  REJECTED: 'rejeté',
  DEREGISTERED: 'radié',
  SUBMITTED: 'soumis',
  ASSIGNED: 'attribué',
  IN_REVIEW: 'à l’examen',
  CHANGES_REQUESTED: 'en attente de corrections',
  REVIEW_COMPLETE: 'examiné',
  TECHNICAL_REVIEW: 'en examen technique',
  APPROVED: 'approuvé',
  SUPERSEDED: 'remplacé',
  REVOKED: 'révoqué',
  PENDING: 'annoncée',
  ACTIVE: 'ouverte au vote',
  CANCELED: 'annulée',
  DEFEATED: 'rejetée',
  SUCCEEDED: 'acceptée',
  QUEUED: 'en attente',
  EXECUTED: 'exécutée',
};

const words: Readonly<Record<NotificationLanguage, Readonly<Record<string, string>>>> = {
  EN: english,
  DE: german,
  FR: french,
};

/** A status as people say it; one that nobody has a word for stays as it is. */
export const nameStatus = (language: NotificationLanguage, status: string): string => words[language][status] ?? status;
