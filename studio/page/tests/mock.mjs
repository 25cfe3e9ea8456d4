// A server that speaks the protocol of `ganglion studio` with a tiny network of its own, for tests of the page.
//     node mock.mjs [PORT] [PAGE]      prints its address
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import * as describe from "./mock/describe.mjs";
import { frame } from "./mock/frames.mjs";
import { Refused, Session } from "./mock/session.mjs";
import { weights } from "./mock/weights.mjs";

const [port = 0, page = fileURLToPath(new URL("../dist/index.html", import.meta.url))] = process.argv.slice(2);
const streams = new Set();
const sent = []; // events by id - 1
const publish = (event, data) => {
  sent.push(`id: ${sent.length + 1}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  for (const stream of streams) stream.write(sent.at(-1));
};
const session = new Session(publish);

const json = (response, value) => response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(value));

function events(request, response) {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  response.write(": open\n\n");
  const last = Number(request.headers["last-event-id"] ?? sent.length);
  for (const event of sent.slice(last)) response.write(event);
  streams.add(response);
  request.on("close", () => streams.delete(response));
}

async function answer(request, response) {
  const url = new URL(request.url, "http://localhost");
  if (url.pathname === "/token/") return response.writeHead(200, { "Content-Type": "text/html" }).end(readFileSync(page));
  const path = url.pathname.replace(/^\/token\/api\//, "");
  const index = Number(url.searchParams.get("row") ?? url.searchParams.get("index"));
  if (path === "events") return events(request, response);
  if (path === "drop") { // for tests: the program goes away
    for (const stream of streams) stream.destroy();
    return json(response, {});
  }
  if (path === "state") return json(response, describe.state(session));
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  if (path === "data") {
    const name = request.headers["x-file-name"];
    session.load(name ? null : JSON.parse(body), body, name && decodeURIComponent(name));
    session.changed();
    return json(response, { revision: session.revision });
  }
  if (path === "command") return json(response, { ...session.command(JSON.parse(body)), revision: session.revision });
  if (!session.net) throw new Refused("there is no data yet", "data");
  if (path === "explain") return json(response, describe.explain(session, index));
  if (path === "row") {
    const { table } = session;
    const row = Object.fromEntries(table.columns.map((name, i) => [name, String(table.rows[index][i])]));
    return json(response, { row, target: row[table.target], part: ["train", "validation", "test"][table.part[index]] });
  }
  if (path === "predict") return json(response, describe.predict(session, JSON.parse(body).row));
  const bytes = (body) => response.writeHead(200, { "Content-Type": "application/octet-stream" }).end(body);
  if (path === "frame") return bytes(frame(session, url.searchParams.get("what")));
  if (path === "weights") return bytes(weights(session));
  if (["layers", "mistakes", "points"].includes(path)) return json(response, describe[path](session));
  throw new Refused(`no ${path}`, null, null, 404);
}

createServer((request, response) => {
  answer(request, response).catch((error) => {
    const { message, setting = null, position = null, status = 500 } = error;
    if (!(error instanceof Refused)) console.error(error);
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify({ error: { message, setting, position } }));
  });
}).listen(Number(port), "127.0.0.1", function () {
  console.log(`http://127.0.0.1:${this.address().port}/token/`);
});
