/** Speech into the question box, where the browser has it; nothing is sent by itself. */

const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;

function speechButton(input, note) {
  if (!Recognition) return null;
  let listening = null;
  const button = press(L.speak, toggle, { "aria-pressed": "false" });

  function show(sentence) {
    button.textContent = listening ? L.stopSpeaking : L.speak;
    button.setAttribute("aria-pressed", String(Boolean(listening)));
    note(sentence);
  }

  function toggle() {
    if (listening) {
      listening.stop();
      return;
    }
    const before = input.value ? `${input.value.trim()} ` : "";
    let problem = "";
    listening = new Recognition();
    listening.lang = "vi-VN";
    listening.interimResults = true;
    listening.onresult = (event) => {
      const heard = Array.from(event.results, (result) => result[0].transcript).join(" ");
      input.value = (before + heard).slice(0, MAX_CHARACTERS);
    };
    listening.onerror = () => {
      problem = L.notHeard;
    };
    listening.onend = () => {
      listening = null;
      show(problem);
      input.focus();
    };
    try {
      listening.start();
      show(L.listening);
    } catch {
      listening = null;
      show(L.notHeard);
    }
  }

  return button;
}
