// Small drawing tools: elements from data (text only, never markup), faces, moments, menus and toasts.

import {Refused, Unreachable} from './phone.js';

/** An attribute starting with "on" is a listener; one that is undefined, null or false is left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A round face with initials for a person; a bot and a group show what they are. `kind`: "person", "bot" or "group". */
export function face(name, id, kind = 'person') {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = words.length > 1 ? words[0][0] + words.at(-1)[0] : name.trim().slice(0, 2);
  return el('span', {class: `face ${kind} hue${Math.abs(id) % 8}`, 'aria-hidden': 'true'},
    kind === 'person' ? letters.toUpperCase() : icon(kind));
}

/** Bring `parent` in line with `items` ({key, ...what is drawn}), touching only the children that changed. */
export function reconcile(parent, items, draw) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const key = String(item.key);
    const signature = JSON.stringify(item);
    let node = old.get(key);
    if (node?.signature !== signature) {
      const fresh = draw(item);
      fresh.dataset.key = key;
      fresh.signature = signature;
      const focus = node?.contains(document.activeElement) && document.activeElement.dataset.focus;
      node?.replaceWith(fresh);
      if (focus) [...fresh.querySelectorAll('[data-focus]')].find((one) => one.dataset.focus === focus)?.focus();
      node = fresh;
    }
    old.delete(key);
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
  for (const gone of old.values()) gone.remove();
}

const moment = new Intl.DateTimeFormat('vi-VN', {
  timeZone: 'Asia/Ho_Chi_Minh', weekday: 'long', day: '2-digit', month: '2-digit', year: 'numeric',
  hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
});

/**
 * In Vietnam, wherever the browser is: {day: "Thứ Hai 09/11/2026", weekday: "Thứ Hai", fullDate: "09/11/2026",
 * date: "09/11", time: "08:00"}.
 */
export function inVietnam(iso) {
  const part = Object.fromEntries(moment.formatToParts(new Date(iso)).map(({type, value}) => [type, value]));
  const date = `${part.day}/${part.month}`;
  const fullDate = `${date}/${part.year}`;
  const time = `${part.hour}:${part.minute}`;
  return {day: `${part.weekday} ${fullDate}`, weekday: part.weekday, fullDate, date, time};
}

let fading;
export function toast(text) {
  if (!text) return;
  const box = document.getElementById('toast');
  box.textContent = text;
  box.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { box.hidden = true; }, Math.min(9000, 3000 + 40 * text.length));
}

/** Does what the reader asked for and tells them if it could not be done. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) toast(`Không được: ${error.message}`);
    else if (error instanceof Unreachable) toast('Mất kết nối. Xin thử lại.');
    else throw error;
    return null;
  }
}

/** `items`: [{label, icon, act}]; opens beside `where` ({left, right, top, bottom} in the window). */
export function openMenu(where, items) {
  const menu = document.getElementById('menu');
  menu.replaceChildren(...items.map(({label, icon: name, act}) => el('button', {
    type: 'button', onclick: () => { menu.hidePopover(); act(); },
  }, name ? icon(name) : '', el('span', {}, label))));
  menu.showPopover();
  const {offsetWidth: width, offsetHeight: height} = menu;
  const left = where.left + width + 8 > innerWidth ? where.right - width : where.left;
  const top = where.bottom + height + 8 > innerHeight ? where.top - height : where.bottom;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
  menu.querySelector('button').focus();
}

/** One line from the reader, or null when they change their mind. */
export function askFor(question, suggestion) {
  const dialog = document.getElementById('ask');
  const answer = dialog.querySelector('input');
  dialog.querySelector('label').textContent = question;
  answer.value = suggestion;
  dialog.returnValue = '';
  dialog.showModal();
  answer.select();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue ? answer.value.trim() : null), {once: true});
  });
}
