/** Small tools: making nodes, links in texts, ids, storage. */

/** Make an element. Strings among the children become text nodes: nothing is ever parsed. */
function make(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter(Boolean));
  return node;
}

/** Put children in the place of those a node has. */
function fill(node, ...children) {
  node.textContent = "";
  node.append(...children.filter(Boolean));
}

/** A button that does something on this page. */
function press(label, act, properties) {
  return make("button", { type: "button", onclick: act, ...properties }, label);
}

/** A sign beside a label that says the same. */
const sign = (text) => make("span", { "aria-hidden": "true" }, text);

/** Give a document its looks without inline styles, whatever its policy. */
function dress(root, css, view) {
  try {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    return true;
  } catch {
    return false; // an older browser
  }
}

/** 2026-11-24 → 24/11/2026. No Date: a time zone could move the day. */
const dayMonthYear = (iso) => iso.split("-").reverse().join("/");

/** crypto.randomUUID exists on https pages only; getRandomValues everywhere. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const ADDRESS = /(?:https?:\/\/|\b(?=(?:[\w-]+\.)+gov\.vn\b))[^\s<>"]*[^\s<>".,;:!?)\]]/g;
const SHORT_NUMBER = /\b11[1-5]\b/g;

/** Split a text into text and links, by pattern. */
function linked(text, pattern, href, properties) {
  const parts = [];
  let end = 0;
  text.replace(pattern, (found, index) => {
    parts.push(text.slice(end, index), make("a", { href: href(found), ...properties }, found));
    end = index + found.length;
  });
  return [...parts, text.slice(end)];
}

const NEW_TAB = { target: "_blank", rel: "noopener noreferrer" };
const webAddress = (text) => (text.startsWith("http") ? text : `https://${text}`);
const withLinks = (text) => linked(text, ADDRESS, webAddress, NEW_TAB);
const withCalls = (text) => linked(text, SHORT_NUMBER, (number) => `tel:${number}`);

/** Storage that may be blocked or full: then nothing is kept, and the page goes on. */
const storage = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Blocked or full.
    }
  },
};
