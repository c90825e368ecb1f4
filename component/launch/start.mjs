// `npm start`: looks at Node's version before anything that an old Node could not even read is loaded.
const [major, minor] = process.versions.node.split(".").map(Number);
const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;

if (!supported) {
  console.error(`Otterdesk needs Node 20.19, 22.12 or newer; this is Node ${process.versions.node}. Install a newer one and start again.`);
  process.exitCode = 1;
} else {
  const { start } = await import("./bootstrap.mjs");
  process.exitCode = await start(process.argv.slice(2));
}
