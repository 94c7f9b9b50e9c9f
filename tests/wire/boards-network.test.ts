// The way to a board through the real programs: proxies as the environment names them, tunnels and forwarding ones, the
// hosts that need none, an authority of one's own for certificates; and what each of them says when it is wrong.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LinearFake } from "../support/providers/linear.ts";
import { Proxy } from "../support/providers/proxy.ts";
import { ProviderServer } from "../support/providers/server.ts";
import { Workspace } from "../support/workspace.ts";
import { anyText, BoardScene, boardConfig, nothing } from "./board-scene.ts";
import { ok } from "./scene.ts";

let w: Workspace;
let fake: LinearFake;
let server: ProviderServer;
let proxy: Proxy;
let certificate: string;
beforeEach(async () => {
  w = await Workspace.create();
  fake = new LinearFake();
  fake.add({ title: "One" });
});
afterEach(async () => {
  await w.close();
  await proxy.close();
  await server.close();
  expect(server.failures).toEqual([]);
});

/** The site, with a certificate that no authority signed, and the proxy that knows where it is. */
async function open({ secure = true } = {}): Promise<void> {
  certificate = join(w.root, "linear.pem");
  const key = join(w.root, "linear.key");
  if (secure) {
    const names = "subjectAltName=DNS:linear.test,IP:127.0.0.1";
    const made = await w.run("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=linear.test", "-addext", names, "-keyout", key, "-out", certificate]);
    expect(made.code, made.stderr).toBe(0);
  }
  server = await ProviderServer.start(fake.answer, secure ? { key: readFileSync(key), cert: readFileSync(certificate) } : undefined);
  proxy = await Proxy.start(server.port);
}
/** A sync by an owner with this environment. */
async function sync(url: string, env: Record<string, string>): Promise<object> {
  await w.operator("stop");
  w.write(".operator/config.json", JSON.stringify(boardConfig({ name: "eng", provider: "linear", url, board: "ENG", token: { env: "LINEAR_TOKEN" } })));
  const names = ["HTTPS_PROXY", "https_proxy", "http_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "SSL_CERT_FILE", "CURL_CA_BUNDLE"];
  for (const name of names) delete w.env[name];
  Object.assign(w.env, { LINEAR_TOKEN: fake.token, OPERATOR_PATIENCE_MS: "1", ...env });
  await ok(w, "trust", "--yes");
  return new BoardScene(w).sync();
}

test("a tunnel of HTTPS_PROXY leads to a site that only the proxy knows, whose certificate SSL_CERT_FILE vouches for", async () => {
  await open();
  expect(await sync("https://linear.test:8443", { HTTPS_PROXY: proxy.url, SSL_CERT_FILE: certificate })).toEqual({ ...nothing, created: 1 });
  expect(proxy.asked).toEqual(["CONNECT linear.test:8443"]);
  proxy.refuses = 407;
  expect(await sync("https://linear.test:8443", { HTTPS_PROXY: proxy.url, SSL_CERT_FILE: certificate })).toEqual({
    ...nothing,
    error: anyText("the proxy on the way to https://linear.test:8443 refuses (407)"),
  });
});

test("NO_PROXY's hosts are asked without one; a certificate that nobody vouches for is refused, and how to is said", async () => {
  await open();
  const url = `https://127.0.0.1:${server.port}`;
  const env = { HTTPS_PROXY: proxy.url, NO_PROXY: "localhost,127.0.0.1" };
  expect(await sync(url, env)).toEqual({ ...nothing, error: anyText("SSL_CERT_FILE") });
  expect(await sync(url, { ...env, SSL_CERT_FILE: join(w.root, "none.pem") })).toEqual({ ...nothing, error: anyText("SSL_CERT_FILE") });
  expect(server.asked).toEqual([]);
  expect(await sync(url, { ...env, CURL_CA_BUNDLE: certificate })).toEqual({ ...nothing, created: 1 });
  expect(proxy.asked).toEqual([]);
});

test("http_proxy forwards to a site without TLS", async () => {
  await open({ secure: false });
  expect(await sync("http://linear.test", { http_proxy: proxy.url })).toEqual({ ...nothing, created: 1 });
  expect(proxy.asked).toEqual(["POST http://linear.test/graphql"]);
});
