import { PadesError, unlessRefused } from '../errors.js';
import type { PdfView } from '../pdf/document.js';
import { limits } from '../pdf/limits.js';
import { isArray, nameValue, PdfDict, PdfRef, PdfStream, type PdfObject } from '../pdf/objects.js';
import { decodeTextString } from '../pdf/text-string.js';
import type { ActiveContent } from './report.js';

type Kind = ActiveContent['kind'];

/** Action types (ISO 32000-2 Table 201) that do more than show another place of the document. */
const actionKinds = new Map<string, Kind>([
  ['JavaScript', 'javascript'],
  ['Rendition', 'rich-media'],
  ['Launch', 'launch'],
  ['SubmitForm', 'submit-form'],
  ['ImportData', 'import-data'],
  ['GoToR', 'remote-document'],
  ['GoToE', 'remote-document'],
  ['RichMediaExecute', 'rich-media'],
]);

const annotationKinds = new Map<string, Kind>([
  ['RichMedia', 'rich-media'],
  ['Screen', 'rich-media'],
  ['Movie', 'rich-media'],
  ['Sound', 'rich-media'],
  ['3D', 'rich-media'],
]);

/** Where nothing active can hide, and where looking costs most. */
const passedOver = new Set(['Parent', 'P', 'Prev', 'Length', 'Font', 'ColorSpace', 'W', 'Widths', 'DSS']);

const mostFindings = 1000;

/**
 * Everything active that can be reached from the trailer, each object once, with the path it was found by. Links to
 * web pages (URI actions) are not counted.
 */
export function findActiveContent(view: PdfView): ActiveContent[] {
  const found: ActiveContent[] = [];
  const seen = new Set<number>();
  // Breadth first, a level at a time: of a large document no more than one level is held.
  let level: Reached[] = [
    { value: new PdfDict(view.trailer.entries), path: { step: '', parent: undefined } },
  ];
  let nextLevel: Reached[] = [];
  const enqueue = (value: PdfObject, path: Path): void => {
    if (value instanceof PdfRef) {
      if (seen.has(value.num)) return;
      seen.add(value.num);
      if (seen.size > limits.visitedObjects) throw new PadesError('pdf.limit-exceeded', 'Too many objects');
    } else if (typeof value !== 'object' || value === null) return;
    nextLevel.push({ value, path });
  };
  const visit = (item: Reached): void => {
    const value = item.value instanceof PdfRef ? readable(view, item.value) : item.value;
    if (isArray(value)) {
      value.forEach((member, index) => {
        enqueue(member, { step: `[${index}]`, parent: item.path });
      });
      return;
    }
    const dict = value instanceof PdfStream ? value.dict : value;
    if (!(dict instanceof PdfDict)) return;
    const finding = classify(view, dict, item.path);
    if (finding) found.push(finding);
    for (const [key, member] of dict.entries) {
      if (!passedOver.has(key)) enqueue(member, { step: key, parent: item.path });
    }
  };
  while (level.length > 0 && found.length < mostFindings) {
    nextLevel = [];
    level.forEach(visit);
    level = nextLevel;
  }
  return found;
}

interface Reached {
  readonly value: PdfObject;
  readonly path: Path;
}

interface Path {
  readonly step: string;
  readonly parent: Path | undefined;
}

function describe(path: Path): string {
  const steps: string[] = [];
  for (let at: Path | undefined = path; at; at = at.parent) if (at.step !== '') steps.push(at.step);
  return steps.reverse().join('/').replaceAll('/[', '[');
}

/** A damaged object hides nothing that a reader would run. */
function readable(view: PdfView, ref: PdfRef): PdfObject {
  try {
    return view.object(ref.num);
  } catch (error) {
    if (error instanceof PadesError && error.code !== 'pdf.limit-exceeded') return null;
    throw error;
  }
}

function classify(view: PdfView, dict: PdfDict, path: Path): ActiveContent | undefined {
  const where = (): string => describe(path);
  const action = nameValue(view.resolve(dict.get('S')));
  const kind = action === undefined ? undefined : actionKinds.get(action);
  if (kind && isAction(dict, action)) {
    const fileName = fileNameOf(view, dict.get('F') ?? dict.get('Win'));
    return { kind, where: where(), ...(fileName === undefined ? {} : { fileName }) };
  }
  // A script may stand beside an action of another kind, and in the document's name tree without a type.
  if (dict.has('JS')) return { kind: 'javascript', where: where() };
  const annotation = nameValue(view.resolve(dict.get('Subtype')));
  const annotationKind = annotation === undefined ? undefined : annotationKinds.get(annotation);
  if (annotationKind && dict.has('Rect')) return { kind: annotationKind, where: where() };
  return embeddedFile(view, dict, where);
}

/** `/S` also stands in structure elements, transparency groups and borders, with other names. */
function isAction(dict: PdfDict, action: string | undefined): boolean {
  const type = nameValue(dict.get('Type'));
  return action === 'JavaScript' || type === undefined || type === 'Action';
}

function embeddedFile(view: PdfView, dict: PdfDict, where: () => string): ActiveContent | undefined {
  const files = view.dict(dict.get('EF'));
  if (!files) return undefined;
  const fileName = fileNameOf(view, dict);
  const stream = view.resolve(files.get('UF') ?? files.get('F'));
  const opening = stream instanceof PdfStream ? firstBytes(view, stream) : new Uint8Array();
  return {
    kind: 'embedded-file',
    where: where(),
    ...(fileName === undefined ? {} : { fileName }),
    executable: isExecutableName(fileName) || isExecutableContent(opening),
  };
}

function fileNameOf(view: PdfView, value: PdfObject | undefined): string | undefined {
  const resolved = view.resolve(value);
  const plain = decodeTextString(resolved);
  if (plain !== undefined) return plain;
  if (!(resolved instanceof PdfDict)) return undefined;
  return decodeTextString(view.resolve(resolved.get('UF') ?? resolved.get('F')));
}

const mostAttachmentBytes = 64 * 1024 * 1024;

function firstBytes(view: PdfView, stream: PdfStream): Uint8Array {
  // What cannot be unpacked here is judged by its name alone.
  return unlessRefused(() => view.decode(stream, mostAttachmentBytes).subarray(0, 16)) ?? new Uint8Array();
}

const executableNames =
  /\.(exe|com|scr|dll|msi|msp|bat|cmd|ps1|psm1|vbs|vbe|js|jse|wsf|wsh|hta|cpl|jar|lnk|reg|sh|app|command|pkg|dmg|deb|rpm|apk|iso|docm|xlsm|pptm|dotm|xlam|settingcontent-ms)\s*$/i;

function isExecutableName(fileName: string | undefined): boolean {
  return fileName !== undefined && executableNames.test(fileName);
}

function isExecutableContent(opening: Uint8Array): boolean {
  const hex = Buffer.from(opening).toString('hex');
  // DOS and Windows, ELF, Mach-O in its four forms, Java classes, scripts with an interpreter line.
  return /^(4d5a|7f454c46|feedface|feedfacf|cefaedfe|cffaedfe|cafebabe|2321)/.test(hex);
}
