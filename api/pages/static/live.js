// Says on an open page that there is something new. Nothing on the page moves until somebody asks for it.

const LONGEST_PAUSE = 300_000;

/** Listens while the page can be seen: browsers open only few connections to one server. */
function watch(live) {
  const { live: url, changes, one, many, missed, show } = live.dataset;
  const status = live.querySelector("[role=status]");
  const news = new Set();
  let source = null;
  let pause = 5000;
  let waiting;

  const mark = () => {
    live.classList.add("live--news");
    live.querySelector(":scope > a").textContent = show;
  };
  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
    mark();
  };
  const showChanges = async () => {
    const answer = await fetch(changes).catch(() => null);
    const html = answer?.ok ? (await answer.text()).trim() : "";
    if (html && html !== status.dataset.shown) {
      status.innerHTML = status.dataset.shown = html;
      mark();
    } else if (answer?.status === 404) say(one);
  };
  const look = ({ data }) => {
    const told = JSON.parse(data);
    if (told.presence || told.missed) document.dispatchEvent(new Event("tuntas:presence"));
    for (const number of told.reports) {
      if (live.dataset.shownOnly === undefined || document.getElementById(number)) news.add(number);
    }
    if (changes && (news.size || told.missed)) showChanges();
    else if (news.size) say(news.size === 1 || !many ? one : many.replace("{n}", String(news.size)));
    else if (told.missed) say(missed);
  };
  const close = () => {
    clearTimeout(waiting);
    source?.close();
    source = null;
  };
  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(url);
    source.addEventListener("look", look);
    source.addEventListener("open", () => (pause = 5000));
    source.addEventListener("error", () => {
      if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      close();
      waiting = setTimeout(open, pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    });
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
}

document.querySelectorAll("[data-live]").forEach(watch);
