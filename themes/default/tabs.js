// Code for several systems or tools, one at a time: what is chosen here is chosen on every page.
"use strict";
{
  const { store } = window.roadbook;
  const groups = [];

  for (const [number, group] of document.querySelectorAll(".tabs").entries()) {
    const list = document.createElement("div");
    list.className = "tab-list";
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", group.dataset.label);
    const tabs = [...group.querySelectorAll(":scope > .tab")].map((panel, at) => {
      const title = panel.querySelector(".tab-title");
      const button = document.createElement("button");
      button.type = "button";
      button.id = `rb-tab-${number}-${at}`;
      button.textContent = title.textContent;
      button.setAttribute("role", "tab");
      panel.id = `${button.id}-panel`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", button.id);
      button.setAttribute("aria-controls", panel.id);
      button.addEventListener("click", () => choose(group.dataset.tabs, panel.dataset.tab));
      list.append(button);
      return { button, panel };
    });
    list.addEventListener("keydown", (event) => {
      const at = tabs.findIndex(({ button }) => button === document.activeElement);
      const sign = getComputedStyle(list).direction === "rtl" ? -1 : 1;
      const to = { ArrowLeft: at - sign, ArrowRight: at + sign, Home: 0, End: -1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const { button } = tabs.at(to % tabs.length);
      button.focus();
      button.click();
    });
    group.prepend(list);
    group.classList.add("live");
    groups.push({ by: group.dataset.tabs, tabs });
  }

  // The page stays where it is below the pointer while tabs above it change their height.
  const choose = (by, tab) => {
    const held = document.activeElement;
    const before = held?.getBoundingClientRect().top;
    store.write("tabs", { ...store.read("tabs"), [by]: tab });
    const moved = held?.getBoundingClientRect().top - before;
    if (moved) scrollBy({ top: moved, behavior: "instant" });
  };

  // Nobody has to choose the system that they sit at.
  const platform = navigator.userAgentData?.platform ?? navigator.platform;
  const os = /^Mac|^iP/.test(platform) ? "macos" : /^Win/.test(platform) ? "windows" : "linux";

  const show = () => {
    const chosen = { os, ...store.read("tabs") };
    for (const { by, tabs } of groups) {
      const wanted = tabs.find(({ panel }) => panel.dataset.tab === chosen[by]);
      for (const tab of tabs) {
        const isOpen = tab === (wanted ?? tabs[0]);
        tab.button.setAttribute("aria-selected", isOpen);
        tab.button.tabIndex = isOpen ? 0 : -1;
        tab.panel.classList.toggle("closed", !isOpen);
      }
    }
  };

  show();
  store.follow("tabs", show);
}
