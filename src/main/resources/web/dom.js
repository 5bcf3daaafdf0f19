// Makes elements. Texts from outside become text, never markup: nothing here or elsewhere parses HTML.

/** An element with attributes (`class`, `data-…`, `aria-…`), properties for the rest, and children. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key in made && !key.includes('-')) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** An element of SVG. */
export function drawn(name, attributes = {}) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** A copy of a template's element, and its parts by the names that `data-part` gives them. */
export function stamped(id) {
  const root = document.getElementById(id).content.firstElementChild.cloneNode(true);
  return { root, parts: partsOf(root) };
}

export function partsOf(root) {
  return Object.fromEntries([...root.querySelectorAll('[data-part]')].map((each) => [each.dataset.part, each]));
}

/** Changes a text only where it is another: what has not changed is not read out again. */
export function tell(where, text) {
  if (where.textContent !== text) where.textContent = text;
}

/** Shows a text, or hides its place where there is none. */
export function tellIf(where, text) {
  where.hidden = !text;
  tell(where, text || '');
}

/** A text from outside, in which characters that show nothing, or turn others round, are seen. */
export const plain = (text) => String(text).replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');

/** An address as a link where a browser may follow it, else as plain text. */
export function linked(address) {
  const protocol = URL.canParse(address) ? new URL(address).protocol : '';
  return protocol === 'http:' || protocol === 'https:'
    ? element('a', { href: address, rel: 'noreferrer noopener', target: '_blank' }, plain(address))
    : document.createTextNode(plain(address));
}

/** Has assistive technology say something once. */
export function say(text) {
  tell(document.getElementById('said'), text);
}
