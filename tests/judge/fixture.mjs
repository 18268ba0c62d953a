// Pages of the judges' own in Chromium, with the styles and scripts of a built site, under a strict policy.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(import.meta.dirname, 'package.json'));
const { chromium } = require('playwright-core');
/** The source of axe, to be run in a page. */
export const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
export const site = path.resolve(process.argv[2] ?? 'site');
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };

// The address of a file of the theme below the site's root, as templates get it.
export const asset = (file) => {
  const { name, ext } = path.parse(file);
  return `theme/${fs.readdirSync(path.join(site, 'theme')).find((found) => found.startsWith(`${name}.`) && found.endsWith(ext))}`;
};

const page = ({ scripts, words, text }) =>
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Views</title>' +
  ['style.css', 'views.css', 'comparisons.css', 'choices.css'].map((style) => `<link rel="stylesheet" href="/${asset(style)}">`).join('') +
  ['roadbook.js', ...scripts].map((script) => `<script defer src="/${asset(script)}"></script>`).join('') +
  `</head><body${Object.entries(words).map(([name, words]) => ` data-${name}="${words}"`).join('')}><main><article><h1>Views</h1><div class="text">${text}</div></article></main></body></html>`;

/** Runs checks by name over a page of the judge's own: `open(address, options)` shows it below some text, scripts and words. */
export async function judge(what, content, checks) {
  const { origin, close } = await serveSite((name) => (name === '/page/' ? page(content) : null));
  await browse(what, checks, origin, (address) => `${origin}/page/${address}`);
  close();
}

/** The same over the pages of the site; `own` has the text of further ones by their address. */
export async function judgeSite(what, checks, own = () => null) {
  const { origin, close } = await serveSite(own);
  await browse(what, checks, origin, (address) => `${origin}/${address}`);
  close();
}

/** The site under a strict policy; `own` has the text of further pages. */
export async function serveSite(own = () => null) {
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    response.setHeader('Content-Security-Policy', POLICY);
    const file = path.join(site, name.endsWith('/') ? `${name}index.html` : name);
    const text = own(name) ?? (fs.statSync(file, { throwIfNoEntry: false })?.isFile() ? fs.readFileSync(file) : null);
    if (text === null) return response.writeHead(404).end();
    response.setHeader('Content-Type', TYPES[path.extname(file)] ?? 'application/octet-stream').end(text);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Waits until the scripts of a page that has loaded have done their work. */
export async function settled(page) {
  await page.evaluate(() => new Promise((go) => requestAnimationFrame(() => setTimeout(go, 30))));
}

/** Chromium, as every judge starts it. */
export const launch = (options = {}) => chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  ...options,
});

/**
 * Runs checks by name; each gets `open(address, options)`, and is broken by any error in the browser but those whose
 * text has one of the words in `expected`. With the option `context` a page is a further tab of that one.
 */
export async function browse(what, checks, origin, url = (address) => address, { options, expected = [] } = {}) {
  const browser = await launch(options);
  const faults = [];
  // What cannot be loaded may be what is judged.
  const isFault = (text) => !['Failed to load', ...expected].some((words) => text.includes(words));
  // `prepare` gets the context before the page is opened; `tolerates` are the errors that belong to what is judged.
  const open = async (address, { ready, context: present, prepare = () => {}, tolerates = /(?!)/, ...options } = {}) => {
    const context = present ?? await browser.newContext({ viewport: { width: 1280, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'], ...options });
    await prepare(context);
    const page = await context.newPage();
    // A transition between pages that the browser leaves out is none of the page's errors.
    page.on('pageerror', (error) => tolerates.test(String(error)) || /ViewTransition|Transition was/.test(String(error)) || faults.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && isFault(message.text()) && faults.push(message.text()));
    page.on('dialog', (dialog) => {
      faults.push(`a dialog: ${dialog.message()}`);
      return dialog.dismiss();
    });
    await page.goto(url(address));
    if (ready) await page.locator(ready).last().waitFor();
    return page;
  };
  let failed = 0;
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check(open, origin);
      assert.deepEqual(faults.splice(0), []);
    } catch (error) {
      failed += 1;
      console.log(`${what}: ${name}\n  ${String(error.message).replaceAll('\n', '\n  ')}`);
    }
    for (const context of browser.contexts()) await context.close();
  }
  await browser.close();
  const all = Object.keys(checks).length;
  console.log(`${what}: ${all - failed} of ${all} hold`);
  if (failed) process.exitCode = 1;
}
