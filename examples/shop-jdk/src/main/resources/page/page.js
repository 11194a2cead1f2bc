'use strict';

const ARTICLES = {
  tea: '<path d="M20 46h52v14a22 22 0 0 1-22 22h-8a22 22 0 0 1-22-22z"/><path d="M72 50h6a9 9 0 0 1 0 18h-7M14 90h64M36 36c-5-6 5-9 0-16M52 36c-5-6 5-9 0-16"/>',
  coffee: '<ellipse cx="48" cy="52" rx="26" ry="36" transform="rotate(30 48 52)"/><path d="M62 22c-4 20-26 36-30 60"/>',
  cake: '<path d="M14 62 72 34a14 14 0 0 1 12 14v14zM14 62h70v24H14zM14 74h70"/><circle cx="62" cy="26" r="6"/>',
};
const MAX_PICTURE_BYTES = 10_000_000;

const $ = selector => document.querySelector(selector);
let notice;

/** Calls the shop. An answer that is a problem becomes an error with its text. */
async function call(method, path, body, headers = {}) {
  const type = body ? {'Content-Type': 'application/json'} : {};
  const response = await fetch(path, {method, headers: {...type, ...headers}, body: body && JSON.stringify(body)});
  const text = await response.text();
  const answer = text ? JSON.parse(text) : {};
  if (!response.ok) {
    throw Object.assign(new Error(answer.detail || response.statusText), {status: response.status});
  }
  return answer;
}

function tell(text, bad = false) {
  clearTimeout(notice);
  $('#notice').textContent = text;
  $('#notice').classList.toggle('bad', bad);
  $('#notice').hidden = false;
  notice = setTimeout(() => { $('#notice').hidden = true; }, 6000);
}

/** Runs what a click asks for, and shows what went wrong. */
function on(selector, event, task) {
  $(selector).addEventListener(event, async happened => {
    happened.preventDefault();
    try {
      await task(happened);
    } catch (error) {
      tell(error.message, true);
    }
  });
}

function element(name, text, onclick) {
  const made = document.createElement(name);
  made.textContent = text;
  if (onclick) {
    made.addEventListener('click', () => Promise.resolve(onclick()).catch(e => tell(e.message, true)));
  }
  return made;
}

const euro = cents => new Intl.NumberFormat('en-IE', {style: 'currency', currency: 'EUR'}).format(cents / 100);

let prices = {};

async function showShelf() {
  prices = (await call('GET', '/catalogue')).prices;
  $('#shelf').replaceChildren(...Object.entries(prices).map(([sku, price]) => {
    const article = document.createElement('li');
    article.innerHTML = `<svg viewBox="0 0 96 96" fill="none" stroke="currentColor" stroke-width="3"
        stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${ARTICLES[sku] || ''}</svg>`;
    const cost = element('span', euro(price));
    cost.className = 'price';
    const add = element('button', 'Add to cart', () => changeCart('POST', '/cart/items', {sku, quantity: 1}));
    add.className = 'quiet';
    add.dataset.sku = sku;
    article.append(element('strong', sku), cost, add);
    return article;
  }));
}

async function changeCart(method, path, body) {
  showCart(await call(method, path, body));
  forgetOrderKey(); // another cart is another order
}

function showCart({items}) {
  $('#cart').replaceChildren(...items.map(({sku, quantity}) => {
    const line = document.createElement('li');
    const remove = element('button', 'remove', () => changeCart('DELETE', `/cart/items/${sku}`));
    remove.className = 'link';
    line.append(element('span', `${quantity} × ${sku}`), remove);
    return line;
  }));
  const total = items.reduce((sum, {sku, quantity}) => sum + prices[sku] * quantity, 0);
  $('#cart-total strong').textContent = euro(total);
  $('#cart-empty').hidden = items.length > 0;
  $('#cart-total').hidden = items.length === 0;
  $('#order').disabled = items.length === 0 || $('#account').hidden;
}

/** One key for one order: however often it is sent, and after a reload too, it is ordered once. */
function orderKey() {
  let key = sessionStorage.getItem('order-key');
  if (!key) {
    key = Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join('');
    sessionStorage.setItem('order-key', key);
  }
  return key;
}

function forgetOrderKey() {
  sessionStorage.removeItem('order-key');
}

async function order() {
  // The button stays as it is, and clicks may come in pairs: the key makes them one order.
  const {order_id, total} = await call('POST', '/orders', {}, {'Idempotency-Key': `"${orderKey()}"`});
  tell(`Ordered for ${euro(total)}. Your order is ${order_id.slice(0, 8)}.`);
  showCart(await call('GET', '/cart'));
  setTimeout(forgetOrderKey, 2000); // the second click of a double click is on its way
}

async function showAccount() {
  let user = '';
  try {
    ({user} = await call('GET', '/me'));
  } catch (error) {
    if (error.status !== 401) throw error;
  }
  $('#user').textContent = user;
  $('#login').hidden = $('#order-hint').hidden = Boolean(user);
  $('#account').hidden = !user;
  document.querySelectorAll('.members').forEach(section => { section.hidden = !user; });
  $('#pictures').replaceChildren();
  showCart(await call('GET', '/cart'));
  if (user) {
    await showDevices();
  }
}

/** What people call their browser; what does not say so is shown as it is. */
function deviceName(agent) {
  const [browser] = agent.match(/Firefox|Edg|OPR|Chrome|Safari/) || [];
  const [system] = agent.match(/Windows|Android|iPhone|iPad|Mac OS X|Linux/) || [];
  return browser && system ? `${{Edg: 'Edge', OPR: 'Opera'}[browser] || browser} on ${system}` : agent;
}

async function showDevices() {
  const {sessions} = await call('GET', '/sessions');
  $('#devices').replaceChildren(...sessions.map(({handle, device, last_used, current}) => {
    const line = document.createElement('li');
    const name = element('span', deviceName(device));
    name.title = device;
    name.append(element('small', current ? 'this device' : `last used ${new Date(last_used).toLocaleString()}`));
    line.append(name);
    if (!current) {
      const end = element('button', 'log out', async () => {
        await call('DELETE', `/sessions/${handle}`);
        await showDevices();
      });
      end.className = 'link';
      line.append(end);
    }
    return line;
  }));
}

/** Ticket, bytes straight to storage, confirmation: the shop never sees the bytes. */
async function upload(file) {
  if (file.size > MAX_PICTURE_BYTES) {
    throw new Error('The picture is larger than 10 MB.');
  }
  const ticket = await call('POST', '/uploads/tickets', {type: file.type, size: file.size});
  await send(ticket, file);
  const {key} = await call('POST', '/uploads/confirm', {ticket: ticket.ticket});
  const picture = document.createElement('li');
  const image = document.createElement('img');
  image.src = `/${key}`;
  image.alt = file.name;
  picture.append(image);
  $('#pictures').prepend(picture);
  tell('Your picture is stored.');
}

/** By XMLHttpRequest, as fetch does not say how far it is. */
function send({method, url, headers}, file) {
  const [bar, percent] = $('#upload').children;
  $('#upload').hidden = false;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.onprogress = ({loaded, total}) => {
      bar.value = Math.round(100 * loaded / total);
      percent.textContent = `${bar.value} %`;
    };
    request.onload = () => request.status < 300
        ? resolve() : reject(new Error(`Storage refused the picture (${request.status}).`));
    request.onerror = () => reject(new Error('Storage cannot be reached.'));
    request.onloadend = () => { $('#upload').hidden = true; };
    request.send(file);
  });
}

on('#login', 'submit', async ({target}) => {
  await call('POST', '/login', {user: new FormData(target).get('user')});
  target.reset();
  await showAccount();
});
on('#logout', 'click', async () => {
  await call('POST', '/logout');
  await showAccount();
});
on('#logout-everywhere', 'click', async () => {
  await call('DELETE', '/sessions');
  await showAccount();
  tell('You are logged out on all devices.');
});
on('#order', 'click', order);
on('#file', 'change', async ({target}) => {
  const [file] = target.files;
  if (file) {
    await upload(file).finally(() => { target.value = ''; });
  }
});
on('#drop', 'dragover', () => $('#drop').classList.add('over'));
on('#drop', 'dragleave', () => $('#drop').classList.remove('over'));
on('#drop', 'drop', async ({dataTransfer}) => {
  $('#drop').classList.remove('over');
  const [file] = dataTransfer.files;
  if (file) {
    await upload(file);
  }
});
$('#drop').addEventListener('keydown', ({key}) => { if (key === 'Enter') $('#file').click(); });

$('#instance').textContent = location.host;
showShelf().then(showAccount).catch(error => tell(error.message, true));
