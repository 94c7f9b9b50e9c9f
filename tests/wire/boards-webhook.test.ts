// A board's site says that something changed: who may say so, and what comes of it.
import { createHmac } from "node:crypto";
import { join } from "node:path";
import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { Workspace } from "../support/workspace.ts";
import { ask, faceOf } from "./http.ts";
import { given, ok, ticketWhen } from "./scene.ts";

let w: Workspace;
afterEach(() => w.close());

test("a signed webhook syncs its board, through a tunnel too; what is not signed with its secret does nothing", async () => {
  const board = { name: "issues", provider: "file", url: "issues", every: "0s", webhook: { env: "ISSUES_WEBHOOK" } };
  w = await Workspace.create({
    config: { queue: { autoLaunch: false }, http: { port: 0 }, boards: [board, { ...board, name: "other", webhook: { secret: "none" } }] },
    env: { ISSUES_WEBHOOK: "a secret" },
  });
  w.write("issues/1.json", JSON.stringify({ title: "One", key: "APP-1" }));
  await ok(w, "trust", "--yes");
  const face = await faceOf(w);
  const body = JSON.stringify({ webhookEvent: "jira:issue_updated" });
  const post = async (name: string, headers: Record<string, string | undefined>): Promise<number> =>
    (await ask(face, `POST /api/v1/boards/${name}/webhook`, { body, headers: { host: "tunnel.example", authorization: undefined, ...headers } })).status;
  const signed = (secret: string) => ({ "x-hub-signature": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` });
  expect(await post("issues", {})).toBe(401);
  expect(await post("issues", signed("another"))).toBe(401);
  expect(await post("issues", { ...signed("a secret"), origin: "https://page.example" })).toBe(401);
  expect(await post("other", signed(""))).toBe(401);
  expect(await post("nothing", signed("a secret"))).toBe(401);
  expect((await w.json<{ tickets: unknown[] }>("queue")).tickets).toEqual([]);
  expect(await post("issues", signed("a secret"))).toBe(200);
  await ticketWhen(w, "TASK-APP-1", () => true, "came with the webhook");
  // A secret that is kept, not in the environment.
  const keep = (name: string) => given(w, "a kept one", "board", "signin", name, "--webhook");
  expect(await keep("issues")).toMatchObject({ code: 1, stderr: expect.stringContaining("from the environment, in ISSUES_WEBHOOK") as string });
  expect(await keep("other")).toMatchObject({ code: 0, stdout: expect.stringContaining("Kept: webhooks that are signed with it sync other") as string });
  expect([await post("other", signed("a secret")), await post("other", signed("a kept one"))]).toEqual([401, 200]);
  await ok(w, "board", "signout", "other");
  expect(await post("other", signed("a kept one"))).toBe(401);
  // Without a word from anybody nothing comes.
  const file = join(w.folder, "issues/1.json");
  writeFileSync(file, readFileSync(file, "utf8").replace("One", "Two"));
  expect(await post("issues", signed("a secret"))).toBe(200);
  await ticketWhen(w, "TASK-APP-1", ({ title }) => title === "Two", "changed with the webhook");
});
