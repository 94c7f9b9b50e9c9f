import { expect, it } from "vitest";
import { obstacleOf, obstacleWords, remedyOf, type Ground } from "../src/text/obstacle";

const ground = (change: Partial<Ground> = {}): Ground => ({
  workspaceTrusted: true,
  git: true,
  repository: true,
  operatorTrusted: true,
  ...change,
});

it("names one obstacle at a time, the first to be dealt with", () => {
  expect(obstacleOf(ground())).toBe("none");
  const all = { workspaceTrusted: false, git: false, repository: false, operatorTrusted: false };
  expect(obstacleOf(all)).toBe("restricted");
  expect(obstacleOf({ ...all, workspaceTrusted: true })).toBe("noGit");
  expect(obstacleOf(ground({ repository: false, operatorTrusted: false }))).toBe("noRepository");
  expect(obstacleOf(ground({ operatorTrusted: false }))).toBe("untrusted");
});

it("has words and a way out of each", () => {
  for (const obstacle of ["restricted", "noGit", "noRepository", "untrusted"] as const) {
    expect(obstacleWords(obstacle)).not.toBe("");
    expect(remedyOf(obstacle)?.command).toMatch(/^operator\./);
  }
  expect(remedyOf("none")).toBeUndefined();
});
