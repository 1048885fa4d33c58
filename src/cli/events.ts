import { loadConfig } from '../config.ts';
import { deletePlaces, OUTBOX_SOURCE, selectConsumers, selectPlaces } from '../db/consumers.ts';
import type { Database } from '../db/client.ts';
import { comparePlaces } from '../resolvers/feed.ts';
import { CommandError, withDatabase } from './database.ts';

const USAGE = `Usage:
  npm run events -- list               every consumer of events: where it reads, and how far it is behind
  npm run events -- leave-kafka NAME   lets a consumer read the outbox again; first let it read Kafka to the end
  npm run events -- forget NAME        forgets a consumer that runs no more: until then the outbox keeps all it has not read

Run the last two while no process runs that consumer. They work on DATABASE_URL, or on the embedded database of DATA_DIR,
running or not.`;

async function list(db: Database): Promise<string> {
  const consumers = await selectConsumers(db);
  if (consumers.length === 0) return 'Nobody has read any event yet.';
  const lines = consumers.map(({ consumer, source, lagMs, waiting, movedAt }) => {
    const behind =
      waiting === 0n ? 'has read everything' : `${waiting} behind, the oldest for ${Math.round(lagMs / 1000)} s`;
    return `${consumer.padEnd(20)} ${source.padEnd(8)} ${behind}; moved ${movedAt.toISOString()}`;
  });
  return lines.join('\n');
}

async function leaveKafka(db: Database, name: string): Promise<string> {
  const places = await placesOf(db, name);
  const kafka = places.filter(({ source }) => source !== OUTBOX_SOURCE);
  if (kafka.length === 0) return `${name} reads the outbox.`;
  const outbox = places.find(({ source }) => source === OUTBOX_SOURCE);
  const ahead = kafka.find(({ place }) => !outbox || comparePlaces(place, outbox.place) > 0);
  if (ahead) {
    throw new CommandError(
      `${name} has read ${ahead.source}/${ahead.partition} further than all of what was relayed. Let it and the relay run until \`list\` says that it has read everything, then stop it and try again.`,
    );
  }
  await deletePlaces(db, name, kafka);
  return `${name} reads the outbox from now on, behind what it has read in Kafka. Start it with EVENT_SOURCE=outbox.`;
}

async function forget(db: Database, name: string): Promise<string> {
  await deletePlaces(db, name, await placesOf(db, name));
  return `${name} is forgotten. Should it run again, it begins anew.`;
}

async function placesOf(db: Database, name: string) {
  const places = await selectPlaces(db, name);
  if (places.length === 0) throw new CommandError(`Nobody of the name ${name} has read any event.`);
  return places;
}

const ON_ONE: Readonly<Record<string, typeof forget>> = { 'leave-kafka': leaveKafka, forget };

try {
  const [verb = '', name, ...rest] = process.argv.slice(2);
  const onOne = ON_ONE[verb];
  const isList = verb === 'list' && name === undefined;
  if (rest.length > 0 || (!isList && (!onOne || !name))) throw new CommandError(USAGE);
  const work = async (db: Database) => (onOne && name ? onOne(db, name) : list(db));
  console.log(await withDatabase(loadConfig(), 'events', work));
} catch (error) {
  console.error(error instanceof CommandError ? error.message : error);
  process.exitCode = 1;
}
