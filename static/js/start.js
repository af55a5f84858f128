// Binds behaviours to elements: data-module="send retry" loads components/send.js and
// components/retry.js and calls each with the element. One that fails, fails alone.

import "./lib/say.js";

const loaded = new WeakMap();
// Once a component has come, new elements are bound at once: a press on one that is not bound would go the plain way.
const modules = new Map();

export function bind(root = document) {
  const elements = [...root.querySelectorAll("[data-module]")];
  if (root.matches?.("[data-module]")) elements.unshift(root);
  for (const element of elements) {
    const bound = loaded.get(element) ?? loaded.set(element, new Set()).get(element);
    for (const name of element.dataset.module.split(" ")) {
      if (bound.has(name)) continue;
      bound.add(name);
      if (modules.has(name)) attach(element, name);
      else
        import(`./components/${name}.js`)
          .then((module) => {
            modules.set(name, module);
            attach(element, name);
          })
          .catch((error) => console.error(`component ${name}:`, error));
    }
  }
}

function attach(element, name) {
  try {
    modules.get(name).default(element);
    element.dataset.bound = [element.dataset.bound ?? "", name].join(" ").trim();
  } catch (error) {
    console.error(`component ${name}:`, error);
  }
}

bind();
// After fresh HTML has been laid over the page, new elements need their behaviours, too.
document.addEventListener("handlingsrom:morphed", (event) => bind(event.target));
