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
const TYPES = { '.css': 'text/css', '.js': 'text/javascript' };

// The address of a file of the theme below the site's root, as templates get it.
const asset = (file) => {
  const { name, ext } = path.parse(file);
  return `theme/${fs.readdirSync(path.join(site, 'theme')).find((found) => found.startsWith(`${name}.`) && found.endsWith(ext))}`;
};

const page = ({ scripts, words, text }) =>
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Views</title>' +
  `<link rel="stylesheet" href="/${asset('style.css')}"><link rel="stylesheet" href="/${asset('views.css')}">` +
  `<script defer src="/${asset('roadbook.js')}"></script></head>` +
  `<body data-scripts="${scripts.map(asset).join(' ')}"${Object.entries(words).map(([name, words]) => ` data-${name}="${words}"`).join('')}><main><article><h1>Views</h1><div class="text">${text}</div></article></main></body></html>`;

/** Runs checks by name over a page of the judge's own: `open(address, options)` shows it below some text, scripts and words. */
export async function judge(what, content, checks) {
  const server = http.createServer((request, response) => {
    const name = new URL(request.url, 'http://host').pathname;
    response.setHeader('Content-Security-Policy', POLICY);
    if (name === '/page/') return response.setHeader('Content-Type', 'text/html').end(page(content));
    const type = TYPES[path.extname(name)];
    if (!type || !name.startsWith('/theme/')) return response.writeHead(404).end();
    response.setHeader('Content-Type', type).end(fs.readFileSync(path.join(site, 'theme', path.basename(name))));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  await browse(what, checks, origin, (address) => `${origin}/page/${address}`);
  server.close();
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
  // The browser asks for an icon, which is not there.
  const isFault = (text) => !['404', ...expected].some((words) => text.includes(words));
  const open = async (address, { ready, context: present, ...options } = {}) => {
    const context = present ?? await browser.newContext({ viewport: { width: 1280, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'], ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && isFault(message.text()) && faults.push(message.text()));
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
