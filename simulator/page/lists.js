// The left column: groups, phones, and the chats of the chosen phone.

import {el, face, inVietnam, reconcile} from './draw.js';
import {KINDS} from './messages.js';

/** Everything the person's phone lists: bots first (also those not started yet), then groups. */
export function chatsOf(person, bots) {
  const known = new Set(person.chats.map((chat) => chat.id));
  const starts = person.network === 'telegram'; // on Zalo one just writes
  const unmet = bots.filter((bot) => bot.network === person.network && !known.has(bot.id)).map((bot) => (
    {id: bot.id, title: bot.name, kind: 'private', last: '', last_at: null, unread: 0, unmet: starts}));
  const isPrivate = (chat) => chat.kind === 'private';
  return [...person.chats.filter(isPrivate), ...unmet, ...person.chats.filter((chat) => !isPrivate(chat))];
}

/** Every group once: [{chat, members: [person]}]. */
export function groupsOf(people) {
  const groups = new Map();
  for (const person of people) {
    for (const chat of person.chats) {
      if (chat.kind === 'private') continue;
      if (!groups.has(chat.id)) groups.set(chat.id, {chat, members: []});
      groups.get(chat.id).members.push(person);
    }
  }
  return [...groups.values()];
}

export const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase();

/** What a list says of the last message; one without words is named by its kind ("[photo]"). */
const lastOf = (chat) => chat.last.replace(/^\[(\w+)\]$/, (all, kind) => KINDS[kind] ?? all);

/** `view`: {people, bots, now, chosen: {person, chat}, wanted (what the filter says), go(person, chat?, fromGroups?)}. */
export function drawLists(view) {
  const wants = (...words) => plain(words.join(' ')).includes(plain(view.wanted.trim()));
  const groups = groupsOf(view.people).filter(({chat}) => wants(chat.title));
  document.getElementById('groups-section').hidden = !groups.length;
  reconcile(document.getElementById('groups'), groups.map(({chat, members}) => ({
    key: chat.id, chat, owner: members[0].id, chosen: chat.id === view.chosen.chat, when: when(chat.last_at, view.now),
    note: lastOf(chat) || `${members.length} người`, unread: Math.min(...members.map((one) => unreadIn(one, chat.id))),
  })), (item) => groupRow(item, view));
  const people = view.people.filter((person) => person.id === view.chosen.person || wants(person.name, aboutOf(person)));
  reconcile(document.getElementById('people'), people.map((person) => {
    const open = person.id === view.chosen.person;
    const chats = chatsOf(person, view.bots).map((chat) => ({
      ...chat, when: when(chat.last_at, view.now), chosen: open && chat.id === view.chosen.chat,
    }));
    return {key: person.id, person: {...person, chats: undefined}, open, chats};
  }), (item) => personRow(item, view));
}

/** What is said of somebody beside their name: where they serve, and on what when it is not Telegram. */
export const aboutOf = (person) => [person.label, person.network === 'zalo' && 'Zalo'].filter(Boolean).join(' · ');

/** A group has news while none of its members has read it. */
const unreadIn = (person, id) => person.chats.find((chat) => chat.id === id).unread;

function when(at, now) {
  if (!at) return '';
  const {day, date, time} = inVietnam(at);
  return now && inVietnam(now).day === day ? time : date;
}

function personRow({person, open, chats}, view) {
  const alone = chats.length === 1;
  const unread = chats.reduce((sum, chat) => sum + (chat.unread || 0), 0);
  const latest = chats.filter((chat) => chat.last_at).sort((a, b) => a.last_at.localeCompare(b.last_at)).at(-1);
  const button = entry({
    name: person.name, id: person.id, kind: 'person', note: aboutOf(person), when: open && !alone ? '' : latest?.when,
    unread: open && !alone ? 0 : unread, chosen: alone && chats[0].chosen, focus: 'person', go: () => view.go(person.id),
  });
  if (!alone) button.setAttribute('aria-expanded', String(open));
  const inner = open && !alone && el('ul', {class: 'chats'}, ...chats.map((chat) => el('li', {}, entry({
    name: chat.title, id: chat.id, kind: chat.kind === 'private' ? 'bot' : 'group',
    note: chat.unmet ? 'Chưa bắt đầu' : lastOf(chat), when: chat.when, unread: chat.unread,
    chosen: chat.chosen, focus: `chat ${chat.id}`, go: () => view.go(person.id, chat.id),
  }))));
  return el('li', {class: open ? 'open' : undefined}, button, inner);
}

const groupRow = ({chat, owner, note, when: time, chosen, unread}, view) => el('li', {}, entry({
  name: chat.title, id: chat.id, kind: 'group', note, when: time, unread, chosen, focus: 'group',
  go: () => view.go(owner, chat.id, true),
}));

function entry({name, id, kind, note, when: time, unread, chosen, focus, go}) {
  return el('button', {
    type: 'button', class: 'entry', 'aria-current': chosen ? 'true' : undefined, 'data-focus': focus, onclick: go,
  }, face(name, id, kind),
  el('span', {class: 'lines'},
    el('span', {class: 'top'}, el('b', {title: name}, name), time && el('time', {}, time)),
    el('span', {class: 'under'}, el('span', {class: 'note'}, note || ''),
      unread > 0 && el('span', {class: 'badge', 'aria-label': `${unread} tin chưa đọc`}, String(unread)))));
}
