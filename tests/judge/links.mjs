// node links.mjs FOLDER < REPORT: an independent check of relative links, on another Markdown parser.
//
// REPORT is what `roadbook check --format json` says of the folder. Exit code 0 if both find the same number of
// broken links, headings, images and forbidden addresses in each file.
import fs from 'node:fs';
import path from 'node:path';
import MarkdownIt from 'markdown-it';

const root = path.resolve(process.argv[2]);
const parser = new MarkdownIt({ html: true });
const codes = ['broken-link', 'broken-anchor', 'broken-image', 'forbidden-url'];

const slug = (text) => [...text.trim().toLowerCase()].filter((c) => /[\p{L}\p{N}\p{M} _-]/u.test(c)).join('').replaceAll(' ', '-');
const words = (token) => (token.children ?? []).map((t) => (['text', 'code_inline', 'image'].includes(t.type) ? t.content : t.type === 'softbreak' ? ' ' : '')).join('');

const pages = new Map();
for (const entry of fs.readdirSync(root, { recursive: true })) {
  if (!entry.endsWith('.md')) continue;
  const file = path.join(root, entry);
  const text = fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '').replace(/^---\n[\s\S]*?\n---\n/, '');
  const tokens = parser.parse(text, {});
  const anchors = new Set([...text.matchAll(/(?:id|name)="([^"]+)"/g)].map((match) => match[1]));
  const links = [];
  const seen = new Map();
  const html = (source) => links.push(...[...source.matchAll(/(?:href|src)="([^"]+)"/g)].map((match) => match[1]));
  tokens.forEach((token, at) => {
    if (token.type === 'heading_open') {
      const base = slug(words(tokens[at + 1]));
      const count = seen.get(base) ?? 0;
      anchors.add(count ? `${base}-${count}` : base);
      seen.set(base, count + 1);
    }
    if (token.type === 'html_block') html(token.content);
    for (const child of token.children ?? []) {
      if (child.type === 'link_open') links.push(child.attrGet('href'));
      if (child.type === 'image') links.push(child.attrGet('src'));
      if (child.type === 'html_inline') html(child.content);
    }
  });
  pages.set(file, { anchors, links });
}

// A folder leads to its page, which is made where nobody wrote one.
const leadsSomewhere = (file) => fs.existsSync(file);
const pageOf = (file) => {
  if (!fs.statSync(file).isDirectory()) return file;
  const name = fs.readdirSync(file).find((name) => ['readme.md', 'index.md'].includes(name.toLowerCase()));
  return name && path.join(file, name);
};

const found = new Map();
for (const [file, { links }] of pages) {
  for (const link of links) {
    const isBroken = () => {
      if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return !/^(https?|mailto|tel):/i.test(link);
      if (link.startsWith('//')) return false;
      const [rest, fragment = ''] = link.split('#');
      const written = decodeURIComponent(rest.split('?')[0]);
      const target = written ? path.join(written.startsWith('/') ? root : path.dirname(file), written) : file;
      if (!leadsSomewhere(target)) return true;
      const page = pageOf(target);
      return Boolean(fragment) && pages.has(page) && !pages.get(page).anchors.has(decodeURIComponent(fragment));
    };
    if (isBroken()) found.set(file, (found.get(file) ?? 0) + 1);
  }
}

const report = JSON.parse(fs.readFileSync(0, 'utf8'));
const said = new Map();
for (const fault of report.diagnostics.filter((fault) => codes.includes(fault.code))) {
  const file = path.resolve(fault.path);
  said.set(file, (said.get(file) ?? 0) + 1);
}
let differences = 0;
for (const file of new Set([...found.keys(), ...said.keys()])) {
  if (found.get(file) !== said.get(file)) {
    differences += 1;
    console.log(`${file}: ${found.get(file) ?? 0} found here, ${said.get(file) ?? 0} by roadbook`);
  }
}
const total = [...found.values()].reduce((sum, count) => sum + count, 0);
console.log(`links: ${pages.size} pages, ${total} broken in ${found.size} files, ${differences} files in which the two differ`);
process.exit(differences ? 1 : 0);
