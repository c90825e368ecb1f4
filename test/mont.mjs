import { chromium } from "playwright-core"; import { writeFileSync } from "node:fs";
const [out, ...files] = process.argv.slice(2);
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--headless","--no-sandbox","--disable-gpu","--no-first-run","--disable-background-networking","--disable-component-update","--disable-sync"] });
const p = await b.newPage({ viewport: { width: 1800, height: 1000 } });
writeFileSync("/tmp/shots/m.html", `<body style="margin:0;background:#888;display:flex;gap:8px;align-items:flex-start">${files.map(f=>`<img src="${f}.png">`).join("")}`);
await p.goto("file:///tmp/shots/m.html");
const w = await p.evaluate(() => document.body.scrollWidth);
await p.setViewportSize({ width: Math.max(400,w), height: 1000 });
await p.screenshot({ path: out, fullPage: true }); await b.close();
