// tests/judge/disk.mjs SITE: the site as it is opened from a disk, without a server.
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { browse, site } from './fixture.mjs';

const home = pathToFileURL(`${site}/index.html`).href;

await browse('disk', {
  async 'links lead to pages, not to folders'(open) {
    const page = await open(home);
    await page.locator('main a[href$="/"]:visible').first().click();
    await page.waitForURL(/\/index\.html$/);
    assert.ok(await page.locator('h1').textContent());
    await page.locator('.brand').click();
    await page.waitForURL(home);
  },
  async 'the scripts of a view run'(open) {
    const page = await open(home);
    const scripts = await page.evaluate(() => document.body.dataset.scripts.split(' ').filter(Boolean));
    await page.locator('.entry-filter').first().fill('queue');
    assert.ok(await page.locator('.entry li:visible').count());
    assert.ok(scripts.length);
  },
});
