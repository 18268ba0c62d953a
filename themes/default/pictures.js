// Pictures that are larger than their place open in a window of their own.
"use strict";
{
  const { zoom = "Enlarge", close = "Close" } = document.body.dataset;

  const made = (name, properties) => Object.assign(document.createElement(name), properties);

  function enlarge(picture) {
    const dialog = made("dialog", { className: "enlarged", ariaLabel: picture.alt || zoom });
    const large = made("img", { src: picture.src, alt: picture.alt });
    const button = made("button", { type: "button", className: "tool", textContent: "×", ariaLabel: close });
    dialog.append(button, large);
    dialog.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  roadbook.enhance(".text :is(p, figure) > img[width]", (picture) => {
    if (Number(picture.getAttribute("width")) <= picture.clientWidth * 1.1) return;
    const button = made("button", { type: "button", className: "zoom", ariaLabel: `${zoom}: ${picture.alt}` });
    picture.replaceWith(button);
    button.append(picture);
    button.addEventListener("click", () => enlarge(picture));
  });
}
