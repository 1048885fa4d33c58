import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';
import { documentKeys } from '../test/document-keys.ts';

test('what is wrong is named, every variable of it', () => {
  const wrong = { PORT: 'four', RPC_URL: 'ftp://chain.example', CHAIN_ID: '0', CHAIN_RPC_BATCH: '5000' };
  expect(() => loadConfig(wrong)).toThrow(/PORT: [^]*RPC_URL: [^]*CHAIN_ID: [^]*CHAIN_RPC_BATCH: /);
});

test('a local chain needs one confirmation and lies in the data folder; any other needs more and lies in the repository', () => {
  expect(loadConfig({ DATA_DIR: 'folder' })).toMatchObject({
    CHAIN_ID: 31_337,
    chainConfirmations: 1,
    chainDeploymentFile: resolve('folder', 'chain', 'deployment.json'),
  });
  expect(loadConfig({ CHAIN_ID: '1' })).toMatchObject({
    chainConfirmations: 12,
    chainDeploymentFile: resolve('contracts', 'deployments', '1.json'),
  });
  expect(loadConfig({ CHAIN_ID: '1', CHAIN_CONFIRMATIONS: '3', CHAIN_DEPLOYMENT: 'mine.json' })).toMatchObject({
    chainConfirmations: 3,
    chainDeploymentFile: resolve('mine.json'),
  });
});

test('production takes no chain whose keys everybody has', () => {
  const production = { NODE_ENV: 'production', JWT_PRIVATE_KEY: 'x', DATABASE_URL: 'postgres://x', ...documentKeys };
  const given = { ...production, RPC_URL: 'https://chain.example/v1/' };
  expect(() => loadConfig(given)).toThrow('CHAIN_ID must be set, and not to 31337');
  expect(loadConfig({ ...given, CHAIN_ID: '1' }).RPC_URL).toBe('https://chain.example/v1');
  expect(loadConfig(production).RPC_URL).toBeUndefined();
});

test('an empty variable is one that is not given, except where it says that there are none', () => {
  expect(loadConfig({ PORT: '', RPC_URL: '' })).toEqual(loadConfig({}));
  expect(loadConfig({}).PRICE_SOURCES).toEqual(['INVESTING', 'COINGECKO']);
  expect(loadConfig({ PRICE_SOURCES: '' }).PRICE_SOURCES).toEqual([]);
});

test('production makes no key of documents by itself, and documents go nowhere without a place', () => {
  const production = { NODE_ENV: 'production', JWT_PRIVATE_KEY: 'x', DATABASE_URL: 'postgres://x' };
  const { DOCUMENT_LINK_KEY, DOCUMENT_MASTER_KEYS } = documentKeys;
  expect(() => loadConfig({ ...production, DOCUMENT_MASTER_KEYS })).toThrow('must be set: DOCUMENT_LINK_KEY');
  expect(() => loadConfig({ ...production, DOCUMENT_LINK_KEY })).toThrow('DOCUMENT_MASTER_KEYS or DOCUMENT_KMS_URL');
  expect(() => loadConfig({ DOCUMENT_STORAGE: 's3' })).toThrow('needs DOCUMENT_S3_BUCKET');
  expect(() => loadConfig({ DOCUMENT_STORAGE: 'ipfs' })).toThrow('needs DOCUMENT_IPFS_URL');
  expect(() => loadConfig({ DOCUMENT_MASTER_KEYS, DOCUMENT_MASTER_KEY: '2025' })).toThrow('"2025" is not among');
  expect(() => loadConfig({ DOCUMENT_MASTER_KEYS: 'a:short' })).toThrow('each key 32 bytes in base64');
});
