import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { CommandError } from './database.ts';

/** What was typed: the words and the options among them. Throws CommandError, with the usage, for options that are none. */
export function readArguments<const Options extends ParseArgsOptionsConfig>(
  args: string[],
  options: Options,
  usage: string,
) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : ''}\n\n${usage}`);
  }
}
