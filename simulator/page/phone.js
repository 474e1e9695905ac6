// What the page asks of the server, and how it says that something went wrong.

export class Refused extends Error {}
export class Unreachable extends Error {}

async function read(request) {
  const answer = await request.catch(() => { throw new Unreachable(); });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(said.error || `Máy chủ trả lời ${answer.status}`);
  return said;
}

export const get = (path) => read(fetch(`/phone/${path}`, {cache: 'no-store'}));

export const post = (path, body = {}) => read(fetch(`/phone/${path}`, {
  method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body),
}));

/** `fields` are plain values; the file goes last, so that a server reading in order knows them first. */
export function upload(fields, file) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, value);
  form.append('file', file, file.name);
  return read(fetch('/phone/upload', {method: 'POST', body: form}));
}

export const fileAddress = (id) => `/phone/files/${encodeURIComponent(id)}`;

/** Many events ask for the same look at the server: one look at a time, and one more if asked meanwhile. */
export function oneAtATime(work) {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await work();
        await new Promise((done) => setTimeout(done, 60));
      }
    } finally {
      running = false;
    }
  };
}
