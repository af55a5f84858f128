// Lets work run one at a time: whoever asks while it runs gets one more run after it, as what they ask
// about may be newer than what is under way.

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
