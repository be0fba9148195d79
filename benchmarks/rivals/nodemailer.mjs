// nodemailer with its pool and ical-generator: one personal invitation a mail, as many connections as told. Nothing is stored.
//     node nodemailer.mjs PORT MAILS CONNECTIONS        prints seconds
import nodemailer from "nodemailer";
import ical from "ical-generator";

const [port, mails, connections] = process.argv.slice(2).map(Number);
const what = "Новое в библиотечном обслуживании: встреча 1";
const when = "5 ноября 2020 года (четверг), 14:30–16:00";
const where = "Областная библиотека";
const start = new Date(Date.UTC(2020, 10, 5, 11, 30));
const cell = 'style="padding: 7px 0; text-align: left; vertical-align: top; border-top: 1px solid #dfe4ea; overflow-wrap: anywhere"';

function letter(number) {
  const name = `Иванова Анна Петровна ${number}`;
  const address = `librarian${number}@school${number % 1009}.example`;
  const foot = `Это письмо пришло на адрес ${address}, потому что вы состоите в списке рассылки «ГМО школьных библиотекарей Смоленска». ` +
    "Чтобы больше не получать писем, ответьте на любое из них одним словом: стоп.";
  const how = "Как ответить: нажмите «Принять» или «Отклонить» в этом письме. Если кнопок не видно, откройте вложение invite.ics.";
  const text = `Уважаемая ${name}!\n\nПриглашаем вас ${when}.\n\nЧто: ${what}\nКогда: ${when} (МСК)\nГде: ${where}\n` +
    `Проводит: Иващенко И.В.\n\n${how}\n\n--\n${foot}\n`;
  const rows = [["Что:", what], ["Когда:", when], ["Где:", where], ["Проводит:", "Иващенко И.В."]];
  const html = '<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>' + what + "</title></head>\n" +
    '<body style="margin: 0; padding: 0; background: #eef1f5; color: #1d2733; font-family: Arial, sans-serif; font-size: 16px">\n' +
    `<p style="margin: 0 0 14px">Уважаемая ${name}!</p>\n` +
    `<h1 style="margin: 0 0 14px; font-size: 21px; line-height: 1.3; color: #15304d">Приглашаем вас ${when}.</h1>\n` +
    '<table style="width: 100%; border-collapse: collapse; margin: 0 0 16px">\n' +
    rows.map(([left, right]) => `<tr><th ${cell}>${left}</th><td ${cell}>${right}</td></tr>\n`).join("") +
    `</table>\n<p style="margin: 0 0 14px">${how}</p>\n<p style="margin: 0 0 6px">${foot}</p>\n</body></html>\n`;
  const calendar = ical({ prodId: "-//benchmark//RU", method: "REQUEST" });
  calendar.createEvent({
    id: "teor-1@cdo.example", start, end: new Date(start.getTime() + 90 * 60000), sequence: 0, summary: what, description: text,
    location: where, organizer: { name: "ГМО", email: "gmo@cdo.example" },
    attendees: [{ name, email: address, rsvp: true, status: "NEEDS-ACTION", role: "REQ-PARTICIPANT" }],
  });
  const content = calendar.toString();
  return {
    from: { name: "ГМО школьных библиотекарей Смоленска", address: "gmo@cdo.example" }, to: { name, address },
    subject: "Приглашение: 5 ноября, чт, 14:30 — Новое в библиотечном обслуживании", text, html,
    alternatives: [{ contentType: "text/calendar; charset=utf-8; method=REQUEST", content }],
    attachments: [{ filename: "invite.ics", contentType: "application/ics", content }],
  };
}

const transport = nodemailer.createTransport({
  pool: true, host: "127.0.0.1", port, secure: false, ignoreTLS: true, maxConnections: connections, maxMessages: Infinity,
});
const begin = process.hrtime.bigint();
let next = 0;
async function carry() {
  while (next < mails) await transport.sendMail(letter(next++));
}
await Promise.all(Array.from({ length: connections * 2 }, carry));
console.log(Number(process.hrtime.bigint() - begin) / 1e9);
transport.close();
