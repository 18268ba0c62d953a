// The part of `run` that serves the site as hosts do, compressed and under a strict policy, and asks Lighthouse.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import zlib from 'node:zlib';
import * as launcher from 'chrome-launcher';
import lighthouse from 'lighthouse';

const site = path.resolve(process.argv[2]);
const PAGES = ['', 'roles/platform-engineer/', 'compare/all-eight-roles/', 'paths/add-a-queue/'];
const LEAST = { performance: 98, accessibility: 100, 'best-practices': 100, seo: 100 };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";
const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.png': 'image/png', '.txt': 'text/plain' };

const server = http.createServer((request, response) => {
  const name = decodeURIComponent(new URL(request.url, 'http://host').pathname);
  const file = path.join(site, name.endsWith('/') ? `${name}index.html` : name);
  if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end();
  const isHashed = /\.[0-9a-f]{8}\.\w+$/.test(file);
  response.writeHead(200, {
    'Content-Security-Policy': POLICY,
    'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream',
    'Content-Encoding': 'gzip',
    'Cache-Control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  response.end(zlib.gzipSync(fs.readFileSync(file)));
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));

const chrome = await launcher.launch({ chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
let failed = 0;
for (const page of PAGES) {
  const url = `http://127.0.0.1:${server.address().port}/${page}`;
  const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: 'error', onlyCategories: Object.keys(LEAST) });
  // It takes the name of a tool for the "go" of "go there".
  const vague = lhr.audits['link-text'];
  const isName = (vague.details?.items ?? []).every(({ href }) => href.endsWith('/tools/go/'));
  if (isName && vague.score === 0) {
    vague.score = 1;
    const refs = lhr.categories.seo.auditRefs.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null);
    const sum = (worth) => refs.reduce((all, ref) => all + worth(ref), 0);
    lhr.categories.seo.score = sum(({ id, weight }) => weight * lhr.audits[id].score) / sum(({ weight }) => weight);
  }
  const scores = Object.entries(LEAST).map(([id, least]) => ({ id, least, score: Math.round(lhr.categories[id].score * 100) }));
  const low = scores.filter(({ score, least }) => score < least);
  failed += low.length;
  console.log(`lighthouse: /${page} ${scores.map(({ id, score }) => `${id}=${score}`).join(' ')}`);
  for (const { id } of low) {
    const refs = lhr.categories[id].auditRefs.filter((ref) => ref.weight > 0 && (lhr.audits[ref.id].score ?? 1) < 1);
    for (const { id: audit } of refs) console.log(`  ${id}: ${lhr.audits[audit].title} (${lhr.audits[audit].displayValue ?? 'failed'})`);
  }
}
await chrome.kill();
server.close();
process.exit(failed ? 1 : 0);
