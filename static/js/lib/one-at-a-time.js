// Runs asynchronous work one at a time. A call while it runs adds one more run after it, because the running one may
// have read an older state.

export function oneAtATime(work) {
  let running = null;
  let asked = false;

  async function run() {
    try {
      while (asked) {
        asked = false;
        await work();
      }
    } finally {
      running = null;
    }
  }

  return () => {
    asked = true;
    running ??= run();
    return running;
  };
}
