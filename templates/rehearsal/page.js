"use strict";
// The page's state is its hash: #view=year&role=librarian&kind=reminder&item=teor-2&month=2020-11&q=...&person=...&mail=12.
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const payload = JSON.parse(byId("payload").textContent);
  const VIEWS = ["year", "people", "open", "plan"];
  const FIELDS = ["role", "kind", "month", "item", "q"];
  const MONTHS = ["янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"];
  const OF = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];
  const DAYS = ["вс", "пн", "вт", "ср", "чт", "пт", "сб"];
  const RECIPIENTS_AT_ONCE = 200;
  const PERSONS_AT_ONCE = 60;
  document.documentElement.classList.add("js");

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const fold = (text) => text.toLowerCase().replace(/ё/g, "е").replace(/\s+/g, " ").trim();
  const plural = (n, one, few, many) => {
    const tens = n % 100, ones = n % 10;
    if (ones === 1 && tens !== 11) return one;
    return ones >= 2 && ones <= 4 && (tens < 12 || tens > 14) ? few : many;
  };
  const figure = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  const mails = (n) => `${figure(n)} ${plural(n, "письмо", "письма", "писем")}`;
  const fileOf = (n) => `mail/${String(n).padStart(6, "0")}.eml`;
  const dayName = (iso) => {
    const [year, month, day] = iso.split("-").map(Number);
    return `${day} ${OF[month - 1]} ${year}, ${DAYS[new Date(year, month - 1, day).getDay()]}`;
  };
  const nameOf = (person) => person[1] || person[0];

  // --- mailings: who got which file

  const expand = (n) => {
    const found = [];
    for (const [person, file, count] of payload.mailings[n].r) {
      for (let i = 0; i < count; i++) found.push([person + i, file + i]);
    }
    return found;
  };
  let perPerson = null;
  const mailsOf = (person) => {
    if (!perPerson) {
      perPerson = new Map();
      payload.mailings.forEach((mailing, n) => {
        let position = 0;
        for (const [first, file, count] of mailing.r) {
          for (let i = 0; i < count; i++, position++) {
            if (!perPerson.has(first + i)) perPerson.set(first + i, []);
            perPerson.get(first + i).push([n, file + i, mailing.o[position] || 0]);
          }
        }
      });
    }
    return perPerson.get(person) || [];
  };
  const toLibrarian = ([n]) => byId(`e-${n}`).dataset.role === "librarian";

  // --- one mail opened

  const fit = (frame) => {
    const size = () => {
      const page = frame.contentDocument && frame.contentDocument.documentElement;
      if (page && frame.contentDocument.body) frame.style.height = `${Math.max(frame.contentDocument.body.scrollHeight, 120)}px`;
    };
    frame.addEventListener("load", () => {
      size();
      if (frame.contentDocument && frame.contentDocument.body) new ResizeObserver(size).observe(frame.contentDocument.body);
    });
  };
  const openPanel = (details, n, only) => {
    if (details.querySelector(".panel")) return;
    const panel = byId(`t-${n}`).content.cloneNode(true).querySelector(".panel");
    all("iframe", panel).forEach(fit);
    for (const button of all(".sizes button", panel)) {
      button.addEventListener("click", () => {
        const frame = button.closest(".letter").querySelector("iframe");
        frame.style.maxWidth = button.dataset.width ? `${button.dataset.width}px` : "";
      });
    }
    if (only) {
      for (const variant of all(".variant", panel)) {
        if (Number(variant.dataset.variant) !== only.variant) variant.remove();
        else all("h5", variant).filter((head) => head.parentElement === variant).forEach((head) => head.remove());
      }
      const own = element("p", "own");
      const link = element("a", "", `Письмо этого человека: ${fileOf(only.file)}`);
      link.href = fileOf(only.file);
      own.append(link);
      panel.querySelector(".to").append(own);
      all(".checked", panel).forEach((part) => part.remove());
    } else {
      recipients(panel.querySelector(".to"), n);
    }
    details.append(panel);
  };
  const recipients = (box, n) => {
    const people = expand(n);
    const list = element("details", "sub");
    list.append(element("summary", "", `Кому ушло: ${people.length === 1 ? nameOf(payload.people[people[0][0]]) : mails(people.length)}`));
    const names = element("ol", "recipients");
    const more = element("button", "show-more", "Показать ещё");
    more.type = "button";
    let shown = 0;
    const show = () => {
      for (const [person, file] of people.slice(shown, shown + RECIPIENTS_AT_ONCE)) {
        const who = payload.people[person];
        const line = element("li");
        const link = element("a", "", nameOf(who));
        link.href = who[5] === "librarian" ? `#view=people&person=${encodeURIComponent(who[0])}` : fileOf(file);
        const eml = element("a", "", fileOf(file).slice(5));
        eml.href = fileOf(file);
        line.append(link, who[2] ? ` (${who[2]}) ` : " ", `${who[0]} · `, eml);
        names.append(line);
      }
      shown += RECIPIENTS_AT_ONCE;
      more.hidden = shown >= people.length;
    };
    more.addEventListener("click", show);
    show();
    list.append(names, more);
    box.append(list);
  };
  const entries = all("#year .mail");
  for (const entry of entries) {
    entry.addEventListener("toggle", () => { if (entry.open) openPanel(entry, entry.dataset.n); });
  }

  // --- state

  const read = () => {
    const raw = location.hash.slice(1);
    return raw.includes("=") ? Object.fromEntries(new URLSearchParams(raw)) : { view: "year", anchor: raw };
  };
  const write = (changes) => {
    const next = { ...read(), ...changes };
    delete next.anchor;
    delete next.mail;
    const kept = Object.entries(next).filter(([, value]) => value);
    history.replaceState(null, "", `#${new URLSearchParams(kept.length ? kept : { view: "year" })}`);
    apply();
  };

  // --- the year's filters

  const texts = new Map();
  const textOf = (entry) => {
    if (!texts.has(entry)) {
      texts.set(entry, fold(`${entry.textContent} ${byId(`t-${entry.dataset.n}`).content.textContent}`));
    }
    return texts.get(entry);
  };
  const words = (query) => fold(query).split(" ").filter(Boolean);
  const form = document.querySelector("#filters form");
  const filter = (state) => {
    const wanted = words(state.q || "");
    const sought = Boolean(FIELDS.some((name) => state[name]));
    let waves = 0, letters = 0, events = 0;
    const days = new Set();
    for (const month of all("#year .month")) {
      const inMonth = !state.month || month.dataset.month === state.month;
      let visible = false;
      const show = (part, fits) => { part.hidden = !fits; visible = visible || fits; return fits; };
      const happens = (part) => show(part, inMonth && !state.role && (!state.kind || state.kind === "event")
        && (!state.item || part.dataset.item === state.item) && wanted.every((word) => fold(part.textContent).includes(word)));
      all(":scope > .happening", month).forEach(happens);
      for (const day of all(".day", month)) {
        let used = 0;
        for (const part of all(".happening", day)) if (happens(part)) { used++; events++; }
        for (const entry of all(".mail", day)) {
          const fits = inMonth && (!state.role || entry.dataset.role === state.role) && (!state.kind || entry.dataset.kind === state.kind)
            && (!state.item || entry.dataset.items.split(" ").includes(state.item)) && wanted.every((word) => textOf(entry).includes(word));
          if (show(entry, fits)) {
            used++;
            waves++;
            letters += payload.mailings[entry.dataset.n].r.reduce((sum, run) => sum + run[2], 0);
          }
        }
        day.hidden = !used;
        if (used) days.add(day.dataset.date);
      }
      month.hidden = sought && !visible;
      all(".sum, .nothing", month).forEach((part) => { part.hidden = sought; });
    }
    for (const cell of all(".grid td[data-day]")) cell.classList.toggle("dim", !days.has(cell.dataset.day));
    byId("found").textContent = !sought ? "" : waves || events
      ? `Найдено: ${figure(waves)} ${plural(waves, "рассылка", "рассылки", "рассылок")} (${mails(letters)})${events ? `, ${figure(events)} ${plural(events, "событие", "события", "событий")}` : ""}`
      : "Ничего не найдено. Сбросьте часть условий.";
    for (const name of FIELDS) if (form.elements[name] !== document.activeElement) form.elements[name].value = state[name] || "";
    for (const button of all(".quick button")) button.setAttribute("aria-pressed", String((state.role || "") === button.dataset.role));
    if (FIELDS.some((name) => name !== "role" && state[name])) byId("filters").open = true;
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => write(Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]))));
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    write(Object.fromEntries(FIELDS.map((name) => [name, ""])));
  });
  for (const button of all(".quick button")) button.addEventListener("click", () => write({ role: button.dataset.role }));

  // --- people

  let limit = PERSONS_AT_ONCE;
  const who = byId("who");
  const listPeople = () => {
    const wanted = words(who.value);
    const found = payload.librarians.filter((n) => wanted.every((word) => fold(payload.people[n].slice(0, 4).join(" ")).includes(word)));
    const list = byId("persons");
    list.replaceChildren(...found.slice(0, limit).map((n) => {
      const person = payload.people[n];
      const total = mailsOf(n).filter(toLibrarian).length;
      const line = element("li");
      const button = element("button");
      button.type = "button";
      const notes = [person[2], person[3], person[4] ? `ушёл ${person[4]}` : "", person[6] ? "" : "нет в списке"].filter(Boolean);
      const count = element("span", "total", figure(total));
      count.append(element("small", "", plural(total, "письмо", "письма", "писем")));
      button.append(element("span", "name", nameOf(person)), element("span", "sub2", notes.join(" · ") || person[0]), count);
      button.addEventListener("click", () => {
        location.hash = new URLSearchParams({ view: "people", person: person[0] });
      });
      line.append(button);
      return line;
    }));
    byId("more-persons").hidden = found.length <= limit;
    byId("who-found").textContent = found.length
      ? `${figure(found.length)} ${plural(found.length, "человек", "человека", "человек")}${wanted.length ? "" : " в списке"}. Нажмите на имя, чтобы увидеть письма по порядку.`
      : "Никого не найдено.";
  };
  who.addEventListener("input", () => { limit = PERSONS_AT_ONCE; listPeople(); });
  byId("more-persons").addEventListener("click", () => { limit += PERSONS_AT_ONCE * 4; listPeople(); });

  const showPerson = (address) => {
    const box = byId("person");
    const n = payload.people.findIndex((person) => person[0] === address);
    box.hidden = n < 0;
    box.replaceChildren();
    if (n < 0) return;
    const person = payload.people[n];
    const got = mailsOf(n).filter(toLibrarian);
    box.append(element("h3", "", nameOf(person)));
    const notes = [person[0], person[2], person[3], person[4] ? `ушёл ${person[4]}` : "", person[6] ? "" : "нет в списке"].filter(Boolean);
    box.append(element("p", "quiet", notes.join(" · ")), element("p", "", `За период: ${mails(got.length)}. По месяцам:`));
    const months = new Map(all("#year .month").map((month) => [month.dataset.month, 0]));
    for (const [mailing] of got) {
      const key = byId(`e-${mailing}`).dataset.date.slice(0, 7);
      months.set(key, (months.get(key) || 0) + 1);
    }
    const most = Math.max(1, ...months.values());
    const bars = element("ul", "bars");
    for (const [key, count] of months) {
      const bar = element("li");
      const fill = element("i");
      fill.style.height = `${Math.round(count / most * 100)}px`;
      bar.append(element("b", "", String(count)), fill, element("span", "", MONTHS[Number(key.slice(5)) - 1]));
      bars.append(bar);
    }
    const history = element("ol", "history");
    let last = "";
    for (const [mailing, file, variant] of got) {
      const source = byId(`e-${mailing}`);
      const line = element("li");
      if (source.dataset.date !== last) line.append(element("span", "date", dayName(source.dataset.date)));
      last = source.dataset.date;
      const details = element("details", source.className);
      const summary = source.querySelector("summary").cloneNode(true);
      all(".count, .asks", summary).forEach((part) => part.remove());
      details.append(summary);
      details.addEventListener("toggle", () => { if (details.open) openPanel(details, mailing, { file, variant }); });
      line.append(details);
      history.append(line);
    }
    box.append(bars, history);
    box.scrollIntoView({ block: "start" });
    box.focus({ preventScroll: true });
  };

  // --- putting it together

  let shownPerson;
  let listed = false;
  const apply = () => {
    const state = read();
    const view = VIEWS.includes(state.view) ? state.view : "year";
    for (const section of all(".view")) section.classList.toggle("current", section.id === view);
    for (const tab of all(".tabs a")) {
      if (tab.dataset.view === view) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    if (view === "year") {
      filter(state);
      const entry = state.mail && byId(`e-${state.mail}`);
      if (entry) {
        entry.open = true;
        openPanel(entry, entry.dataset.n);
      }
      const target = entry || (state.anchor && byId(state.anchor));
      if (target) target.scrollIntoView({ block: "start" });
      for (const day of all(".day.here")) day.classList.remove("here");
      if (target && target.classList.contains("day")) target.classList.add("here");
    }
    if (view === "people") {
      if (!listed) listPeople();
      listed = true;
      if (shownPerson !== state.person) showPerson(state.person);
      shownPerson = state.person;
    }
  };
  byId("print").addEventListener("click", () => window.print());
  window.addEventListener("hashchange", apply);
  apply();
})();
