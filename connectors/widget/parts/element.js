/** The element: frame, launcher, focus, and what it tells the host page. */

// Known only while this script runs; afterwards currentScript is null.
const SCRIPT = document.currentScript;
const SERVER = new URL((SCRIPT && SCRIPT.src) || location.href).origin;
const NAME = "tro-ly-mot-cua";
const FILE_TYPES = "image/*,audio/*,application/pdf";
const COVERS = matchMedia("(max-width: 480px), (max-height: 416px)"); // as in style.css

/** Labels in use; one widget a page, so one language. */
let L = LABELS.vi;

class TroLyMotCua extends HTMLElement {
  static get observedAttributes() {
    return ["data-theme", "data-primary", "data-primary-dark", "data-position", "data-lang"];
  }

  connectedCallback() {
    // The element's children, such as starter questions, may not be there yet.
    whenParsed(() => this.isConnected && this._begin());
  }

  disconnectedCallback() {
    if (!this.conversation) return;
    for (const [target, name, act] of this.heard) target.removeEventListener(name, act);
    this.conversation.deafen();
  }

  attributeChangedCallback() {
    if (this.root) this._build();
  }

  get floating() {
    return this.dataset.mode === "floating";
  }

  /** National code of the procedure that the host page is about. */
  get procedure() {
    const code = this.dataset.procedure;
    return /^\d\.\d{6}$/.test(code) ? code : undefined;
  }

  _begin() {
    if (!this.conversation) this._start();
    const { conversation } = this;
    this.heard = [
      [window, "online", () => conversation.retryNow()],
      [window, "storage", ({ key }) => key === conversation.key && conversation.follow()],
      // A hidden page listens to nothing: it costs the server a connection.
      [document, "visibilitychange", () =>
        document.hidden ? conversation.deafen() : conversation.listen()],
    ];
    for (const [target, name, act] of this.heard) target.addEventListener(name, act);
    conversation.start();
  }

  _start() {
    const shadow = this.attachShadow({ mode: "open" });
    this.root = make("section", {
      onkeydown: (event) => event.key === "Escape" && this._escape(event),
      onfocusout: ({ relatedTarget }) => {
        // Where the panel covers the page, focus must not go on beneath it.
        const left = relatedTarget && !this.root.contains(relatedTarget);
        if (!left || !this.floating || !COVERS.matches) return;
        this._show(false);
        this.tell("closed");
      },
    });
    if (!dress(shadow, CSS, window)) {
      shadow.append(make("link", { rel: "stylesheet", href: `${SERVER}/chat/widget.css` }));
    }
    shadow.append(this.root);
    const api = new ChatApi(this.dataset.api || `${SERVER}/chat/api`);
    this.conversation = new Conversation(api, this);
    this.opened = !this.floating;
    for (const media of [DARK_MODE, MORE_CONTRAST]) media.addListener(() => this._apply());
    try {
      this._build();
    } catch {
      this.conversation.clear(); // kept by an older version, or damaged
    }
  }

  /** Draw everything anew, in the language chosen. */
  _build() {
    const draft = this.input ? this.input.value : "";
    this.chosen = storage.read(DISPLAY_KEY) || {};
    const around = this.closest("[lang]");
    const lang = this.chosen.lang || this.dataset.lang || (around && around.lang);
    const code = /^en/.test(lang) ? "en" : "vi";
    L = { ...LABELS[code], code };
    this.root.lang = code;
    this.root.setAttribute("aria-label", L.name);
    fill(this.root, this._launcher(), this._frame());
    this.input.value = draft;
    this._apply();
    this._show(this.opened);
    this.redrawn();
    this.waiting(this.conversation.sending);
  }

  _apply() {
    this.root.className = this.floating ? "floating" : "page";
    this.root.classList.toggle("left", this.dataset.position === "left");
    applyDisplay(this.root, this.chosen, this.dataset);
  }

  _launcher() {
    this.badge = make("span", { class: "badge", hidden: true },
      make("span", { class: "sr" }, L.unread));
    this.launcher = press(sign("💬"), () => this.open(),
      { class: "main launcher", "aria-expanded": "false" });
    this.launcher.append(` ${L.open} `, this.badge);
    return this.launcher;
  }

  _frame() {
    this.log = make("div",
      { class: "log", role: "log", "aria-label": L.log,
        tabindex: this.floating ? "0" : null }); // it scrolls by itself only there
    this.typing = make("div", { role: "status" });
    this.problem = make("div", { role: "alert" });
    this.starters = make("div", { class: "starters" });
    this.display = make("div", { hidden: true });
    this.displayButton = press(L.display, () => this._unfold(this.display.hidden),
      { class: "quiet", "aria-expanded": "false" });
    this.frame = make("div", { class: "frame" },
      make("div", { class: "head" }, make("h2", {}, L.name), this.displayButton,
        this.floating && press(L.close, () => this.close())),
      this.display, this.log, this.starters, this.typing, this.problem, ...this._composer());
    return this.frame;
  }

  _unfold(yes) {
    this.display.hidden = !yes;
    this.displayButton.setAttribute("aria-expanded", String(yes));
    fill(this.display, yes && displayPanel(this.chosen, (chosen, name) => {
      this.chosen = chosen;
      storage.write(DISPLAY_KEY, chosen);
      if (name === "lang") this._build();
      else this._apply();
      this._unfold(true);
      this.display.querySelector(`[name=${name}]`).focus();
    }));
  }

  _composer() {
    this.input = make("textarea", { id: "words", rows: "1", maxlength: MAX_CHARACTERS,
      placeholder: L.placeholder, enterkeyhint: "send", autocomplete: "off",
      "aria-describedby": "privacy",
      onkeydown: (event) => {
        // While an input method composes a letter (Telex, VNI), Enter belongs to it; Safari says so
        // by the number only.
        const composing = event.isComposing || event.keyCode === 229;
        if (event.key !== "Enter" || event.shiftKey || composing) return;
        event.preventDefault();
        this._submit();
      } });
    const form = make("form",
      { onsubmit: (event) => {
        event.preventDefault();
        this._submit();
      } },
      make("label", { class: "sr", for: "words" }, L.input), this.input,
      make("button", { class: "main" }, L.send));
    const picker = make("input", { type: "file", accept: FILE_TYPES, multiple: true, hidden: true,
      onchange: () => {
        for (const file of picker.files) this.conversation.attach(file);
        picker.value = "";
      } });
    this.attaching = make("div", { class: "row", hidden: true },
      press(L.attach, () => picker.click()), picker, make("span", {}, L.attachHint));
    const heard = make("span", { role: "status" });
    this.clearing = press(L.clear, () => this._clear(), { class: "quiet" });
    return [
      make("div", { class: "foot" }, this.attaching, form),
      make("div", { class: "under" }, make("span", { id: "privacy" }, L.privacy), heard,
        speechButton(this.input, (sentence) => {
          heard.textContent = sentence;
        }),
        this.clearing),
    ];
  }

  open() {
    this._show(true);
    this.tell("opened");
    this.log.scrollTop = this.log.scrollHeight;
    // A touch keyboard would hide half of the panel before anything was read.
    (matchMedia("(pointer: fine)").matches ? this.input : this.log).focus();
  }

  close() {
    this._show(false);
    this.tell("closed");
    this.launcher.focus();
  }

  _show(yes) {
    this.opened = yes;
    this.frame.hidden = !yes;
    this.launcher.hidden = yes;
    if (yes) this.badge.hidden = true;
  }

  _escape(event) {
    if (!this.display.hidden) {
      this._unfold(false);
      this.displayButton.focus();
    } else if (this.floating && this.opened) {
      this.close();
    } else {
      return;
    }
    event.stopPropagation();
  }

  _submit() {
    const text = this.input.value.trim();
    if (text) {
      this.input.value = "";
      this.conversation.say(text);
    }
    this.input.focus();
  }

  _clear() {
    if (confirm(L.clearSure)) this.conversation.clear();
    this.input.focus();
  }

  /** Tell the host page what happened; never what was said. */
  tell(name, detail) {
    const options = { bubbles: true, composed: true, detail: detail || {} };
    this.dispatchEvent(new CustomEvent(`tlmc:${name}`, options));
  }

  // What the conversation tells.

  redrawn() {
    // Only what comes later is news: a screen reader need not hear the past again.
    this.log.setAttribute("aria-live", "off");
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
    fill(this.log, make("div", { class: "assistant" }, make("p", { class: "bubble" }, L.greeting)));
    this.turns = new Map();
    this.conversation.entries.forEach((entry, index) => this._draw(entry, index));
    this._offers();
    if (this.conversation.entries.length) this.log.lastElementChild.scrollIntoView();
  }

  added(entry, index) {
    const focused = this.shadowRoot.activeElement;
    const turn = this._draw(entry, index);
    this._offers();
    if (entry.from === "citizen") {
      turn.scrollIntoView({ block: "nearest" });
      // The button pressed is gone: keep the place of a keyboard or screen-reader user.
      if (!this.shadowRoot.activeElement) turn.focus({ preventScroll: true });
    } else {
      if (focused && focused.matches(".citizen")) turn.focus({ preventScroll: true });
      this._reveal(turn, index);
      this.badge.hidden = this.opened;
    }
  }

  changed(entry) {
    const turn = citizenTurn(entry);
    const old = this.turns.get(entry);
    const focused = old.contains(this.shadowRoot.activeElement);
    old.replaceWith(turn);
    this.turns.set(entry, turn);
    if (focused) turn.focus({ preventScroll: true });
    const again = entry.state === "refused" && !entry.file;
    if (again && !this.input.value) this.input.value = entry.shown;
  }

  /** How far a file is; once it is there whole, stopping would only hide that. */
  progress(entry, share) {
    const turn = this.turns.get(entry);
    let bar = turn.querySelector("progress");
    if (!bar) {
      bar = make("progress", { max: "1", "aria-label": `${L.sendingFile}: ${entry.shown}` });
      turn.append(make("div", { class: "row" }, bar, make("span", {}),
        press(L.stopFile, () => this.conversation.stopFile(entry))));
    }
    bar.value = share;
    bar.nextSibling.textContent = `${Math.floor(share * 100)} %`;
    bar.parentNode.lastChild.hidden = share >= 1;
  }

  waiting(yes) {
    this.typing.className = yes ? "waiting" : "";
    const dots = make("span", { class: "dots", "aria-hidden": "true" },
      make("i"), make("i"), make("i"));
    fill(this.typing, yes && dots, yes && L.typing);
    if (yes) this._showEnd(this.typing);
  }

  trouble(sentence) {
    this.problem.className = sentence ? "trouble" : "";
    fill(this.problem, sentence && make("span", {}, sentence),
      sentence && press(L.retry, () => this.conversation.retryNow()));
    if (sentence) this._showEnd(this.problem);
  }

  rated(entry, sentence) {
    const box = this.turns.get(entry).querySelector(".rating");
    if (box) box.said(sentence);
  }

  _draw(entry, index) {
    const turn =
      entry.from === "citizen" ? citizenTurn(entry) : assistantTurn(entry, this.conversation);
    // The greeting stands before the first entry.
    this.log.insertBefore(turn, this.log.children[index + 1] || null);
    this.turns.set(entry, turn);
    return turn;
  }

  /** Buttons belong to the last reply only: an older "Lệ phí" would now mean something else. */
  _offers() {
    const { entries } = this.conversation;
    for (const old of this.log.querySelectorAll(".choices")) old.remove();
    const last = entries[entries.length - 1];
    const reply = last && last.reply;
    if (reply && reply.buttons.length) {
      this.turns.get(last).append(choices(L.choices, reply.buttons.map(({ title, payload }) =>
        [title, () => this.conversation.say(payload, title, "button")])));
    }
    // Files belong to what a form asks; while one is sent, the next may be chosen.
    const answered = entries.filter((entry) => entry.reply).pop();
    this.attaching.hidden = !(answered && answered.reply.meta.slot);
    const starters = entries.length ? [] : Array.from(this.querySelectorAll("[data-starter]"));
    this.starters.hidden = !starters.length;
    fill(this.starters, choices(L.starters, starters.map((element) => {
      const text = element.textContent.trim();
      return [text, () => this.conversation.say(text, text, "starter")];
    })));
    this.clearing.hidden = !entries.length;
  }

  /** What stands below the log takes room from it: keep the last message in sight as well. */
  _showEnd(below) {
    (this.floating ? this.log.lastElementChild : below).scrollIntoView({ block: "nearest" });
  }

  /** A long answer is read from its top, a short one is shown whole. */
  _reveal(turn, index) {
    const space = this.floating ? this.log.clientHeight : innerHeight;
    const before = this.turns.get(this.conversation.entries[index - 1]);
    const long = turn.offsetHeight > space * 0.6;
    const top = long && before && before.matches(".citizen") ? before : turn;
    top.scrollIntoView({ block: long ? "start" : "nearest" });
  }
}

function whenParsed(act) {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", act);
  else act();
}

// A browser too old for this keeps the element's own children: the page without JavaScript.
if (window.customElements && !customElements.get(NAME)) {
  customElements.define(NAME, TroLyMotCua);
  // The script tag alone is enough: then the widget floats, with the tag's own data-… attributes.
  whenParsed(() => {
    if (!SCRIPT || SCRIPT.dataset.mode === "page" || document.querySelector(NAME)) return;
    const element = make(NAME);
    Object.assign(element.dataset, { mode: "floating" }, SCRIPT.dataset);
    document.body.append(element);
  });
}
