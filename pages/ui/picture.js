const watching = new WeakMap();

export default function ({ data, parentElement }) {
  const inside = parentElement.getRootNode().host ?? parentElement;
  // Asked anew each time: two components that name the same picture would rename it for ever.
  const picture = () => inside.closest('[data-testid="stElementContainer"]')?.previousElementSibling;
  const name = () => {
    const chart = picture()?.querySelector(".stVegaLiteChart[aria-label]");
    if (chart && chart.getAttribute("aria-label") !== data.alt) chart.setAttribute("aria-label", data.alt);
  };
  name();
  // A picture that is drawn anew, in another theme say, comes with the words it was built with.
  watching.get(parentElement)?.disconnect();
  const observer = new MutationObserver(name);
  observer.observe(picture(), { subtree: true, attributeFilter: ["aria-label"] });
  watching.set(parentElement, observer);
  return () => observer.disconnect();
}
