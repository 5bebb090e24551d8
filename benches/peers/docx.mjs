// The plainest document with notes that the package «docx» makes: node docx.mjs PIECES.json OUT.docx
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.PEERS}/package.json`);
const { Document, FootnoteReferenceRun, HeadingLevel, Packer, Paragraph, TextRun } = require("docx");

const { paragraphs, notes } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const levels = [undefined, HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3];
const run = (piece) => (typeof piece === "number" ? new FootnoteReferenceRun(piece + 1) : new TextRun(piece));
const children = paragraphs.map(({ level, pieces }) => new Paragraph({ heading: levels[level], children: pieces.map(run) }));
const footnotes = Object.fromEntries(notes.map((text, at) => [at + 1, { children: [new Paragraph(text)] }]));
const document = new Document({ footnotes, sections: [{ children }] });
writeFileSync(process.argv[3], await Packer.toBuffer(document));
