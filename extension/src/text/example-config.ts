// What a new `.operator/config.json` says: everything as it is without it, ready to be uncommented.

export const exampleConfig = `// Operator in this workspace. Every key is optional; what is commented out is an example.
// Hover over a key to read about it; Ctrl+Space offers what may stand there.
{
  // The agent to use. Without it: the best one installed.
  // "agent": "claude",

  // Repositories in this folder, by name. Without it: the folder's own.
  // "projects": { "web": { "path": "web", "prefix": "web" } },

  // Programs of your own as agents. {prompt} is filled in.
  // "agents": { "mine": { "kind": "command", "command": ["my-agent", "--", "{prompt}"] } },

  "queue": {
    // Launch tickets by themselves, and how many sessions at once.
    // "autoLaunch": true,
    // "maxParallel": 3,
  },

  "sessions": {
    // A finished session's agent is ended after this long.
    // "endAfter": "10m",
  }
}
`;
