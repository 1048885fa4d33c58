import { Counter, Gauge, type Registry } from 'prom-client';
import type { App } from '../resolvers/context.ts';
import type { VaultLoad } from '../resolvers/documents/vault.ts';

const COUNTERS: Readonly<Record<Exclude<keyof VaultLoad, 'receiving'>, readonly [name: string, help: string]>> = {
  stored: ['uploads_stored_total', 'Uploads that became a version of a document'],
  refused: ['uploads_refused_total', 'Uploads that were refused: type, size, archive'],
  brokenOff: ['uploads_broken_off_total', 'Uploads that did not arrive whole, or failed on our side'],
  bytesStored: ['bytes_stored_total', 'Bytes of the versions that were stored'],
  downloads: ['downloads_total', 'Versions or parts of them that were given out'],
  bytesSent: ['bytes_sent_total', 'Bytes of documents that were given out'],
  damaged: ['damaged_total', 'Reads that found stored bytes damaged or missing'],
};

/** What happened to documents in this process. */
export function measureDocuments({ vault: { load } }: App, registers: Registry[]): void {
  const receiving = new Gauge({
    name: 'ecocoin_document_uploads_receiving',
    help: 'Uploads that are under way',
    registers,
    collect: () => {
      receiving.set(load.receiving);
    },
  });
  for (const key of Object.keys(COUNTERS) as (keyof typeof COUNTERS)[]) {
    const [name, help] = COUNTERS[key];
    const counter = new Counter({
      name: `ecocoin_document_${name}`,
      help,
      registers,
      collect: () => {
        counter.reset();
        counter.inc(load[key]);
      },
    });
  }
}
