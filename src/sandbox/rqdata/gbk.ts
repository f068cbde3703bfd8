/** Bytes of every character that GBK writes with two. Built from the platform's own decoder, once. */
let table: ReadonlyMap<string, readonly [number, number]> | null = null;

/** The text in GBK; a character it does not have becomes a question mark. */
export function encodeGbk(text: string): Uint8Array {
  table ??= buildTable();
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) bytes.push(code);
    else bytes.push(...(table.get(character) ?? [0x3f]));
  }
  return Uint8Array.from(bytes);
}

function buildTable(): ReadonlyMap<string, readonly [number, number]> {
  const decoder = new TextDecoder('gbk');
  const pairs = new Map<string, readonly [number, number]>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (character.length === 1 && character !== '\uFFFD') pairs.set(character, [lead, trail]);
    }
  }
  return pairs;
}
