// Writing: text, replies, corrections and attachments, with a draft kept for each chat.

import {askFor, attempt, openMenu} from './draw.js';
import {post, upload} from './phone.js';
import {preview} from './messages.js';

const form = document.getElementById('composer');
const text = document.getElementById('text');
const file = document.getElementById('file');
const aboutTo = document.getElementById('about-to');

// Where we are writing ({person, chat}), and what comes with the text: {reply}, {edit} or {files, kind}.
let place = null;
let along = {};
let sent = () => {};

const draftKey = () => `draft ${place.person} ${place.chat}`;

/** `afterSending` runs once the server has what was written. */
export function startComposer(afterSending) {
  sent = afterSending;
  text.addEventListener('input', () => { grow(); if (!along.edit) sessionStorage.setItem(draftKey(), text.value); });
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') dropAlong();
    const writes = event.key === 'Enter' && !event.shiftKey && !event.isComposing; // Vietnamese input methods compose
    if (writes && matchMedia('(pointer: fine)').matches) { event.preventDefault(); form.requestSubmit(); }
  });
  form.addEventListener('submit', (event) => { event.preventDefault(); attempt(send); });
  document.getElementById('never-mind').addEventListener('click', dropAlong);
  document.getElementById('attach').addEventListener('click', attach);
  file.addEventListener('change', () => {
    if (file.files.length) bring({files: [...file.files], kind: file.dataset.kind});
  });
}

export function writeIn(person, chat, placeholder) {
  if (place?.person !== person || place?.chat !== chat) {
    place = {person, chat};
    clearAlong();
    text.value = sessionStorage.getItem(draftKey()) ?? '';
  }
  text.placeholder = placeholder;
  grow();
}

export const replyTo = (message) => bring({reply: message});

export function correct(message) {
  bring({edit: message});
  text.value = message.text;
  grow();
}

function bring(what) {
  dropAlong();
  along = what;
  const [name, title, detail] = told(what);
  aboutTo.querySelector('use').setAttribute('href', `#i-${name}`);
  aboutTo.querySelector('b').textContent = title;
  aboutTo.querySelector('span').textContent = detail;
  aboutTo.hidden = false;
  text.focus();
}

function told({reply, edit, files, kind}) {
  if (edit) return ['edit', 'Sửa tin', preview(edit)];
  if (reply) return ['reply', `Trả lời ${reply.from?.name ?? ''}`, preview(reply)];
  return [kind, kind === 'photo' ? 'Gửi ảnh' : 'Gửi tệp', files.map((one) => one.name).join(', ')];
}

function clearAlong() {
  along = {};
  aboutTo.hidden = true;
  file.value = '';
}

function dropAlong() {
  if (along.edit) text.value = sessionStorage.getItem(draftKey()) ?? '';
  clearAlong();
  grow();
}

function grow() {
  text.style.height = 'auto';
  text.style.height = `${Math.min(text.scrollHeight, 168)}px`;
}

async function send() {
  const {reply, edit, files, kind} = along;
  const words = text.value.trim();
  const here = {...place};
  if (!words && !files) return;
  if (edit) await post('edit', {...here, message_id: edit.id, text: words});
  else if (files) await sendFiles(here, files, kind, words);
  else await post('send', {...here, text: words, ...(reply && {reply_to: reply.id})});
  if (!edit) sessionStorage.removeItem(`draft ${here.person} ${here.chat}`);
  if (here.person === place.person && here.chat === place.chat) { // unless the reader went elsewhere meanwhile
    if (edit) dropAlong();
    else { text.value = ''; clearAlong(); grow(); }
  }
  sent();
}

async function sendFiles(here, files, kind, caption) {
  const album = files.length > 1 ? `${performance.now()}` : undefined;
  for (const [index, one] of files.entries()) {
    await upload({...here, kind, album, caption: index === 0 && caption ? caption : undefined}, one);
  }
}

function attach(event) {
  const pick = (kind, accept) => () => { file.dataset.kind = kind; file.accept = accept; file.click(); };
  openMenu(event.currentTarget.getBoundingClientRect(), [
    {label: 'Ảnh', icon: 'photo', act: pick('photo', 'image/*')},
    {label: 'Tệp', icon: 'document', act: pick('document', '')},
    ...(form.dataset.network === 'telegram'
      ? [{label: 'Số điện thoại', icon: 'contact', act: () => attempt(sendContact)}] : []),
    {label: 'Vị trí', icon: 'location', act: () => attempt(sendLocation)},
    {label: 'Nhãn dán', icon: 'sticker', act: () => attempt(() => post('sticker', place).then(sent))},
    {label: 'Tin nhắn thoại', icon: 'voice', act: () => attempt(() => post('voice', place).then(sent))},
  ]);
}

async function sendContact() {
  const here = {...place, first_name: form.dataset.name, user_id: place.person};
  const phone = await askFor('Số điện thoại để gửi', `0900${String(place.person).padStart(6, '0')}`);
  if (phone) await post('contact', {...here, phone}).then(sent);
}

async function sendLocation() {
  const here = {...place};
  const said = await askFor('Vĩ độ, kinh độ', '20.8651, 106.6838');
  const [latitude, longitude] = (said ?? '').split(',').map(Number);
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return;
  await post('location', {...here, latitude, longitude}).then(sent);
}
