import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';
import { kafkaTopics } from './src/resolvers/event-topics.ts';

const SOURCE = 'src/resolvers/events.ts';
const [START, END] = ['<!-- events:start -->\n', '<!-- events:end -->'];

/** docs/EVENTS.md with the table of events as the code has it. */
export function eventsPage(page: string): string {
  const [before, rest = ''] = page.split(START);
  const [, after = ''] = rest.split(END);
  return `${before}${START}${eventsTables()}${END}${after}`;
}

interface Member {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
  readonly optional: boolean;
  /** Of an object. */
  readonly members: readonly Member[];
}

/** A table of each Kafka topic: its kinds of events, with what their payloads hold. */
function eventsTables(): string {
  const events = payloads();
  const byTopic = Map.groupBy(events, ({ name }) => kafkaTopics[name as keyof typeof kafkaTopics]);
  return [...byTopic]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([topic, kinds]) => `### \`${topic}\`\n\n${HEAD}${kinds.map(rowOf).join('')}\n`)
    .join('');
}

const HEAD = '| `ce_type` | `data` | |\n|---|---|---|\n';

const rowOf = ({ name, members, comment }: Member): string => {
  const fields = members.map(({ name: field, type, optional }) => `\`${field}${optional ? '?' : ''}: ${type}\``);
  const notes = [comment, ...members.map((member) => member.comment && `\`${member.name}\`: ${member.comment}`)];
  return `| \`ecocoin.${name}\` | ${cell(fields.join('<br>'))} | ${cell(notes.filter(Boolean).join(' '))} |\n`;
};

/** Bars would end a cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The kinds of events, as the source declares them. */
function payloads(): readonly Member[] {
  const text = readFileSync(SOURCE, 'utf8');
  const { program, comments } = parseSync(SOURCE, text);
  for (const statement of program.body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : undefined;
    if (declared?.type === 'TSInterfaceDeclaration' && declared.id.name === 'EventPayloads') {
      return membersOf(declared.body.body, { text, comments });
    }
  }
  throw new Error(`${SOURCE} has no EventPayloads`);
}

interface Source {
  readonly text: string;
  readonly comments: readonly { readonly value: string; readonly start: number; readonly end: number }[];
}

type Signature = Extract<
  ReturnType<typeof parseSync>['program']['body'][number],
  { type: 'TSInterfaceDeclaration' }
>['body']['body'][number];

function membersOf(signatures: readonly Signature[], source: Source): Member[] {
  return signatures.flatMap((signature) => {
    if (signature.type !== 'TSPropertySignature' || signature.key.type !== 'Identifier') return [];
    const type = signature.typeAnnotation?.typeAnnotation;
    if (!type) return [];
    return {
      name: signature.key.name,
      type: source.text.slice(type.start, type.end).replaceAll(/\s+/g, ' '),
      comment: commentBefore(signature.start, source),
      optional: signature.optional,
      members: type.type === 'TSTypeLiteral' ? membersOf(type.members, source) : [],
    };
  });
}

/** The comment that ends right before a place, on one line. */
function commentBefore(start: number, { text, comments }: Source): string {
  const comment = comments.find(({ end }) => end <= start && text.slice(end, start).trim() === '');
  return (comment?.value ?? '').replaceAll(/\s*\n?\s*\*\s?/g, ' ').trim();
}
