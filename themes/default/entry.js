// I am …, I want to …: a field that finds wishes by their words, and the reader's own role, open from the last time.
// Without it the page is a list of roles that open.
"use strict";
{
  function equip(entry) {
    const roles = [...entry.querySelectorAll("details")];
    const groups = roles.map((role) => role.name);
    const input = Object.assign(document.createElement("input"), { type: "search", className: "entry-filter", placeholder: document.body.dataset.entryFilter, ariaLabel: document.body.dataset.entryFilter });
    entry.prepend(input);
    const own = () => roles.find((role) => role.dataset.role === roadbook.recall("role"));
    if (own()) own().open = true;
    for (const role of roles) {
      role.addEventListener("toggle", () => {
        if (role.open && !input.value) roadbook.remember("role", role.dataset.role);
      });
    }
    input.addEventListener("input", () => {
      const query = plain(input.value).split(/\s+/).filter(Boolean);
      roles.forEach((role, at) => {
        const wants = [...role.querySelectorAll("li")];
        for (const want of wants) want.hidden = !query.every((word) => plain(want.textContent).includes(word));
        const isFound = wants.some((want) => !want.hidden);
        role.hidden = !isFound;
        // Several are open while something is looked for; otherwise one at a time.
        role.name = query.length ? "" : groups[at];
        role.open = query.length ? isFound : role === own();
      });
    });
  }

  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

  roadbook.enhance(".entry", equip);
}
