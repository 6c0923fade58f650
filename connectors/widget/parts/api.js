/** The wire. Every call ends in one of: answered, lost, later, refused; or throws: try again. */

const MAX_CHARACTERS = 4000; // the API takes no more
const MAX_FILE_BYTES = 10 * 1024 * 1024; // nor a larger file
const REQUEST_MS = 20000; // the server answers within 10 s, or says that it is still working
const FILE_MS = 600000;

/** A reply with every field that is drawn, whatever the server left out. */
function whole({ text, buttons, card, meta }) {
  return {
    text: String(text),
    buttons: buttons || [],
    card: card || null,
    meta: { ...meta, sources: (meta && meta.sources) || [] },
  };
}

class ChatApi {
  constructor(base) {
    this.base = base.replace(/\/+$/, "");
  }

  say(session, id, text, procedure) {
    return this._post("/messages", { session, message_id: id, text, procedure });
  }

  sendFile(session, id, file, onProgress) {
    const form = new FormData();
    form.append("session", session || "");
    form.append("message_id", id);
    form.append("file", file);
    return this._post("/files", form, onProgress);
  }

  rate(session, id, position, opinion) {
    const { told, ...said } = opinion;
    return this._post("/feedback", { session, message_id: id, position, ...said });
  }

  /** XMLHttpRequest, because fetch tells nothing of how far an upload is. */
  _post(path, body, onProgress) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", this.base + path);
      request.timeout = onProgress ? FILE_MS : REQUEST_MS;
      request.onload = () => {
        try {
          resolve(this._ending(request, JSON.parse(request.responseText)));
        } catch (problem) {
          reject(problem);
        }
      };
      request.onerror = request.ontimeout = reject;
      request.onabort = () => resolve({ ending: "refused", problem: L.stoppedFile });
      if (onProgress) {
        request.upload.onprogress = (event) =>
          onProgress(event.loaded / event.total, () => request.abort());
        request.send(body);
      } else {
        request.setRequestHeader("Content-Type", "application/json");
        request.send(JSON.stringify(body));
      }
    });
  }

  _ending(request, body) {
    const { status } = request;
    if (status === 200) {
      if (body.message) return { ending: "answered", message: body.message };
      if (!body.replies.length) throw new Error("silence is not an answer");
      return { ending: "answered", session: body.session, replies: body.replies.map(whole) };
    }
    const { code, message } = body.error;
    if (code === "unknown_session") return { ending: "lost" };
    if (code === "still_working" || status === 429) {
      const seconds = Number(request.getResponseHeader("Retry-After")) || 20;
      return { ending: "later", seconds, problem: code === "still_working" ? null : message };
    }
    if (status >= 500) throw new Error(code);
    return { ending: "refused", problem: message };
  }

  /** Replies that come later, from staff. `after` is the id of the last one seen, 0 for none. */
  listen(session, after, onReply, onEnd) {
    const query = new URLSearchParams({ session, after });
    const source = new EventSource(`${this.base}/events?${query}`);
    source.addEventListener("reply", (event) => {
      try {
        onReply(Number(event.lastEventId), whole(JSON.parse(event.data)));
      } catch {
        // One unreadable event must not end the stream.
      }
    });
    // A lost connection is taken up again by the browser; after an error page it gives up.
    source.addEventListener("error", () => source.readyState === 2 && onEnd());
    return source;
  }
}
