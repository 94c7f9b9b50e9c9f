// A thousand strings that have broken other programs, always the same ones: what shells, option parsers, terminals,
// paths, YAML, JSON, SQL and format strings take for something else, alone and glued together.

const shell = ["$(touch PWNED)", "`touch PWNED`", "; touch PWNED", "| touch PWNED", "& touch PWNED &", "> PWNED", "$IFS", "${HOME}", "'", '"', "\\", "*", "?", "~root", "!!", "'; touch PWNED; '", '"; touch PWNED; "', "#", "{a,b}", "<(id)"];
const options = ["-", "--", "-rf", "--help", "--version", "--force", "-c core.pager=touch", "--upload-pack=touch PWNED", "--exec=touch PWNED", "-oProxyCommand=touch PWNED", "--json", "@{-1}", "@", "--no-start"];
const terminal = ["\u001b[2J", "\u001b]0;owned\u0007", "\u001b]52;c;cm0gLXJm\u0007", "\u001b]8;;http://x.invalid\u001b\\link\u001b]8;;\u001b\\", "\u001bP$q\"p\u001b\\", "\u009b31m", "\u0007", "\b\b\b", "\u001b[6n", "\u007f", "\u001bc", "\u001b[?1049h", "\u000e", "\u0085"];
const bidi = ["\u202egpj.exe", "\u2066x\u2069", "\u200f", "\u061c", "\ufeff", "\u200b", "\u2028", "\u2029", "a\u0300\u0301\u0302\u0303", "𝕳𝖎", "👩‍👩‍👧‍👦", "ﷺ", "ｆｕｌｌ", "İı", "\ud7ff\ue000", "\u{10ffff}"];
const paths = ["../../../etc/passwd", "/etc/passwd", "..", ".", "a/../../b", "..\\..\\x", ".git/config", "HEAD", "refs/heads/main", "x.lock", "con", "file:///etc/passwd", "//x", "a//b", ".hidden", "x/", "~", "%2e%2e%2f", "main", "FETCH_HEAD"];
const formats = ["%s%n%p", "{0}", "{prompt}", "{promptFile}", "{{x}}", "'; DROP TABLE events; --", "null", "true", "0x1F", "1e9", "[a", "{a: b}", "- x", "key: value", "--- ", "...", "&a *a", "!!python/object:x", "<script>alert(1)</script>", "[x](command:workbench.action.quit)", "# heading", "```", "|", ">-", "\t", "a\tb", "\\u0000", "\\n"];
const newlines = ["a\nb", "a\rb", "a\r\nb", "\n---\nagent: evil\n", "title\nhold: false", "x\u000bb", "x\u000cb"];
const zeros = ["a\u0000b", "\u0000"];
const long = ["x".repeat(300), "é".repeat(600), "あ".repeat(400), "a ".repeat(5_000), "-".repeat(100_000), "\u001b[31m".repeat(20_000), "y".repeat(1 << 20)];

/** Deterministic: xorshift32. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

export function hostileStrings(count = 1000, seed = 0x5eed): string[] {
  const single = [...shell, ...options, ...terminal, ...bidi, ...paths, ...formats, ...newlines, ...zeros];
  const all = [...single, ...long];
  const next = numbers(seed);
  const pick = (): string => single[next(single.length)] ?? "";
  while (all.length < count) all.push(Array.from({ length: 2 + next(4) }, pick).join(next(2) ? " " : ""));
  return all.slice(0, count);
}

/** What a terminal must never get from foreign text: controls other than line feeds, and what turns text around. */
export const harmful = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Whether the string can be an argument of a program. */
export const isArgument = (text: string): boolean => !text.includes("\u0000") && Buffer.byteLength(text) < 120_000;
