// What the server knows about a span of days: kept per span, so that the day before and after show at once.
export class Feed {
  constructor(url) {
    this.url = url;
    this.kept = new Map();
  }

  key = (span) => `${span.from}/${span.to}`;

  keep(span, answer) {
    this.kept.set(this.key(span), answer);
  }

  known(span) {
    return this.kept.get(this.key(span));
  }

  forget() {
    this.kept.clear();
  }

  // With `outside` also how many visits are to be moved, which takes the server a look at all that are to come.
  async ask(span, { outside = false } = {}) {
    const url = new URL(this.url, location);
    url.searchParams.set("from", span.from);
    url.searchParams.set("to", span.to);
    if (outside) url.searchParams.set("outside", "yes");
    const answer = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (answer.redirected || answer.status === 401) return location.reload();
    if (!answer.ok) throw new Error(`feed: ${answer.status}`);
    const data = await answer.json();
    const { outside: _, ...kept } = data;
    this.keep(span, kept);
    return data;
  }
}
