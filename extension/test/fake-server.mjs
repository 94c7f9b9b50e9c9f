// A scripted owner behind stdio, for the tests of the link. What it does is in FAKE_SERVER:
//   die           ends at once with words on stderr
//   refuse        refuses `initialize`
//   refuse-protocol  refuses it because of the client's protocol
//   old           answers it with an older protocol
//   die-after     answers `initialize`, ends at the first request after it
//   (anything)    answers; `queue/pause` fails with a conflict and a path; `status/get` sends what it was told
// Frames are split into single bytes, so that a reader that needs whole ones fails.

const mode = process.env.FAKE_SERVER ?? "";
if (mode === "die") {
  process.stderr.write("cannot open the store\n");
  process.exit(3);
}

function write(message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
  const frame = Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
  for (const byte of frame) process.stdout.write(Buffer.from([byte]));
}

const hello = {
  protocol: 1,
  version: "9.9.9",
  epoch: "e1",
  seq: 7,
  pid: process.pid,
  workspace: "/w",
};

function answer({ id, method, params }) {
  if (method === "initialize") {
    if (mode === "refuse") {
      write({
        id,
        error: {
          code: -32000,
          message: "protocol 1 is too old",
          data: { code: "invalid_argument" },
        },
      });
      return;
    }
    if (mode === "refuse-protocol") {
      const data = { code: "conflict", detail: { path: "params.protocol" } };
      write({ id, error: { code: -32009, message: "this client is older than the owner", data } });
      return;
    }
    if (mode === "old") return write({ id, result: { ...hello, protocol: 0 } });
    write({ id, result: { ...hello, workspace: params.environment.FAKE_MARK ?? "/w" } });
    return;
  }
  if (mode === "die-after") process.exit(1);
  if (method === "queue/pause") {
    const data = { code: "conflict", detail: { path: "queue.paused" } };
    write({ id, error: { code: -32009, message: "already paused", data } });
    return;
  }
  write({
    method: "queue/didChange",
    params: { paused: true, running: 1, limit: 4, seq: 8, title: "ünïcödé 😀" },
  });
  write({ method: "unknown/didHappen", params: {} });
  write({ id, result: { method, params } });
}

let buffered = Buffer.alloc(0);
process.stdin.on("data", (bytes) => {
  buffered = Buffer.concat([buffered, bytes]);
  for (;;) {
    const end = buffered.indexOf("\r\n\r\n");
    const length = Number(
      /Content-Length: (\d+)/.exec(buffered.subarray(0, Math.max(end, 0)).toString())?.[1] ?? NaN,
    );
    if (end < 0 || buffered.length < end + 4 + length) return;
    answer(JSON.parse(buffered.subarray(end + 4, end + 4 + length).toString()));
    buffered = buffered.subarray(end + 4 + length);
  }
});
process.stdin.on("end", () => process.exit(0));
