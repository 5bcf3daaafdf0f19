// sharp at the tasks of scripts/bench decode: TASK PICTURES-IN-FLIGHT SECONDS FOLDER, or version.
// Warms up, then prints pictures, wall seconds, CPU seconds and bytes made, as io.seine.decode.CodecBench does.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const sharp = require("sharp");

const WARM_UP = 2;

const tasks = {
  decode: (picture) => sharp(picture).raw().toBuffer().then(() => 0),
  "re-encode": (picture) => size(sharp(picture).jpeg({ quality: 90 })),
  256: (picture) => size(sharp(picture).resize(256, 256, { fit: "outside" }).jpeg({ quality: 95 })),
};

async function size(image) {
  return (await image.toBuffer()).length;
}

// Hands out the pictures of whole passes, until one ends after the time is over.
class Passes {
  constructor(pictures, seconds) {
    this.pictures = pictures;
    this.end = performance.now() + 1000 * seconds;
    this.taken = 0;
  }

  next() {
    const at = this.taken % this.pictures.length;
    return at === 0 && performance.now() >= this.end ? undefined : this.pictures[(this.taken++, at)];
  }
}

async function work(task, passes) {
  let made = 0;
  for (let picture = passes.next(); picture; picture = passes.next()) {
    made += await task(picture);
  }
  return made;
}

async function run(task, inFlight, passes) {
  const made = await Promise.all(Array.from({ length: inFlight }, () => work(task, passes)));
  return made.reduce((sum, each) => sum + each);
}

async function main(task, inFlight, seconds, folder) {
  const pictures = fs.readdirSync(folder).sort().map((name) => fs.readFileSync(path.join(folder, name)));
  await run(tasks[task], inFlight, new Passes(pictures, WARM_UP));
  const passes = new Passes(pictures, seconds);
  const start = performance.now();
  const before = process.cpuUsage();
  const made = await run(tasks[task], inFlight, passes);
  const cpu = process.cpuUsage(before);
  const wall = (performance.now() - start) / 1000;
  console.log(passes.taken, wall.toFixed(3), ((cpu.user + cpu.system) / 1e6).toFixed(3), made);
}

sharp.cache(false);
sharp.concurrency(1);
sharp.simd(true);

const [task, inFlight, seconds, folder] = process.argv.slice(2);
if (task === "version") {
  console.log(`sharp ${sharp.versions.sharp} (libvips ${sharp.versions.vips}) on Node ${process.versions.node}`);
} else {
  main(task, Number(inFlight), Number(seconds), folder);
}
