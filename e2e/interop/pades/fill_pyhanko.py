"""Fills in a text field of a PDF by an incremental update, in place. Usage: fill_pyhanko.py FILE FIELD WORDS"""
import sys

from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

path, name, words = sys.argv[1:]
with open(path, "r+b") as handle:
    writer = IncrementalPdfFileWriter(handle)
    fields = [reference.get_object() for reference in writer.root["/AcroForm"]["/Fields"]]
    (field,) = [field for field in fields if field["/T"] == name]
    field["/V"] = pdf_string(words)
    writer.update_container(field)
    writer.write_in_place()
