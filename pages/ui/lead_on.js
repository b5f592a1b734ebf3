// Replace this address, so that Back does not lead to it again.
export default function ({ data }) {
  location.replace(new URL(data.url, location.href));
}
