// I am a …, I want to …: a field for the reader's role, whose wishes come first, and one that finds wishes by their words.
// Without it the page is a list of roles that open.
"use strict";
{
  function equip(entry) {
    const roles = [...entry.querySelectorAll("details")];
    const groups = roles.map((role) => role.name);
    const { entryFilter, entryAny } = document.body.dataset;
    const who = entry.querySelector(".who");
    const field = (name, words, properties) => {
      const label = document.createElement("label");
      const control = Object.assign(document.createElement(name), properties);
      label.append(words, control);
      asking.append(label);
      return control;
    };
    const asking = document.createElement("div");
    asking.className = "asking";
    const select = field("select", who.textContent, { autocomplete: "off" });
    const input = field("input", entryFilter, { type: "search", className: "entry-filter", autocomplete: "off" });
    const options = roles.map((role) => [role.dataset.role, role.querySelector("strong").textContent]);
    // The roles stand below: as labels they are no further words of the page.
    select.append(...[["", entryAny], ...options].map(([value, label]) => Object.assign(document.createElement("option"), { value, label })));
    who.replaceWith(asking);

    const own = () => roles.find((role) => role.dataset.role === roadbook.role);
    const show = () => {
      const query = plain(input.value).split(/\s+/).filter(Boolean);
      const shown = own();
      entry.append(...roles.filter((role) => role === shown), ...roles.filter((role) => role !== shown));
      roles.forEach((role, at) => {
        const wants = [...role.querySelectorAll("li")];
        for (const want of wants) want.hidden = !query.every((word) => plain(want.textContent).includes(word));
        const isFound = wants.some((want) => !want.hidden);
        role.hidden = !isFound;
        role.classList.toggle("mine", role === shown);
        // Several are open while something is looked for; otherwise one at a time.
        role.name = query.length ? "" : groups[at];
        role.open = query.length ? isFound : role === shown;
      });
    };
    const follow = () => {
      select.value = own()?.dataset.role ?? "";
      show();
    };
    select.addEventListener("change", () => roadbook.lens?.choose(select.value));
    input.addEventListener("input", show);
    document.addEventListener("roadbook:lens", follow);
    follow();
  }

  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

  roadbook.enhance(".entry", equip);
}
