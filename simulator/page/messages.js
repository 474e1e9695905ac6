// The conversation's log: bubbles, service lines, days, pictures, cards, and what can be done with a message.

import {el, face, icon, inVietnam, openMenu, reconcile} from './draw.js';
import {fileAddress} from './phone.js';

export const KINDS = {
  contact: 'Danh thiếp', location: 'Vị trí', sticker: 'Nhãn dán', voice: 'Tin nhắn thoại',
  document: 'Tệp', photo: 'Ảnh',
};

const SAID_BY_CARD = new Set(['contact', 'location', 'voice']);
const CORRECTED = new Set(['text', 'photo', 'document']);

/**
 * `does`: {tap(message, button), command(text), link(address) -> bool, reply(message), edit(message), enlarge(src, name)}.
 * `me` is the id of the person holding the phone.
 */
export function drawLog(log, messages, {me, group, does}) {
  const shown = messages.filter((message) => !message.deleted);
  const byId = new Map(messages.map((message) => [message.id, message]));
  const items = [];
  shown.forEach((message, index) => {
    const day = inVietnam(message.at).day;
    const before = shown[index - 1];
    const after = shown[index + 1];
    const newDay = !before || inVietnam(before.at).day !== day;
    if (newDay) items.push({key: `day ${day} ${message.id}`, day});
    items.push({
      key: `message ${message.id}`, message, group,
      mine: message.from?.id === me,
      first: newDay || !together(before, message),
      last: !after || !together(message, after) || inVietnam(after.at).day !== day,
      quoted: quoted(message.reply_to, byId),
    });
  });
  reconcile(log, items, (item) => (item.day ? line(item.day) : row(item, does)));
}

const together = (one, other) =>
  one.from?.id === other.from?.id && one.kind !== 'service' && other.kind !== 'service';

function quoted(reply, byId) {
  if (!reply) return null;
  const message = byId.get(reply) ?? null;
  return {id: reply, who: message?.from?.name ?? 'Tin nhắn', text: message ? preview(message) : '…'};
}

export const preview = ({text, kind, file_name: name}) => text || (kind === 'document' && name) || KINDS[kind] || '';

const line = (text) => el('li', {class: 'line'}, el('span', {}, text));

function row(item, does) {
  const {message, mine, first, last, group} = item;
  if (message.kind === 'service') return line(message.text);
  const classes = ['row', mine && 'mine', first && 'first', last && 'last', `of-${message.kind}`].filter(Boolean).join(' ');
  const stack = el('div', {class: 'stack'}, bubble(item, does), keys(message, does));
  const {name, id, is_bot: isBot} = message.from;
  const beside = group && !mine && el('span', {class: 'beside'}, last ? face(name, id, isBot ? 'bot' : 'person') : '');
  return el('li', {class: classes}, beside, stack);
}

function bubble(item, does) {
  const {message, mine, first, group, quoted: quote} = item;
  const options = (event) => {
    if (String(getSelection())) return; // then the reader wants to copy
    event.preventDefault();
    const small = event.currentTarget.matches('button');
    const at = {left: event.clientX, right: event.clientX, top: event.clientY, bottom: event.clientY};
    openMenu(small ? event.currentTarget.getBoundingClientRect() : at, choices(message, mine, does));
  };
  const tapped = (event) => { // a finger has no hover to show the small button with
    if (matchMedia('(hover: none)').matches && !event.target.closest('button, a')) options(event);
  };
  return el('div', {class: 'bubble', oncontextmenu: options, onclick: tapped},
    group && !mine && first && el('b', {class: `who hue${Math.abs(message.from.id) % 8}`}, message.from.name),
    quote && el('button', {type: 'button', class: 'quote', onclick: () => jump(quote.id)},
      el('b', {}, quote.who), el('span', {}, quote.text)),
    attachment(message, does),
    message.text && !SAID_BY_CARD.has(message.kind) && el('span', {class: 'text'}, ...rich(message, does)),
    el('span', {class: 'meta'}, message.edited && 'đã sửa ',
      el('time', {datetime: message.at}, inVietnam(message.at).time)),
    el('button', {
      type: 'button', class: 'icon options', 'aria-label': 'Lựa chọn với tin này', 'data-focus': 'options',
      onclick: options,
    }, icon('dots')));
}

function choices(message, mine, does) {
  const list = [{label: 'Trả lời', icon: 'reply', act: () => does.reply(message)}];
  if (!message.text) return list;
  if (mine && does.edit && CORRECTED.has(message.kind)) list.push({label: 'Sửa', icon: 'edit', act: () => does.edit(message)});
  const copy = () => navigator.clipboard.writeText(message.text);
  if (navigator.clipboard) list.push({label: 'Sao chép', icon: 'document', act: copy}); // not offered over plain HTTP
  return list;
}

function jump(id) {
  const target = document.querySelector(`[data-key="message ${id}"]`);
  target?.scrollIntoView({block: 'center'});
  target?.classList.add('found');
  setTimeout(() => target?.classList.remove('found'), 1500);
}

function attachment(message, does) {
  const {kind, file, file_name: name} = message;
  if (kind === 'text') return null;
  const address = file && fileAddress(file);
  if (kind === 'photo' && address) {
    const label = message.text || KINDS.photo;
    return el('button', {
      type: 'button', class: 'picture', 'aria-label': `Xem ảnh: ${label}`, onclick: () => does.enlarge(address, label),
    }, el('img', {src: address, alt: label, loading: 'lazy'}));
  }
  if (kind === 'sticker') return null; // its text is the picture
  const names = {contact: message.text, location: message.text, document: name};
  const note = address && kind === 'document' ? 'Tải về' : KINDS[kind];
  const title = el('span', {}, el('b', {}, names[kind] || KINDS[kind] || kind), names[kind] && el('i', {}, note));
  const body = [el('span', {class: 'mark'}, icon(KINDS[kind] ? kind : 'document')), title];
  return address && kind === 'document'
    ? el('a', {class: 'card', href: address, download: name || ''}, ...body)
    : el('span', {class: 'card'}, ...body);
}

/** Web addresses become links; in a bot's message a /command becomes a button that sends it. */
function rich(message, does) {
  const pieces = [];
  const pattern = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}]|(?<![\p{L}\d/.])\/[a-z][a-z0-9_]*(?![\p{L}\d/_-])/gu;
  let from = 0;
  for (const found of message.text.matchAll(pattern)) {
    const [word] = found;
    const command = word.startsWith('/');
    if (command && !message.from?.is_bot) continue;
    pieces.push(message.text.slice(from, found.index), command ? commandButton(word, does) : link(word, word, does));
    from = found.index + word.length;
  }
  return [...pieces, message.text.slice(from)];
}

const commandButton = (word, does) =>
  el('button', {type: 'button', class: 'command', onclick: () => does.command(word)}, word);

function link(address, label, does, extra = {}) {
  return el('a', {
    ...extra, href: address, target: '_blank', rel: 'noopener noreferrer',
    onclick: (event) => { if (does.link(address)) event.preventDefault(); },
  }, label);
}

function keys(message, does) {
  if (!message.buttons?.length) return null;
  return el('div', {class: 'keys'}, ...message.buttons.map((buttons, y) => el('div', {class: 'keyrow'},
    ...buttons.map((button, x) => key(message, button, `key ${y} ${x}`, does)))));
}

function key(message, button, focus, does) {
  if (button.url && /^https?:/i.test(button.url)) {
    const node = link(button.url, button.text, does, {class: 'key', 'data-focus': focus});
    node.append(icon('link'));
    return node;
  }
  const press = async (event) => {
    const node = event.currentTarget;
    node.setAttribute('aria-busy', 'true');
    await does.tap(message, button);
    node.removeAttribute('aria-busy');
  };
  return el('button', {type: 'button', class: 'key', 'data-focus': focus, onclick: press}, button.text);
}
