import { defineConfig } from "vitest/config";

// Real programs, real ptys and a real browser: one file at a time, so that a deadline means something.
export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    // Deadlines on a busy machine: a test that fails runs once more in CI and is reported as flaky
    // there; by hand it fails at once.
    retry: process.env["CI"] === "true" ? 1 : 0,
    passWithNoTests: false,
    allowOnly: false,
  },
});
