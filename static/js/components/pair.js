// Waits until something happens elsewhere: a desk types this screen's code, a phone becomes the desk.

const POLL_MS = 1500;

export default function pair(body) {
  const { url, mark, next } = body.dataset;
  const asking = setInterval(async () => {
    try {
      const answer = await fetch(url, { cache: "no-store", headers: { Accept: "application/json" } });
      if (!answer.ok || (await answer.json()).mark === mark) return;
      clearInterval(asking);
      location.replace(next);
    } catch {
      // The network is away; the next one asks again.
    }
  }, POLL_MS);
}
