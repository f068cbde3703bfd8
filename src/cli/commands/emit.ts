import type { Command } from 'commander';
import { EXIT, TapelineError } from '../../core/errors.ts';
import type { Json } from '../../core/json.ts';
import { contextOf } from '../context.ts';
import { sensorTexts } from '../texts/sensor.ts';

type EmitFlags = { readonly data?: string; readonly key?: string };

export function addEmit(program: Command, finish: (code: number) => void): void {
  program
    .command('emit')
    .summary('tell sensors that something happened')
    .description('Takes an event down for the sensors that wait for it. It is kept until they have seen it.')
    .argument('<event>', 'a name that some sensor waits for')
    .option('--data <json>', 'what to tell with it')
    .option('--key <key>', 'two events of one name and key are one event')
    .addHelpText('after', `\nExample:\n  tapeline emit prices_in --data '{"vendor":"a"}' --key 2026-11-20`)
    .action(async (name: string, flags: EmitFlags, command: Command) => {
      const { output, workspace } = contextOf(command);
      const data = flags.data === undefined ? null : parsed(flags.data);
      const { askAboutSensors } = await import('../../runtime/ask-sensor.ts');
      const { emissionOf } = await import('../../control/sensor/event-inbox.ts');
      const emission = emissionOf({ name, data, key: flags.key ?? null, by: `tapeline emit, pid ${process.pid}` });
      const result = await askAboutSensors(await workspace(), { kind: 'emit', data: emission });
      const texts = sensorTexts(output.language);
      if (output.isJson) output.json({ event: name, key: emission.key, result });
      else output.line(result === 'done' ? texts.emitted(name) : texts.asked('emit'));
      finish(EXIT.ok);
    });
}

/** @throws usage.invalid with the parser's own words */
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    const facts = {
      what: `--data wants JSON (${cause instanceof Error ? cause.message : String(cause)})`,
      got: text.slice(0, 80),
      wayOut: `Write it like '{"vendor":"a"}'.`,
    };
    throw new TapelineError('usage.invalid', { facts, cause });
  }
}
