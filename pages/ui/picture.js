export default function ({ data, parentElement }) {
  const inside = parentElement.getRootNode().host ?? parentElement;
  const picture = inside.closest('[data-testid="stElementContainer"]').previousElementSibling;
  picture.querySelector(".stVegaLiteChart[aria-label]")?.setAttribute("aria-label", data);
}
