import assert from 'node:assert/strict';
import { type Block, blocksOf, commandsOf, fileOf } from './blocks.ts';
import type { Desk } from './desk.ts';
import { missingLines } from './transcript.ts';

/** Steps that set a machine up; a test cannot take them, and the packed test does. */
const SETUP = /^(npm|npx --no-install|git|cd|export|pip) /;

/**
 * Does what a document says: blocks that name a file are written first; then, in order, the commands of `sh` blocks run
 * and must end well (or with the code in `# exit 2`), `sql` blocks are asked, and a `text` block after commands must be
 * what they printed.
 */
export async function playDocument(name: string, markdown: string, desk: Desk): Promise<void> {
  const blocks = blocksOf(markdown);
  for (const block of blocks) {
    const file = fileOf(block);
    if (file !== null) desk.write(file, block.text);
  }
  let printed: string | null = null;
  for (const block of blocks) {
    const where = `${name}:${block.line}`;
    if (block.language === 'text') {
      if (printed !== null)
        assert.deepEqual(missingLines(block.text, printed), [], `${where} shows what is not printed`);
      printed = null;
    } else printed = await playBlock(where, block, desk);
  }
}

/** What the block's commands printed; null when it has none. */
async function playBlock(where: string, block: Block, desk: Desk): Promise<string | null> {
  if (block.language === 'sql') {
    const outcome = await desk.run(`tapeline sql ${quoted(block.text)}`);
    assert.equal(outcome.code, 0, `${where}\n${outcome.printed}`);
    return outcome.printed;
  }
  if (block.language !== 'sh') return null;
  const commands = commandsOf(block).filter((command) => !SETUP.test(command));
  let printed = '';
  for (const command of commands) {
    const wanted = Number(/# exit (\d+)$/.exec(command)?.[1] ?? 0);
    const outcome = await desk.run(command);
    assert.equal(outcome.code, wanted, `${where} ${command}\n${outcome.printed}`);
    printed += outcome.printed;
  }
  return commands.length === 0 ? null : printed;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
