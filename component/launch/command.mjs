// Runs a program to its end, keeping what it says for the case that it fails.
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Resolves to `{ status, output }`; a program that is missing gives the status 127. */
export function run(program, args, { cwd, env, show = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"] });
    const parts = [];
    child.stdout?.on("data", (data) => parts.push(data));
    child.stderr?.on("data", (data) => parts.push(data));
    child.on("error", (error) => resolve({ status: error.code === "ENOENT" ? 127 : 126, output: error.message }));
    child.on("close", (code, signal) => resolve({ status: code ?? `signal ${signal}`, output: Buffer.concat(parts).toString() }));
  });
}

/** The path of a program; Debian keeps some where an ordinary user's PATH does not reach. */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  return folders.filter(Boolean).map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The last lines that a program said, for the sentence about its failure. */
export const lastLines = (output, count = 12) => output.trimEnd().split("\n").slice(-count).join("\n");
