// The chat page: which phone and chat is open, the clock and its buttons, and the live line to the server.

import {askFor, attempt, el, face, inVietnam, openMenu, reconcile, toast} from './draw.js';
import {correct, replyTo, startComposer, writeIn} from './composer.js';
import {aboutOf, chatsOf, drawLists, groupsOf} from './lists.js';
import {drawLog} from './messages.js';
import {Refused, Unreachable, get, oneAtATime, post} from './phone.js';

const at = (id) => document.getElementById(id);
const narrow = matchMedia('(max-width: 799px)');
const state = {people: [], bots: [], now: null, controls: [], busy: false, open: {}, shown: null, count: 0};

// --- where we are: the address says #person/chat, so a reload and the browser's back return here

const place = () => {
  const [person, chat] = location.hash.slice(1).split('/').map(Number);
  return {person: person || null, chat: chat || null};
};

function go(person, chat, fromGroups = false) {
  state.fromGroups = fromGroups; // then "back" leads to the first list, not to the chats of a phone nobody picked
  const owner = state.people.find((one) => one.id === person);
  const chats = owner ? chatsOf(owner, state.bots) : [];
  if (!chat && chats.length && (chats.length === 1 || !narrow.matches)) chat = chats[0].id;
  location.hash = person ? (chat ? `${person}/${chat}` : `${person}`) : '';
}

function back() {
  const owner = state.people.find((one) => one.id === state.open.person);
  const several = owner && chatsOf(owner, state.bots).length > 1;
  location.hash = several && !state.fromGroups ? `${owner.id}` : '';
}

function arrive() {
  const wanted = place();
  const owner = state.people.find((one) => one.id === wanted.person);
  const chat = owner && chatsOf(owner, state.bots).find((one) => one.id === wanted.chat);
  state.open = {person: owner?.id ?? null, chat: chat?.id ?? null};
  document.body.dataset.pane = chat ? 'chat' : owner ? 'chats' : 'people';
  draw();
  refreshLog();
}

// --- drawing

function draw() {
  const {person, chat} = state.open;
  const owner = state.people.find((one) => one.id === person);
  const line = owner?.chats.find((one) => one.id === chat);
  if (line) line.unread = 0; // it is in front of the reader
  drawLists({...state, chosen: {person, chat}, wanted: at('filter').value, go});
  const open = owner && chatsOf(owner, state.bots).find((one) => one.id === chat);
  at('nothing').hidden = Boolean(open);
  at('chat').hidden = !open;
  if (open) drawHead(owner, open);
  const unread = state.people.flatMap((one) => one.chats).reduce((sum, one) => sum + (one.unread || 0), 0);
  document.title = (unread ? `(${unread}) ` : '') + at('title').textContent;
}

function drawHead(owner, open) {
  const group = open.kind !== 'private';
  const members = state.people.filter((one) => one.chats.some((chat) => chat.id === open.id)).length;
  const whose = [owner.name, group ? `${members} người trong nhóm` : aboutOf(owner)].filter(Boolean).join(' · ');
  at('chat-title').textContent = open.title;
  at('chat-about').textContent = state.typing === open.id ? 'đang soạn tin…' : `Máy của ${whose}`;
  reconcile(at('chat-face'), [{key: open.id, title: open.title}], () =>
    face(open.title, open.id, group ? 'group' : 'bot'));
  at('start').hidden = !open.unmet;
  at('composer').hidden = Boolean(open.unmet);
  at('composer').dataset.name = owner.name;
  at('composer').dataset.network = owner.network;
  writeIn(owner.id, open.id, group ? `Nhắn với tên ${owner.name}` : 'Nhắn tin');
}

function drawBar() {
  if (state.now) {
    const {weekday, fullDate, time} = inVietnam(state.now);
    at('clock').replaceChildren(...[weekday, fullDate, time].map((part) => el('span', {}, `${part} `)));
    at('clock').dateTime = state.now;
  }
  reconcile(at('controls'), state.controls.map((control) => ({...control, key: control.id})), ({id, label}) =>
    el('button', {type: 'button', onclick: () => pressControl(id)}, label));
  for (const button of at('controls').children) button.disabled = state.busy;
  at('busy').hidden = !state.busy;
}

// --- looking at the server; nobody asked, so a failure is no toast: the banner tells, and the next event looks again

const look = (work) => async () => {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
  }
};

const refreshLists = oneAtATime(look(async () => {
  state.people = await get('people');
  const wanted = place();
  if (wanted.person !== state.open.person || wanted.chat !== state.open.chat) arrive(); else draw();
}));

const refreshLog = oneAtATime(look(async () => {
  const {person, chat} = state.open;
  if (!chat) { state.shown = null; return; }
  const messages = await get(`messages?person=${person}&chat=${chat}`);
  if (person !== state.open.person || chat !== state.open.chat) return; // the reader went elsewhere meanwhile
  showLog(messages, chat < 0);
}));

const refreshControls = look(async () => {
  const said = await get('controls');
  Object.assign(state, {now: said.now, controls: said.controls, busy: said.busy});
  at('title').textContent = said.title || 'Tin nhắn thử';
  drawBar();
});

const refreshAll = look(async () => {
  state.bots = await get('bots');
  await refreshControls();
  await refreshLists();
  await refreshLog();
});

async function pressControl(id) {
  state.busy = true;
  drawBar();
  const done = await attempt(() => post(`controls/${id}`));
  if (done) toast(done.said);
  await refreshControls();
  refreshLists();
  refreshLog();
}

// --- the log sticks to its end, unless the reader went up

const scroll = at('scroll');
const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
const toEnd = () => { scroll.scrollTop = scroll.scrollHeight; };

function showLog(messages, group) {
  const {person, chat} = state.open;
  const here = `${person}/${chat}`;
  const stays = state.shown === here;
  const sticks = !stays || (state.sticks && atEnd());
  if (!stays) at('log').replaceChildren();
  const grown = stays && messages.length > state.count;
  const edits = state.people.find((one) => one.id === person)?.network === 'telegram';
  drawLog(at('log'), messages, {me: person, group, does: edits ? does : {...does, edit: null}});
  Object.assign(state, {shown: here, count: messages.length});
  if (sticks) toEnd();
  else if (grown) at('newer').hidden = false;
  if (!stays) at('newer').hidden = true;
  state.sticks = sticks;
}

const does = {
  tap: (message, {data}) => attempt(async () => {
    toast((await post('tap', {...state.open, message_id: message.id, data})).answer);
  }),
  command: (word) => attempt(() => post('send', {...state.open, text: word})),
  reply: replyTo,
  edit: correct,
  link(address) {
    if (!URL.canParse(address)) return false;
    const {hostname, pathname, searchParams} = new URL(address);
    const bot = state.bots.find((one) => one.username?.toLowerCase() === pathname.slice(1).toLowerCase());
    if (hostname !== 't.me' || !bot || !searchParams.has('start')) return false;
    start(bot.id, searchParams.get('start'));
    return true;
  },
  enlarge(address, name) {
    at('viewer').querySelector('img').src = address;
    at('viewer').querySelector('img').alt = name;
    at('viewer').showModal();
  },
};

function start(bot, payload) {
  const {person} = state.open;
  return attempt(async () => {
    await post('start', {person, bot, ...(payload && {payload})});
    await refreshLists();
    go(person, bot);
    refreshLog();
  });
}

const startByCode = (bot) => async () => {
  const code = await askFor('Mã mời', '');
  if (code) start(bot, code);
};

function chatMenu(event) {
  const {person, chat} = state.open;
  const bot = state.bots.find((one) => one.id === chat);
  const block = (what, said) => () => attempt(() => post(what, {person, bot: chat}).then(() => toast(said)));
  const members = groupsOf(state.people).find((group) => group.chat.id === chat)?.members ?? [];
  const starts = bot?.network === 'telegram' ? [
    {label: 'Gửi /start', icon: 'send', act: () => start(chat)},
    {label: 'Bắt đầu bằng mã mời', icon: 'link', act: startByCode(chat)},
  ] : [];
  openMenu(event.currentTarget.getBoundingClientRect(), bot ? [
    ...starts,
    {label: 'Chặn bot', icon: 'close', act: block('block', 'Đã chặn bot.')},
    {label: 'Bỏ chặn bot', icon: 'reply', act: block('unblock', 'Đã bỏ chặn bot.')},
  ] : members.map((member) => ({
    label: `Xem bằng máy của ${member.name}`, icon: 'contact', act: () => go(member.id, chat),
  })));
}

// --- live

function heard({event, data}) {
  const here = data.chat === state.open.chat && (data.people ?? []).includes(state.open.person);
  if (event === 'clock') {
    Object.assign(state, {now: data.now ?? state.now, busy: Boolean(data.busy)});
    drawBar();
  } else if (event === 'typing') {
    if (!here) return;
    state.typing = data.chat;
    clearTimeout(state.typingEnds);
    state.typingEnds = setTimeout(() => { state.typing = null; draw(); }, 5000);
    draw();
  } else {
    if (here && data.message?.from.is_bot) state.typing = null;
    refreshLists();
    if (here || event === 'chat') refreshLog();
  }
}

function listen() {
  const source = new EventSource('/phone/events');
  source.onopen = () => { at('offline').hidden = true; refreshAll(); };
  source.onerror = () => {
    at('offline').hidden = false;
    // The browser tries again by itself, except where the answer was not a stream at all.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
  for (const event of ['message', 'edited', 'deleted', 'chat', 'clock', 'typing']) {
    source.addEventListener(event, ({data}) => heard({event, data: JSON.parse(data)}));
  }
}

addEventListener('hashchange', arrive);
narrow.addEventListener('change', arrive);
at('back').addEventListener('click', back);
at('to-people').addEventListener('click', () => go(null));
at('chat-menu').addEventListener('click', chatMenu);
at('start').addEventListener('click', () => start(state.open.chat));
at('filter').addEventListener('input', draw);
at('newer').addEventListener('click', toEnd);
at('viewer').addEventListener('click', () => at('viewer').close());
scroll.addEventListener('scroll', () => { state.sticks = atEnd(); if (state.sticks) at('newer').hidden = true; });
at('log').addEventListener('load', () => { if (state.sticks) toEnd(); }, true); // a picture has found its height
new ResizeObserver(() => { if (state.sticks) toEnd(); }).observe(scroll);
startComposer(() => { state.sticks = true; refreshLog(); });
// A real clock goes on unasked.
setInterval(() => { if (!document.hidden && at('offline').hidden) refreshControls(); }, 20_000);
listen();
