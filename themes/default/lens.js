// The reader's own role: what serves it comes first on every page. Nothing is hidden by it.
//
// It is kept in this browser; a link with `?role=…` shows a page as that role sees it, whatever is kept.
"use strict";
{
  const { root, store, recall, remember } = roadbook;
  const box = document.querySelector(".lens");
  const select = box.querySelector("select");
  const [none] = select.options;

  const asked = new URLSearchParams(location.search).get("role");
  let role = asked ?? recall("role") ?? "";
  if (asked && !recall("role")) remember("role", asked);

  // The addresses that serve the role, its own page before the others; what was known last time holds until today's is here.
  let ranks = new Map();
  const keep = ({ id, served }) => {
    ranks = new Map(id === role ? served.map((url, at) => [root + url, at ? 1 : 0]) : []);
  };
  const rank = (link) => (link && ranks.get(link.href.replace(/(index\.html)?([?#].*)?$/, ""))) ?? 2;

  // Things in order: the role's own page, what serves it, the rest, each as they were. `find` gives the link of a thing.
  roadbook.first = (things, find) => {
    const ranked = things.map((thing) => [rank(find(thing)), thing]);
    return ranked.sort(([a], [b]) => a - b).map(([, thing]) => thing);
  };
  roadbook.serves = (link) => rank(link) < 2;

  const show = () => {
    roadbook.role = role;
    const words = select.selectedOptions[0]?.textContent ?? "";
    box.classList.toggle("on", role !== "");
    box.querySelector("span").textContent = role ? words : none.textContent;
    document.dispatchEvent(new Event("roadbook:lens"));
  };

  // Lists of pages; those that a writer made stay as they were written.
  const equip = (list) => {
    const items = [...list.children];
    const find = (item) => item.querySelector("a");
    const arrange = () => {
      list.append(...roadbook.first(items, find));
      for (const item of items) item.classList.toggle("mine", roadbook.serves(find(item)));
    };
    document.addEventListener("roadbook:lens", arrange);
    arrange();
  };

  let listing;
  const list = async () => {
    await roadbook.load("_lens/roles.js");
    const options = roadbook.roles.map(([value, text]) => Object.assign(document.createElement("option"), { value, text }));
    select.replaceChildren(none, ...options);
    select.value = role;
    // A role that is gone is none.
    if (select.value !== role) choose("");
  };
  const listed = () => (listing ??= list().catch(() => (listing = undefined)));

  // What is known of the role today.
  const fetched = async () => {
    await listed();
    const at = roadbook.roles.findIndex(([id]) => id === role);
    if (at < 0) return;
    await roadbook.load(`_lens/${at}.js`);
    const [id, served] = roadbook.served;
    if (id !== role) return;
    const known = { id, served, title: roadbook.roles[at][1] };
    if (JSON.stringify(known) === JSON.stringify(store.read("lens"))) return;
    store.write("lens", known);
    keep(known);
    show();
  };

  const choose = (id) => {
    role = id;
    remember("role", id);
    const address = new URL(location.href);
    if (id) address.searchParams.set("role", id);
    else address.searchParams.delete("role");
    history.replaceState(history.state, "", address);
    select.value = id;
    keep({ served: [] });
    show();
    fetched().catch(() => {});
  };

  roadbook.lens = { choose, listed };

  const known = store.read("lens");
  if (role && known.id === role) {
    select.add(Object.assign(document.createElement("option"), { value: role, text: known.title, selected: true }));
    keep(known);
  }
  show();
  roadbook.enhance(".cards:not(.latest), .group > ul, ul.links", equip);
  select.addEventListener("change", () => choose(select.value));
  box.hidden = false;

  // On a narrow screen it stands in the menu.
  const menu = document.querySelector(".navigation .close");
  const narrow = matchMedia("(max-width: 49.99rem)");
  const controls = box.parentElement;
  const place = () => (narrow.matches && menu ? menu.after(box) : controls.insertBefore(box, controls.querySelector(".scheme")));
  narrow.addEventListener("change", place);
  place();

  // The list is here before anybody opens it.
  const soon = () => (role ? fetched() : listed()).catch(() => {});
  if (document.readyState === "complete") soon();
  else addEventListener("load", soon);
}
