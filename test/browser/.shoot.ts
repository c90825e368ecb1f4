import { openBrowser, serveGallery } from "/root/wt/guest/test/browser/box-pages.ts";
import { mkdirSync } from "node:fs";
mkdirSync("/tmp/shots", { recursive: true });
const pages = await serveGallery();
const browser = await openBrowser();
const only = process.argv[2]?.split(",");
const sheets: [string, object, string][] = [
  ["light", { viewport: { width: 384, height: 600 }, colorScheme: "light" }, "lang=en"],
  ["dark", { viewport: { width: 384, height: 600 }, colorScheme: "dark" }, "lang=en&accent=%23b3541e"],
  ["ar", { viewport: { width: 384, height: 600 }, colorScheme: "light" }, "lang=ar&accent=%23f2c94c"],
  ["he", { viewport: { width: 384, height: 600 }, colorScheme: "dark" }, "lang=he&accent=%23123a7a"],
  ["phone", { viewport: { width: 360, height: 740 }, deviceScaleFactor: 1, isMobile: true, hasTouch: true }, "lang=de"],
];
for (const [name, options, query] of sheets) {
  if (only && !only.includes(name)) continue;
  const context = await browser.newContext(options as never);
  const page = await context.newPage();
  page.on("console", (m) => m.type() === "error" && console.log(name, m.text()));
  page.on("pageerror", (e) => console.log(name, e.message));
  await page.goto(pages.origin + "?" + query);
  await page.waitForSelector("[data-ready]");
  const names = await page.evaluate(() => (window as never as { names: string[] }).names);
  const shots: Buffer[] = [];
  for (const state of names) {
    await page.goto(`${pages.origin}?${query}&state=${state}`);
    await page.waitForSelector("[data-ready]");
    await page.waitForTimeout(250);
    shots.push(await page.screenshot());
  }
  const { width, height } = (options as { viewport: { width: number; height: number } }).viewport;
  const sheet = await browser.newPage({ viewport: { width: (width + 10) * 6, height: (height + 30) * Math.ceil(names.length / 6) } });
  await sheet.setContent(`<body style="margin:0;background:#889;display:flex;flex-wrap:wrap;gap:10px">${shots.map((s, i) => `<div style="font:12px sans-serif">${names[i]}<br><img src="data:image/png;base64,${s.toString("base64")}"></div>`).join("")}`);
  await sheet.waitForTimeout(300);
  await sheet.screenshot({ path: `/tmp/shots/${name}.png` });
  await sheet.close();
  await context.close();
}
await browser.close();
await pages.close();
