// A form that cannot be sent at present: it keeps what was typed, and shows why and what can be done.

import { announce } from "./say.js";

const READ = "input:not([type=hidden], [type=radio], [type=checkbox]), textarea";

// Shows in `form` why it cannot be sent, or with null that it can. With `onLater`, it offers to send the form later;
// a form that is `over` cannot be sent any more. Returns whether the form has a place for the message.
export function showNotNow(form, why, { onLater = null, over = false } = {}) {
  const box = form.querySelector(".not-now");
  if (!box) return false;
  const line = box.querySelector("[data-why]");
  line.textContent = why ?? "";
  box.hidden = why === null;
  announce(why ?? "", { topic: "not-now" });
  const later = box.querySelector("[data-later]");
  later.hidden = !onLater;
  later.onclick = onLater;
  const copy = box.querySelector("[data-copy]");
  copy.hidden = !written(form);
  copy.onclick = async () => {
    if (!(await copyText(written(form)))) return;
    copy.textContent = copy.dataset.copied;
    announce(copy.dataset.copied, { topic: "copy" });
  };
  for (const button of form.querySelectorAll(".not-now ~ button, .not-now ~ p button")) button.hidden = over;
  return true;
}

function written(form) {
  const fields = [...form.querySelectorAll(READ)].filter(({ value, defaultValue, name }) => name && value.trim() && value !== defaultValue);
  return fields.map(({ value }) => value).join("\n\n");
}

// The Clipboard API needs HTTPS, which a local server in a hall does not have; execCommand works there, too.
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const focused = document.activeElement;
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    focused.focus({ preventScroll: true });
    return copied;
  }
}
