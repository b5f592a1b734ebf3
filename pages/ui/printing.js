export default function ({ data, parentElement }) {
  let button = parentElement.querySelector("button");
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    button.style.cssText =
      "font: inherit; color: inherit; background: none; padding: 0.4rem 1rem; min-height: 2.75rem; " +
      "border: 1px solid currentColor; border-radius: 0.5rem; cursor: pointer;";
    button.addEventListener("click", () => window.print());
    parentElement.append(button);
  }
  button.textContent = data.label;
}
