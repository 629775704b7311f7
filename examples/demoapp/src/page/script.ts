/** Opens the WebSocket and the event stream, and says what comes. The rest of the page needs no script. */
export const SCRIPT = `
const { live } = document.getElementById('live-words').dataset;
const words = JSON.parse(live);

function card(id, open) {
  const [list, toggle] = [document.querySelector('#' + id + ' ol'), document.querySelector('#' + id + ' button')];
  const say = (text) => {
    const item = document.createElement('li');
    item.textContent = text;
    list.append(item);
    while (list.children.length > 5) list.firstElementChild.remove();
  };
  let close;
  const over = () => {
    close = undefined;
    toggle.textContent = words.open;
  };
  toggle.addEventListener('click', () => {
    if (close !== undefined) return close();
    toggle.textContent = words.close;
    close = open(say, over);
  });
  document.getElementById(id).hidden = false;
}

card('websocket', (say, over) => {
  const socket = new WebSocket(new URL('ws', location.href).href.replace(/^http/, 'ws'));
  let count = 0;
  const send = () => socket.send('hello ' + (count += 1));
  let timer;
  socket.addEventListener('open', () => {
    send();
    timer = setInterval(send, 1000);
  });
  socket.addEventListener('message', ({ data }) => say(data));
  socket.addEventListener('close', ({ code, reason }) => {
    clearInterval(timer);
    say(words.closed + ' ' + code + ' ' + reason);
    over();
  });
  return () => socket.close(1000);
});

card('stream', (say, over) => {
  const source = new EventSource('events');
  source.addEventListener('tick', ({ data }) => say(data));
  const end = () => {
    source.close();
    say(words.closed);
    over();
  };
  source.addEventListener('error', end);
  return end;
});
`;
