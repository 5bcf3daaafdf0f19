// Pictures of saved files. Where a token is wanted a picture is fetched and becomes a blob, a few at a time.

import { ask } from './api.js';
import { element } from './dom.js';
import { token } from './token.js';

const SHOWN = new Set(['jpg', 'jpeg', 'png', 'gif', 'webp', 'bmp', 'avif']);
const AT_ONCE = 6;
const waiting = [];
let loading = 0;

export const extension = (path) => /\.([a-z0-9]{1,8})$/i.exec(path || '')?.[1].toLowerCase() || '';

/** The file that a record's path leads to: a sample's is the tar that it is in. */
export const fileOf = (path) => path.replace(/(\.tar)\/.*/s, '$1');

/** Whether a browser can show the file, as far as its name tells. */
export const showable = ({ path }) => Boolean(path) && path === fileOf(path) && SHOWN.has(extension(path));

/** An image that loads when it comes near the window; `failed` is called where nothing can be shown. */
export function picture(address, alt, failed) {
  const image = element('img', { alt, decoding: 'async', loading: 'lazy' });
  image.addEventListener('error', failed);
  if (token() === null) image.src = address;
  else later(image, address, failed);
  return image;
}

/** Lets go what a picture keeps. */
export function dropPictures(root) {
  for (const image of root.querySelectorAll('img')) {
    near.unobserve(image);
    wanted.delete(image);
    if (image.src.startsWith('blob:')) URL.revokeObjectURL(image.src);
  }
}

const wanted = new Map();
const near = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    if (isIntersecting) {
      near.unobserve(target);
      waiting.push(target);
      next();
    }
  }
}, { rootMargin: '200px' });

function later(image, address, failed) {
  wanted.set(image, { address, failed });
  near.observe(image);
}

async function next() {
  if (loading >= AT_ONCE || !waiting.length) return;
  const image = waiting.pop(); // what came into view last is what is looked at
  const task = wanted.get(image);
  loading++;
  try {
    const blob = task && await (await ask(task.address)).blob();
    if (wanted.has(image)) image.src = URL.createObjectURL(blob);
  } catch {
    task.failed();
  }
  wanted.delete(image);
  loading--;
  next();
}
