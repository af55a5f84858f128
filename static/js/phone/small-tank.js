// The small tank in the phone's head. Its measures are those of templates/phone/_layout.html.

const HEIGHT = 44;
const BOTTOM = 46;

// `tank` has three parts of the drawing's height: what is within the budget, what is over it, and the budget.
export function drawSmallTank({ within, over, budget }) {
  setRectangle("small-water", within, within);
  setRectangle("small-spill", within + over, over);
  const rim = BOTTOM - HEIGHT * budget;
  document.getElementById("small-glass").setAttribute("d", `M4 ${rim} L4 ${BOTTOM} L36 ${BOTTOM} L36 ${rim}`);
}

function setRectangle(id, top, height) {
  const shape = document.getElementById(id);
  shape.setAttribute("y", BOTTOM - HEIGHT * top);
  shape.setAttribute("height", HEIGHT * height);
}
