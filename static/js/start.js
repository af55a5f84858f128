// Binds components to elements: data-module="preview draft" loads components/preview.js and components/draft.js,
// and calls each with the element. The others still work where one fails.

import "./lib/say.js";

const loaded = new WeakMap();
// Loaded components, which bind new elements at once: until an element is bound, a press on it reloads the page.
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
// HTML that was morphed into the page may hold new elements.
document.addEventListener("handlingsrom:morphed", (event) => bind(event.target));
