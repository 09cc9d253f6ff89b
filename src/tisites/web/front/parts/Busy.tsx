/** Work goes on: said, not only shown. */
export function Busy({ label }: { label: string }): preact.JSX.Element {
  return <p class="busy" role="status"><span class="busy-mark" aria-hidden="true" />{label}</p>;
}
