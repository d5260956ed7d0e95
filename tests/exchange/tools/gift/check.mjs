// What gift-pegjs makes of the files of a folder, as JSON in terms of its own.
import { readdirSync, readFileSync } from "node:fs";
import gift from "gift-pegjs";

const folder = process.argv[2];
const read = {};
for (const file of readdirSync(folder).filter((it) => it.endsWith(".gift"))) {
  read[file.replace(/\.gift$/, "")] = gift.parse(readFileSync(`${folder}/${file}`, "utf8"));
}
process.stdout.write(JSON.stringify(read));
