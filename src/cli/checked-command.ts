import { Command, type Option } from 'commander';
import { TapelineError } from '../core/errors.ts';
import { nearestName } from '../core/nearest.ts';

/**
 * A command that refuses a wrong command line with the errors of the rest of the program, which name what is known.
 * Commander calls these methods and types none of them; its version is pinned, and a test reaches each.
 */
export class CheckedCommand extends Command {
  override createCommand(name?: string): CheckedCommand {
    return new CheckedCommand(name);
  }

  unknownCommand(): never {
    throw unknown('command', this.args[0] ?? '', namesBelow(this));
  }

  unknownOption(flag: string): never {
    const flags = [this, ...above(this)].flatMap((each) => each.options.flatMap(({ long }) => long ?? []));
    throw unknown('flag', flag.split('=')[0]!, [...flags, '--help']);
  }

  missingArgument(name: string): never {
    throw refused(this, `${pathOf(this)} wants <${name}>`, '');
  }

  optionMissingArgument({ flags }: Option): never {
    throw refused(this, `${flags} wants a value`, '');
  }

  missingMandatoryOptionValue({ flags }: Option): never {
    throw refused(this, `${pathOf(this)} wants ${flags}`, '');
  }

  _excessArguments(received: readonly string[]): never {
    const most = this.registeredArguments.length;
    const count = most === 0 ? 'no argument' : 'one argument, in quotes when it has spaces';
    throw refused(this, `${pathOf(this)} takes ${count}`, received.join(' '));
  }

  /** Commander shows the help of a command that has only sub-commands and got none. */
  override help(): never {
    throw refused(this, `${pathOf(this)} wants one of ${namesBelow(this).join(', ')}`, '');
  }
}

function unknown(kind: string, name: string, known: readonly string[]): TapelineError {
  return new TapelineError('usage.unknown_name', { facts: { kind, name, nearest: nearestName(name, known), known } });
}

function refused(command: Command, what: string, got: string): TapelineError {
  return new TapelineError('usage.invalid', {
    facts: { what, got, wayOut: `Write: ${pathOf(command)} ${command.usage()}; --help explains it.` },
  });
}

function namesBelow(command: Command): readonly string[] {
  return command.commands.map((each) => each.name());
}

function above({ parent }: Command): readonly Command[] {
  return parent === null ? [] : [parent, ...above(parent)];
}

function pathOf(command: Command): string {
  return [command, ...above(command)]
    .map((each) => each.name())
    .reverse()
    .join(' ');
}
