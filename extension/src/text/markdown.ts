// Text of others as markdown: nothing in it means anything there. Pure.

/**
 * Characters that mean something in markdown are escaped: a title is text. VS Code's own appendText also makes every
 * space a hard one, so that a long line in a hover breaks inside words.
 */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&]/g, "\\$&");
}
