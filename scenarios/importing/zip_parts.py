"""The XML parts of a packed file, read piece by piece within limits; XML declarations are refused."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from xml.parsers import expat

from scenarios.importing.table_file import Limits, Refusal, TableRefusedError

_PIECE: Final = 1 << 16
_LONGEST_TAG: Final = 1 << 20
_DEEPEST: Final = 100
Attributes = Mapping[str, str]


class ZipParts:
    """The parts of one packed file.

    Parameters
    ----------
    archive
        The opened file.
    limits
        What it may have.
    """

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self.archive, self.limits = archive, limits
        self.unpacked = 0

    def related(self, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield what a part of an Office file refers to.

        Parameters
        ----------
        part
            Its name; empty for the file itself.

        Yields
        ------
        id, (kind, place)
            The id, and the kind and the name of the part that it stands for.
        """
        folder, name = posixpath.split(part)
        found: list[tuple[str, tuple[str, str]]] = []

        def start(tag: str, has: Attributes) -> None:
            if tag == "Relationship" and has.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, has["Target"])).lstrip("/")
                found.append((has["Id"], (posixpath.basename(has["Type"]), target)))

        self.walk(posixpath.join(folder, "_rels", f"{name}.rels"), start)
        yield from found

    def walk(
        self,
        name: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Call back for every element of a part.

        Parameters
        ----------
        name
            Of the part.
        start, end, text
            What is called; tags come without the prefix of their namespace.

        Raises
        ------
        TableRefusedError
            If a limit is exceeded, or the part declares entities.
        """
        info = self.archive.getinfo(name)
        # What an entry says of its size binds: the library reads no byte more.
        self.unpacked += info.file_size
        if self.unpacked > self.limits.unpacked_bytes:
            raise TableRefusedError(Refusal.SIZE, limit=self.limits.unpacked_bytes)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = _PIECE
        parser.StartDoctypeDeclHandler = _refuse_declarations
        depth = 0

        def begin(tag: str, has: Attributes) -> None:
            nonlocal depth
            depth += 1
            if depth > _DEEPEST:
                raise TableRefusedError(Refusal.BROKEN)
            start(tag if ":" not in tag else tag.partition(":")[2], has)

        def finish(tag: str) -> None:
            nonlocal depth
            depth -= 1
            if end is not None:
                end(tag if ":" not in tag else tag.partition(":")[2])

        parser.StartElementHandler, parser.EndElementHandler = begin, finish
        if text is not None:
            parser.CharacterDataHandler = text
        given = 0
        with self.archive.open(info) as stream:
            while piece := stream.read(_PIECE):
                parser.Parse(piece, False)
                given += len(piece)
                # A tag that does not end is read again from its beginning with every piece.
                if given - parser.CurrentByteIndex > _LONGEST_TAG:
                    raise TableRefusedError(Refusal.BROKEN)
            parser.Parse(b"", True)


@contextmanager
def refuse_broken() -> Iterator[None]:
    """Refuse a file in a sentence, whatever is wrong with its package or its XML.

    Raises
    ------
    TableRefusedError
        Instead of what the libraries raise.
    """
    try:
        yield
    except RuntimeError as error:  # zipfile's word for a password
        raise TableRefusedError(Refusal.LOCKED) from error
    except expat.ExpatError as error:
        no_memory = error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
        raise TableRefusedError(Refusal.MEMORY if no_memory else Refusal.BROKEN) from error
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
        *(NotImplementedError, KeyError, IndexError, StopIteration, ValueError, OverflowError),
    ) as error:
        raise TableRefusedError(Refusal.BROKEN) from error


def _refuse_declarations(*_: Any) -> None:
    raise TableRefusedError(Refusal.DECLARATIONS)
