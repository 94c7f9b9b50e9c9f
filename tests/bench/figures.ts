// What a measurement is, and the arithmetic on it. Pure.

export type Unit = "ms" | "MB" | "MB/s" | "calls" | "×";

export interface Spread {
  samples: number;
  median: number;
  p99: number;
  least: number;
  most: number;
}

export interface Figure {
  /** The part of the bench it belongs to: a name of the command line. */
  part: string;
  what: string;
  unit: Unit;
  measured: Spread;
  /** What was measured beside it, turn and turn about, in the same run. */
  beside?: { what: string; measured: Spread };
  /** In words, and whether it was kept. */
  aim?: { words: string; met: boolean };
  note?: string;
}

export interface Options {
  quick: boolean;
  say: (line: string) => void;
}

export type Part = (options: Options) => Promise<Figure[]>;

export function spread(samples: readonly number[]): Spread {
  if (samples.length === 0) throw new Error("nothing was measured");
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    samples: sorted.length,
    median: rank(sorted, 0.5),
    p99: rank(sorted, 0.99),
    least: rank(sorted, 0),
    most: rank(sorted, 1),
  };
}

/** The nearest rank: with fewer than a hundred samples p99 is the worst one. */
function rank(sorted: readonly number[], share: number): number {
  const at = Math.max(0, Math.ceil(share * sorted.length) - 1);
  return sorted[at] ?? Number.NaN;
}

export function aim(words: string, met: boolean): { words: string; met: boolean } {
  return { words, met };
}

const columns = ["", "what", "median", "p99", "beside it", "median", "p99", "aim", ""] as const;

export function table(figures: readonly Figure[]): string {
  const rows: string[][] = [[...columns]];
  for (const { part, what, unit, measured, beside, aim: wanted } of figures) {
    const shown = (value: number): string => `${digits(value)} ${unit}`;
    rows.push([
      part,
      what,
      shown(measured.median),
      shown(measured.p99),
      beside?.what ?? "",
      beside ? shown(beside.measured.median) : "",
      beside ? shown(beside.measured.p99) : "",
      wanted?.words ?? "",
      wanted === undefined ? "" : wanted.met ? "met" : "MISSED",
    ]);
  }
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const numbers = new Set([2, 3, 5, 6]);
  const line = (row: string[]): string =>
    row
      .map((cell, column) => (numbers.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  const notes = figures.flatMap(({ part, what, note }) => (note === undefined ? [] : [`${part}, ${what}: ${note}`]));
  return [...rows.map(line), ...(notes.length > 0 ? ["", ...notes] : [])].join("\n");
}

function digits(value: number): string {
  if (Number.isInteger(value) || value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}
