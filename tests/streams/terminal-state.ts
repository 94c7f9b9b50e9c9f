// Everything @xterm/headless tells about a terminal, in a form that two can be compared in.
import xterm from "@xterm/headless";

export interface TerminalState {
  lines: string[];
  cursor: string;
  modes: Record<string, unknown>;
  screen: string;
  title: string;
}

interface Internals {
  _core: { coreService: { isCursorHidden: boolean } };
}

export async function stateAfter(bytes: Buffer, cols: number, rows: number): Promise<TerminalState> {
  const terminal = new xterm.Terminal({ cols, rows, scrollback: 10_000, allowProposedApi: true });
  let title = "";
  terminal.onTitleChange((text) => (title = text));
  await new Promise<void>((done) => terminal.write(bytes, done));
  const buffer = terminal.buffer.active;
  // xterm.js has no public word for the cursor's visibility.
  const hidden = (terminal as unknown as Internals)._core.coreService.isCursorHidden;
  const state = {
    lines: Array.from({ length: buffer.length }, (_, row) => line(terminal, row)),
    cursor: `${buffer.cursorY},${buffer.cursorX}${hidden ? " hidden" : ""}`,
    modes: { ...terminal.modes },
    screen: buffer.type,
    title,
  };
  terminal.dispose();
  return state;
}

// A line as runs of "[attributes]text"; an erased cell looks like a blank.
function line(terminal: InstanceType<typeof xterm.Terminal>, row: number): string {
  const cells = terminal.buffer.active.getLine(row);
  if (!cells) return "";
  const cell = terminal.buffer.active.getNullCell();
  let text = "";
  let last = "";
  for (let column = 0; column < cells.length; column++) {
    cells.getCell(column, cell);
    if (cell.getWidth() === 0) continue;
    const characters = cell.getChars();
    const blank = characters === "" || characters === " ";
    const background = cell.isBgDefault() ? "" : `b${cell.isBgRGB()}${cell.getBgColor()}`;
    const marks = [
      // On a blank, only what can be seen without a character.
      blank ? "" : cell.isFgDefault() ? "" : `f${cell.isFgRGB()}${cell.getFgColor()}`,
      background,
      !blank && cell.isBold() ? "bold" : "",
      !blank && cell.isDim() ? "dim" : "",
      !blank && cell.isItalic() ? "italic" : "",
      cell.isUnderline() ? "underline" : "",
      !blank && cell.isBlink() ? "blink" : "",
      cell.isInverse() ? `inverse${blank ? `f${cell.getFgColor()}` : ""}` : "",
      !blank && cell.isInvisible() ? "invisible" : "",
      cell.isStrikethrough() ? "strike" : "",
      cell.isOverline() ? "overline" : "",
    ]
      .filter((mark) => mark !== "")
      .join(" ");
    if (marks !== last) text += `[${marks}]`;
    last = marks;
    text += blank ? " " : characters;
  }
  return text.trimEnd();
}
