// Keeps an open tab up to date: the page is loaded again when it has changed.

const self = document.currentScript;
const shown = location.pathname;
let digest = self.dataset.digest;

const address = new URL('events', self.src);
address.searchParams.set('page', shown);
address.searchParams.set('generation', self.dataset.generation);

const stream = new EventSource(address);
const compare = (now) => {
  if (now !== digest) location.reload();
};
stream.addEventListener('page', (event) => compare(JSON.parse(event.data).digest));
stream.addEventListener('build', (event) => {
  const { pages } = JSON.parse(event.data);
  for (const page of pages) if (page.url === shown) compare(page.digest ?? '');
});
