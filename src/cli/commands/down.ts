import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import { contextOf } from '../context.ts';
import { interruptible } from '../interrupt.ts';
import { engineTexts } from '../texts/engine.ts';

export function addDown(program: Command, finish: (code: number) => void): void {
  program
    .command('down')
    .summary('stop what is up, in order')
    .description('Asks the engine that is up to start nothing more and to go when what works has ended; waits for it.')
    .addHelpText('after', '\nExample:\n  tapeline down')
    .action(async (_flags: unknown, command: Command) => {
      const { output, workspace } = contextOf(command);
      const texts = engineTexts(output.language);
      const { down } = await import('../../runtime/down.ts');
      using interrupt = interruptible();
      const { result, holder } = await down(await workspace(), {
        by: `tapeline down, pid ${process.pid}`,
        signal: interrupt.signal,
        onWaiting: ({ pid }, jobs) => output.note(texts.waitsFor(pid, jobs)),
      });
      if (output.isJson) output.json({ result, holder });
      else if (result === 'none') output.line(texts.nobodyUp);
      else output.line(result === 'down' ? texts.isDown : texts.stillDraining(holder!.pid));
      finish(result === 'left' ? EXIT.interrupted : EXIT.ok);
    });
}
